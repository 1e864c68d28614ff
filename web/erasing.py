"""What became of a reporter's wish to be erased, as they read it wherever they follow their matter."""

from __future__ import annotations

from typing import Any

from web.current import db, now
from web.dates import exact
from web.language import say
from workflow.issues.keeping import why_kept
from workflow.issues.model import Claim, Issue
from workflow.kernel.i18n import C_, N_, Sentence
from workflow.kernel.policy import Case
from workflow.privacy import own
from workflow.requests.flow import request_flow

STATES = {
    "pending": N_("等待答复"),
    "prepared": N_("已有人拟办，等另一人复核"),
    "approved": N_("已同意，内容已删除"),
    "refused": C_("state", "不同意"),
    "held": N_("暂缓"),
}


def asked(row: Any, kept: Sentence | None) -> dict[str, str]:
    """One request as its asker reads it: where it stands, until when, and what was said."""
    told = {"at": exact(row.asked_at), "state": say(STATES.get(row.state) or request_flow.states[row.state].label)}
    told["due"] = exact(row.due_at) if row.due_at else ""
    told["why"] = say(kept) if row.state == "held" else ""
    told["said"] = row.opinion or "" if row.state in ("approved", "refused") else ""
    return told


def latest(issue: Issue, claim: Claim) -> list[dict[str, str]]:
    """The last request of this claim, if there is one; why it has to wait is asked only of one that waits."""
    found = own.asked_for(db(), issue, claim)[:1]
    waits = any(row.state == "held" for row in found)
    kept = why_kept(Case(db(), own.bearer(issue, claim), issue, now())) if waits else None
    return [asked(row, kept) for row in found]
