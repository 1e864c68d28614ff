"""The states of an issue and of its assignments (WORKFLOWS.md sections 1 and 2); their steps are in `steps/`."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import C_, N_

issue_flow = Flow("issue", "registered", births=("past",))
issue_flow.state("registered", N_("已登记"), "intake", holder="owner", clock="accept")
issue_flow.state("accepted", N_("已受理"), "deliberation", holder="owner", clock="decide")
issue_flow.state("scheduled", N_("已列议题"), "deliberation", holder="owner", clock="meeting")
issue_flow.state("executing", N_("自办中"), "execution", holder="owner", clock="handle")
issue_flow.state("transferred", N_("移交办理中"), "execution", holder="lead", clock="handle")
issue_flow.state("blocked", N_("执行受阻"), "held", holder="owner", clock="hindrance")
issue_flow.state("suspended", C_("state", "挂账"), "held", holder="owner", clock="review_date")
issue_flow.state("escalated", N_("已上报"), "escalation", holder="owner", clock="take_up")
issue_flow.state("verifying", N_("待核实"), "answer", holder="owner", clock="verify")
issue_flow.state("replied", N_("已答复"), "answer", holder="owner", clock="reporter")
issue_flow.state("under_review", N_("复查中"), "review", holder="owner", clock="review")
issue_flow.state("final_review", N_("复核中"), "review", holder="owner", clock="review")
issue_flow.state("closed", N_("已办结"), "settled", clock="archive")
issue_flow.state("not_accepted", C_("state", "不予受理"), "settled", clock="archive_declined")
issue_flow.state("withdrawn", N_("已撤回"), "settled", clock="archive_withdrawn")
issue_flow.state("merged", N_("已并案"), "settled", clock="with_lead")
issue_flow.state("voided", N_("已作废"), "settled", clock="archive")
issue_flow.final("archived", N_("已归档"))
issue_flow.final("past", N_("历史台账"), "settled")

OPEN = (
    "registered accepted scheduled executing transferred blocked suspended "
    "escalated verifying replied under_review final_review"
)
SETTLED = "closed not_accepted withdrawn merged voided"

assignment_flow = Flow("assignment", "pending")
assignment_flow.state("pending", N_("待签收"), "intake", holder="unit", clock="sign")
assignment_flow.state("handling", N_("办理中"), "execution", holder="unit", clock="handle")
assignment_flow.state("returned", N_("已退回"), "held", holder="owner", clock="returned")
assignment_flow.state("disputed", N_("权属争议"), "held", holder="superior", clock="ruling")
assignment_flow.state("reported", N_("已报结"), "answer", holder="owner", clock="verify")
assignment_flow.final("done", N_("已完成"), "settled")
assignment_flow.final("revoked", N_("已撤销"), "settled")
