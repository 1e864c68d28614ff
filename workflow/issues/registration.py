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
        with Desk(desk.office, desk.actor, request=desk.request) as referring:
            keep_referral(referring)
        raise
    return issue, code_of(desk.office, desk)


def code_of(office: Office, desk: Desk) -> str | None:
    """The tracking code of what the desk just registered, or registered when the request first came."""
    nonce = desk.result.get("nonce")
    return code_for(office, nonce) if nonce else None
