"""A matter in the reporter's words: where it stands, what comes next, the stops on its way."""

from __future__ import annotations

from typing import Any

from workflow.issues.flow import issue_flow
from workflow.kernel.i18n import C_, N_
from workflow.kernel.policy import REPORTER

UNREACHED = N_("工作人员联系过您，没有联系上")

STATIONS = (
    (C_("station", "登记"), ("registered",)),
    (C_("station", "受理"), ("accepted", "not_accepted")),
    (C_("station", "研究决定"), ("scheduled", "escalated", "suspended")),
    (C_("station", "办理"), ("executing", "transferred", "blocked")),
    (C_("station", "核实答复"), ("verifying", "replied", "under_review", "final_review")),
    (C_("station", "办结"), ("closed", "archived", "withdrawn", "merged", "voided", "past")),
)
"""The way of a matter in the reporter's words, and the states that stand in each station."""

STANDS = {
    "registered": N_("已登记，等待受理"),
    "accepted": N_("已受理，正在研究怎么办"),
    "scheduled": N_("已列入会议议题，等待开会研究"),
    "executing": N_("正在办理"),
    "transferred": N_("责任单位正在办理"),
    "blocked": N_("办理遇到阻碍，正在协调"),
    "suspended": N_("暂时无法办理，到期会再研究"),
    "escalated": N_("已报上一级，等待上一级研究"),
    "verifying": N_("已办理，正由其他工作人员核实"),
    "replied": N_("已答复，请您看看解决了没有"),
    "under_review": N_("上一级正在复查"),
    "final_review": N_("再上一级正在复核"),
    "closed": N_("已办结"),
    "not_accepted": N_("没有受理，理由写在答复里"),
    "withdrawn": N_("您已撤回"),
    "merged": N_("已与相同的事项一起办理"),
    "voided": N_("登记有误，已作废"),
    "archived": N_("已办结并归档"),
    "past": N_("来自历史台账"),
}
STILL = N_("还在办理，正在换一家单位")
"""Between two units a matter is decided anew; whoever raised it hears that it goes on."""

UNSOLVED = N_("没有解决，正在重新研究怎么办")
"""After an objection: whoever said it must not read that it was accepted, as if nothing had happened."""

FRESH = N_("%(org)s会受理，换人办理，不再交回下级")
"""After the second objection nothing is handed down again."""

NEXT = {
    "registered": N_("%(org)s会决定是否受理并告诉您"),
    "accepted": N_("%(org)s会决定由谁办、怎么办"),
    "scheduled": N_("%(org)s会在会议上研究决定"),
    "executing": N_("%(org)s办完后，由没有参与办理的人核实，再答复您"),
    "transferred": N_("%(org)s办完后报回，核实后再答复您"),
    "blocked": N_("%(org)s会恢复办理，或报上一级协调"),
    "suspended": N_("%(org)s会重新研究能不能办"),
    "escalated": N_("%(org)s会受理，或提出意见交回下级办理"),
    "verifying": N_("核实后，%(org)s会给您答复"),
    "replied": N_("请您确认解决了没有；到期没有评价，按“未评价”办结"),
    "under_review": N_("%(org)s会维持或撤销原答复"),
    "final_review": N_("%(org)s会维持或撤销原答复"),
}

SHORT = {
    "register": C_("station", "登记"),
    "accept": C_("station", "受理"),
    "decline": C_("state", "不予受理"),
    "contest": N_("您申诉"),
    "schedule": N_("列入会议"),
    "execute": N_("开始办理"),
    "transfer": N_("转单位"),
    "redispatch": N_("换单位"),
    "escalate": N_("报上一级"),
    "take_up": N_("上一级受理"),
    "remand": N_("交回下级"),
    "block": N_("遇到阻碍"),
    "unblock": N_("恢复办理"),
    "unblock_units": N_("恢复办理"),
    "suspend": N_("暂缓"),
    "reactivate": N_("恢复办理"),
    "report_done": N_("办完"),
    "units_done": N_("办完"),
    "redo": N_("重办"),
    "redo_units": N_("重办"),
    "redo_decision": N_("重新研究"),
    "verify": N_("答复"),
    "confirm": N_("您确认"),
    "still_unsolved": N_("您说未解决"),
    "object": N_("您说未解决"),
    "object_again": N_("您说未解决"),
    "lapse": C_("station", "办结"),
    "reopen": N_("重新办理"),
    "seek_review": N_("您申请复查"),
    "seek_final_review": N_("您申请复核"),
    "uphold": N_("维持答复"),
    "overturn": N_("撤销答复"),
    "withdraw": N_("您撤回"),
    "merge": N_("一起办理"),
    "split": N_("单独办理"),
}
"""What stands beside a dot of the picture; a step without a word here leaves no dot."""

OTHERS = {
    "contest": N_("另一位诉求人对不予受理提出申诉，已由上一级处理"),
    "confirm": N_("各位诉求人已评价，事项办结"),
    "still_unsolved": N_("各位诉求人已评价，事项办结"),
    "object": N_("另一位诉求人表示未解决，正在重新办理"),
    "object_again": N_("另一位诉求人再次表示未解决，已由上一级办理"),
    "seek_review": N_("另一位诉求人申请复查，由上一级进行"),
    "seek_final_review": N_("另一位诉求人申请复核，由再上一级进行"),
}
"""What one of several reporters hears of another's word; nobody is told that they said what they did not say."""

OTHERS_SHORT = {
    "contest": N_("有人申诉"),
    "confirm": N_("大家已评价"),
    "still_unsolved": N_("大家已评价"),
    "object": N_("有人说未解决"),
    "object_again": N_("有人说未解决"),
    "seek_review": N_("有人申请复查"),
    "seek_final_review": N_("有人申请复核"),
}
BY_CALL = {
    "confirm": N_("经回访确认解决，事项办结"),
    "object": N_("回访得知没有解决，正在重新办理"),
    "object_again": N_("回访得知仍没有解决，已由上一级办理"),
    "still_unsolved": N_("回访得知仍没有解决，事项按现有答复办结"),
}
"""The same said on the telephone, and entered by an officer."""


def voice(step: str, entry: dict[str, Any], claim: int, *, short: bool = False) -> str:
    """A step in the words of the reporter with this claim; empty where the reporter does not hear of it.

    `entry` is what history keeps: it says whose word it was, by the claim and never by a name.
    """
    known = issue_flow.steps.get(step)
    if step == "contact" and entry["answers"].get("how") == "unreached":
        return "" if short else UNREACHED
    if step == "call_back":
        own, reached = entry["answers"].get("claim") == claim, entry["answers"].get("reached")
        return "" if short or not own else known.voice if known and reached else UNREACHED
    said = SHORT.get(step, "") if short else known.voice if known else ""
    if entry["actor"]["role"] != REPORTER:
        return said if short else BY_CALL.get(step, said)
    if entry["actor"].get("behalf", claim) == claim:
        return said
    return (OTHERS_SHORT if short else OTHERS).get(step, said)
