"""How a contact that may be revealed stands on a page: its door for an officer, the account of it for the reporter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from web.current import db
from web.dates import minute
from web.language import say
from web.steps import Act, Acts
from workflow.issues.disclosing import Look, looks
from workflow.issues.flow import issue_flow
from workflow.issues.model import Claim, Issue

STEP = issue_flow.steps["reveal"]


def parted(acts: Acts) -> tuple[Acts, Act | None]:
    """The act of revealing stands beside the contact, not among the others."""
    label = say(STEP.label)
    mine = next((act for act in acts.others if act.label == label), None)
    return replace(acts, others=[act for act in acts.others if act is not mine]), mine


@dataclass(frozen=True, slots=True)
class Line:
    """One look, as the person looked at reads it: the post, never a name."""

    post: str
    purpose: str
    at: datetime
    when: str


def of_claim(raised: Issue, worked_on: Issue, claim: Claim) -> list[Line] | None:
    """Who saw this reporter's contact; None where there is none to see."""
    if claim.contact_id is None:
        return None
    return [_line(one) for one in looks(db(), (raised.id, worked_on.id), claim.id)]


def _line(one: Look) -> Line:
    return Line(one.post, say(one.purpose), one.at, minute(one.at))
