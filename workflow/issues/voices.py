"""A matter in the reporter's words: where it stands, what comes next, the stops on its way."""

from __future__ import annotations

from workflow.kernel.i18n import C_, N_

STATIONS = (
    (C_("station", "登记"), ("registered",)),
    (C_("station", "受理"), ("accepted", "not_accepted")),
    (C_("station", "研究决定"), ("scheduled", "escalated", "suspended")),
    (C_("station", "办理"), ("executing", "transferred", "blocked")),
    (C_("station", "核实答复"), ("verifying", "replied", "under_review", "final_review")),
    (C_("station", "办结"), ("closed", "archived", "withdrawn", "merged", "voided")),
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
}
STILL = N_("还在办理，正在换一家单位")
"""Between two units a matter is decided anew; whoever raised it hears that it goes on."""

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
