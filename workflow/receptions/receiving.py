"""A visitor's matter taken in at the desk: the issue and its code, as with any registration."""

from __future__ import annotations

from typing import Any

from workflow.issues.intake import OutsideChannel, keep_referral
from workflow.issues.registration import code_of
from workflow.kernel.desk import Desk
from workflow.receptions.model import Reception


def receive(desk: Desk, id: int, answers: dict[str, Any]) -> tuple[int, str | None]:
    """The new issue's id and its tracking code. Two clerks at one desk do not get in each other's way.

    Raises: OutsideChannel, after noting down that somebody was referred; BadAnswers, NotPermitted.
    """
    try:
        with desk as open_desk:
            open_desk.take(Reception, id, "receive", answers)
    except OutsideChannel:
        with Desk(desk.office, desk.actor, request=desk.request) as referring:
            keep_referral(referring)
        raise
    return int(desk.result["issue"]), code_of(desk.office, desk)
