"""A visitor's matter taken in at the desk: the issue and its code, as with any registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflow.issues.intake import OutsideChannel, keep_referral
from workflow.issues.model import Issue
from workflow.issues.registration import code_of
from workflow.kernel.db import bare
from workflow.kernel.desk import Desk
from workflow.receptions.flow import reception_flow
from workflow.receptions.model import Reception

ISSUES = bare(Issue)


@dataclass(frozen=True, slots=True)
class Received:
    """The issue it became or joined, its number, the visitor's own code, and which visitor that was."""

    issue: int
    number: str
    code: str | None
    visitor: int | None


def receive(desk: Desk, id: int, answers: dict[str, Any]) -> Received:
    """A new issue. Two clerks at one desk do not get in each other's way.

    Raises: OutsideChannel, after noting down that somebody was referred; BadAnswers, NotPermitted.
    """
    try:
        return _take(desk, id, "receive", answers)
    except OutsideChannel:
        with Desk(desk.office, desk.actor, request=desk.request) as referring:
            keep_referral(referring)
        raise


def join(desk: Desk, id: int, answers: dict[str, Any]) -> Received:
    """One more who came with an open issue; what was typed is what this visitor added.

    Raises: BadAnswers, NotPermitted.
    """
    return _take(desk, id, "join", {**answers, "more": answers.get("what")})


def _take(desk: Desk, id: int, step: str, answers: dict[str, Any]) -> Received:
    asked = reception_flow.steps[step].asks
    with desk as open_desk:
        open_desk.take(Reception, id, step, {name: value for name, value in answers.items() if name in asked})
        issue = int(desk.result["issue"])
        # whoever wrote it down hands over the slip, even of a matter this branch may not see
        number = open_desk.db.execute(select(ISSUES.c.number).where(ISSUES.c.id == issue)).scalar_one()
    return Received(issue, number, code_of(desk.office, desk), desk.result.get("visitor"))
