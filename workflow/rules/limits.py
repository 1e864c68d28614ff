"""Default limits of the clocks (WORKFLOWS.md section 7): how long, in what unit."""

from __future__ import annotations

from workflow.kernel.i18n import N_

Limit = tuple[int, str]
WORKING, DAYS, HOURS, MINUTES = "working_days", "days", "hours", "minutes"

HANDLE: dict[str, Limit] = {
    "danger": (2, HOURS),
    "urgent": (24, HOURS),
    "general": (5, WORKING),
    "complex": (15, WORKING),
}
EXTENSION, PAUSE = 30, 15
"""At most: calendar days of the one extension, working days of all pauses of one stretch of handling."""

REVEAL_MINUTES, REVEALS_A_DAY = 5, 20
"""How long a contact stays open to whoever revealed it, and how often one person may do so in a day."""

SIGN: dict[str, Limit] = {"danger": (15, MINUTES), "urgent": (30, MINUTES)}

LIMITS: dict[str, Limit] = {
    "accept": (1, WORKING),
    "decide": (15, DAYS),
    "meeting": (15, DAYS),
    "sign": (1, WORKING),
    "hindrance": (3, WORKING),
    "review_date": (90, DAYS),
    "take_up": (5, WORKING),
    "verify": (2, WORKING),
    "reporter": (7, DAYS),
    "review": (30, DAYS),
    "archive": (30, DAYS),
    "archive_declined": (15, DAYS),
    "archive_withdrawn": (3, WORKING),
    "answer": (60, DAYS),
    "returned": (1, WORKING),
    "ruling": (3, WORKING),
    "pause": (15, WORKING),
    "request": (2, WORKING),
    "erasure": (2, WORKING),
    "held": (30, DAYS),
    "emergency": (7, DAYS),
    "ratify": (30, DAYS),
    "minutes": (5, WORKING),
    "circulation": (6, WORKING),
    "publication": (60, DAYS),
    "reception": (31, DAYS),
    "reception_close": (1, DAYS),
    "order_reply": (3, WORKING),
    "order_review": (3, WORKING),
    "posting_review": (5, WORKING),
    "posting": (3 * 365, DAYS),
    "consultation_draft": (30, DAYS),
    "consultation_opens": (30, DAYS),
    "consultation_closes": (60, DAYS),
    "consultation_result": (15, WORKING),
    "consultation_kept": (180, DAYS),
    "finding": (10, WORKING),
}

CLOCKS = {
    "accept": N_("受理时限"),
    "decide": N_("议决时限"),
    "meeting": N_("会议日期"),
    "handle": N_("办理时限"),
    "sign": N_("签收时限"),
    "hindrance": N_("受阻处置时限"),
    "review_date": N_("挂账复查日"),
    "take_up": N_("上报处理时限"),
    "verify": N_("核实时限"),
    "reporter": N_("评价期"),
    "review": N_("复查时限"),
    "archive": N_("归档日"),
    "archive_declined": N_("归档日"),
    "archive_withdrawn": N_("归档日"),
    "answer": N_("答复总时限"),
    "returned": N_("退回处理时限"),
    "ruling": N_("裁定时限"),
    "pause": N_("暂停到期"),
    "request": N_("审批时限"),
    "erasure": N_("删除申请答复时限"),
    "held": N_("删除申请复看日"),
    "emergency": N_("恢复常态"),
    "ratify": N_("追认时限"),
    "minutes": N_("纪要整理时限"),
    "circulation": N_("征求意见和签发时限"),
    "publication": N_("结果公开时限"),
    "reception": N_("接待日期"),
    "reception_close": N_("接待结束登记"),
    "order_reply": N_("督办答复时限"),
    "order_review": N_("督办审核时限"),
    "posting_review": N_("公开审核时限"),
    "posting": N_("公开到期"),
    "consultation_draft": N_("拟稿时限"),
    "consultation_opens": N_("征集开始"),
    "consultation_closes": N_("征集截止"),
    "consultation_result": N_("公布结果时限"),
    "consultation_kept": N_("意见文字保存到"),
    "finding": N_("答复检查发现的时限"),
}


def limit_for(kind: str, urgency: str, days: int | None = None) -> Limit:
    """How long this clock runs for a matter of this urgency; `days` is what a decision set (working days)."""
    if days:
        return days, WORKING
    if kind == "handle":
        return HANDLE[urgency]
    if kind == "sign" and urgency in SIGN:
        return SIGN[urgency]
    if kind == "take_up" and urgency in SIGN:
        return 1, WORKING
    return LIMITS[kind]
