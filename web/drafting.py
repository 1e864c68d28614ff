"""What a browser without an account has written so far: sealed on the server by a key that only it holds."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request, session

from web.current import office, release
from workflow.issues import drafts, tracking
from workflow.orgs import attempts

BROWSER = "raising"
"""Where the session's cookie keeps the key of this browser's drafts; it holds nothing else of them."""
BEGUN, MINUTES = 60, 15
"""How many drafts one address may begin in so many minutes."""


def browser_key() -> str:
    """What opens this browser's drafts; made when it is first needed, gone with the session."""
    if not isinstance(session.get(BROWSER), str):
        session[BROWSER] = secrets.token_urlsafe(24)
    return str(session[BROWSER])


def client() -> str:
    """Whom a flood is counted by: the address behind the known proxies, and a household's newer ones as one."""
    return tracking.network(request.remote_addr or "")


def load(handle: str) -> dict[str, Any] | None:
    """The draft with this handle, in the browser that began it."""
    if not isinstance(session.get(BROWSER), str):
        return None
    release()
    return drafts.load(office(), browser_key(), handle[:64])


def keep_new(handle: str, written: dict[str, Any]) -> None:
    """The first keeping of a draft counts: a flood of them from one address is slowed.

    Raises: TooMany.
    """
    release()
    attempts.count(office(), "raise-begin", client(), limit=BEGUN, minutes=MINUTES)
    drafts.save(office(), browser_key(), handle, written)


def keep(handle: str, written: dict[str, Any]) -> None:
    """What was answered since."""
    release()
    drafts.save(office(), browser_key(), handle, written)


def sent(handle: str, came: dict[str, str]) -> None:
    """Nothing is left of it but its receipt, for a while."""
    drafts.save(office(), browser_key(), handle, {"sent": came}, drafts.SENT)


def drop(handle: str) -> None:
    """Nothing is left of it."""
    release()
    drafts.drop(office(), browser_key(), handle)
