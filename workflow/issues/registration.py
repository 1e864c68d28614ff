"""A matter enters by page, by desk or by API: the same act, with the code for whoever raised it."""

from __future__ import annotations

from typing import Any

from workflow.issues.codes import code_for
from workflow.issues.intake import OutsideChannel, keep_referral
from workflow.issues.model import Issue
from workflow.kernel.desk import Desk, Office


def register(desk: Desk, answers: dict[str, Any]) -> tuple[Issue, str | None]:
    """The new issue and its tracking code, None where nobody raised it. A repeated request gets the same code.

    Raises: OutsideChannel, after noting down that somebody was referred; BadAnswers, NotPermitted.
    """
    try:
        with desk as open_desk:
            issue = open_desk.begin(Issue, "register", answers)
    except OutsideChannel:
        refer(desk)
        raise
    return issue, code_of(desk.office, desk)


def refer(desk: Desk) -> OutsideChannel:
    """Note down that somebody was told of the outside channel, and say which it is."""
    with Desk(desk.office, desk.actor, request=desk.request) as referring:
        keep_referral(referring)
    return OutsideChannel()


def code_of(office: Office, desk: Desk) -> str | None:
    """The tracking code of what the desk just registered, or registered when the request first came."""
    nonce = desk.result.get("nonce")
    return code_for(office, nonce) if nonce else None
