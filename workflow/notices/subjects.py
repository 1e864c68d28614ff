"""How a notice names what it is about, and where its link leads: a number or a day, never a word anybody wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from workflow.audit.model import Inspection
from workflow.board.model import Posting
from workflow.emergency.model import Emergency
from workflow.issues.model import Assignment, Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.subject import Subject
from workflow.meetings.model import Meeting
from workflow.orgs.model import Org
from workflow.receptions.model import Reception
from workflow.requests.model import Request
from workflow.supervision.model import Order

ISSUES, ORGS = bare(Issue), bare(Org)
Words = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject people are told about: its model, its address, and the words for the holes of a letter."""

    model: type[Subject]
    path: str
    words: Callable[[Connection, Any], Words]


def of_numbered(db: Connection, one: Any) -> Words:
    """A matter or an order, by its own number."""
    return {"number": one.number}


def of_part(db: Connection, part: Any) -> Words:
    """An assignment, a request or a text for everybody, by the number of its matter."""
    return {"number": db.execute(select(ISSUES.c.number).where(ISSUES.c.id == part.issue_id)).scalar_one()}


def of_emergency(db: Connection, declared: Any) -> Words:
    return {"org": named(db, declared.org_id)}


def of_meeting(db: Connection, meeting: Any) -> Words:
    return {"org": named(db, meeting.org_id), "meeting": meeting.kind, "day": meeting.planned_on.isoformat()}


def of_reception(db: Connection, day: Any) -> Words:
    return {"org": named(db, day.branch_id), "day": day.held_on.isoformat()}


def of_inspection(db: Connection, inspection: Any) -> Words:
    """By the day it was drawn: its title is somebody's words."""
    return {"day": local(inspection.drawn_at).date().isoformat()}


def named(db: Connection, org: int) -> str:
    """The name of an organisation."""
    return str(db.execute(select(ORGS.c.name).where(ORGS.c.id == org)).scalar_one())


KINDS: dict[str, Kind] = {
    "issue": Kind(Issue, "/issues", of_numbered),
    "assignment": Kind(Assignment, "/assignments", of_part),
    "request": Kind(Request, "/requests", of_part),
    "posting": Kind(Posting, "/postings", of_part),
    "supervision_order": Kind(Order, "/orders", of_numbered),
    "emergency": Kind(Emergency, "/emergencies", of_emergency),
    "meeting": Kind(Meeting, "/meetings", of_meeting),
    "reception": Kind(Reception, "/receptions", of_reception),
    "inspection": Kind(Inspection, "/audit/inspections", of_inspection),
}
"""A noun people are told about stands here; all others are silent."""


def path_of(noun: str, id: int) -> str:
    """Where the link of a notice leads on this site."""
    return f"{KINDS[noun].path}/{id}"
