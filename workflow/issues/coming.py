"""Who must act next with a matter or an assignment, in the officers' words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from workflow.issues.facts import AssignmentFacts, IssueFacts
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.model import Assignment, Issue
from workflow.kernel.i18n import N_, Label, Sentence

NEXT = {
    "registered": N_("等%(org)s受理"),
    "accepted": N_("等%(org)s研究决定"),
    "scheduled": N_("等%(org)s开会研究"),
    "executing": N_("%(org)s办理中"),
    "transferred": N_("%(org)s办理中"),
    "blocked": N_("等%(org)s恢复办理或上报"),
    "suspended": N_("挂账中，到期由%(org)s复查"),
    "escalated": N_("等%(org)s受理上报"),
    "verifying": N_("等%(org)s核实（须是未参与办理的人）"),
    "replied": N_("等诉求人评价"),
    "under_review": N_("等%(org)s作出复查结论"),
    "final_review": N_("等%(org)s作出复核结论"),
}
SHEET_NEXT = {
    "pending": N_("等%(org)s签收"),
    "handling": N_("%(org)s办理中"),
    "returned": N_("等%(org)s决定是否同意退回"),
    "disputed": N_("权属有争议，等%(org)s裁定"),
    "reported": N_("等%(org)s核实（须是未参与办理的人）"),
}
SETTLED = N_("事项状态为“%(state)s”")

Coming = tuple[Sentence, datetime | None]


def of_issue(db: Connection, issue: Issue, facts: IssueFacts | None = None) -> Coming:
    """Who must act next, and until when; of a transferred matter, what its lead's assignment waits for."""
    if issue.state not in NEXT or issue.holder_id is None:
        return Sentence(SETTLED, {"state": Label(issue_flow.states[issue.state].label)}), None
    facts = facts or IssueFacts(db, issue)
    org = facts.org(issue.holder_id).name
    lead = facts.lead if issue.state == "transferred" else None
    if lead is not None and lead.state != "handling":
        return Sentence(SHEET_NEXT[lead.state], {"org": org}), lead.due_at
    return Sentence(NEXT[issue.state], {"org": org}), issue.due_at


def of_assignment(db: Connection, sheet: Assignment) -> Coming:
    """The same of one assignment; of one that has ended, what its matter waits for."""
    state, facts = assignment_flow.states[sheet.state], AssignmentFacts(db, sheet)
    if sheet.state not in SHEET_NEXT:
        return of_issue(db, Issue(**facts.issue._mapping))
    holder = {"owner": sheet.owner_id, "unit": sheet.unit_id}.get(state.holder or "", 0) or facts.superior
    return Sentence(SHEET_NEXT[sheet.state], {"org": facts.org(holder).name}), sheet.due_at
