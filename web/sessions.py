"""Who is asking: a session kept on the server and proved by a cookie, or a bearer token at the API."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, Response, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from web.current import db, office, release
from workflow.issues.tracking import network
from workflow.kernel.policy import Actor
from workflow.orgs import accounts, devices
from workflow.orgs.accounts import Door, Visitor

NOBODY = Actor(0, "", ())
API = "/api/"
LOGIN, KNOWN, KNOWN_FOR = "/login", "lianxi-known", 180 * 24 * 3600
"""The cookie of a known device: sent to the login alone, and opening nothing."""


class Officer(UserMixin):
    """What Flask-Login carries: the visitor; its id is the proof, never a number somebody could guess."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def get_id(self) -> str:
        return self.visitor.proof


def bearer(asked: Request) -> str | None:
    """The token shown at the API; a page never takes one."""
    kind, _, proof = asked.headers.get("Authorization", "").partition(" ")
    return proof.strip() if kind.lower() == "bearer" and asked.path.startswith(API) else None


def by_token() -> bool:
    """Whether the visitor is known by a token: no browser adds it by itself, so nothing can be forged with it."""
    visiting()  # a public address has not asked yet
    return bool(g.get("by_token", False))


def _by_cookie(proof: str) -> Officer | None:
    return None if bearer(request) is not None else _look_up(proof, "session")


def _by_header(asked: Request) -> Officer | None:
    proof = bearer(asked)
    found = _look_up(proof, "token") if proof else None
    g.by_token = found is not None
    return found


def _look_up(proof: str, kind: str) -> Officer | None:
    visitor = accounts.visitor(office(), db(), proof, kind)
    if visitor is None:
        return None
    if visitor.to_touch:
        release()
        accounts.touch(office(), proof)
    return Officer(visitor)


def actor() -> Actor:
    """Who acts in this request, with the capacities of today; somebody without any where nobody is logged in."""
    visitor = visiting()
    return visitor.actor if visitor else NOBODY


def visiting() -> Visitor | None:
    """The account behind this request, None for the public."""
    user: Any = current_user._get_current_object()  # the proxy would look it up for each of its attributes
    found: Visitor | None = user.visitor if user.is_authenticated else None
    return found


def start(name: str, password: str) -> Visitor | None:
    """Log in: a fresh session with a fresh CSRF token. None for an account without any post today.

    Raises: WrongPassword, TooMany, CodeNeeded.
    """
    release()
    door = Door(network(request.remote_addr or ""), request.cookies.get(KNOWN, ""))
    return begin(accounts.log_in(office(), name, password, door))


def start_with_code(account_id: int, version: int, code: str) -> Visitor | None:
    """The same after the second half. Raises: WrongPassword, TooMany, WrongCode."""
    release()
    return begin(accounts.log_in_with_code(office(), account_id, version, code))


def begin(proof: str) -> Visitor | None:
    """The session that this proof stands for, in this browser from now on."""
    session.clear()
    visitor = accounts.visitor(office(), db(), proof, "session")
    if visitor is None:
        release()
        accounts.log_out(office(), proof)
        return None
    login_user(Officer(visitor))
    return visitor


def remember(answer: Response) -> Response:
    """The device is known to whoever just logged in: what others guess elsewhere does not lock it out."""
    visitor = visiting()
    if visitor is not None:
        carried = devices.remember(office(), visitor.account, request.cookies.get(KNOWN, ""))
        where: Any = {"path": LOGIN, "httponly": True, "samesite": "Strict", "secure": request.is_secure}
        answer.set_cookie(KNOWN, carried, max_age=KNOWN_FOR, **where)
    return answer


def end() -> None:
    """Log out on the server: a stolen cookie is worth nothing afterwards."""
    visitor = visiting()
    release()
    if visitor is not None and not by_token():
        accounts.log_out(office(), visitor.proof)
    logout_user()
    session.clear()


def init_app(app: Flask) -> None:
    """The signed cookie holds nothing but the random proof, looked up with each request."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)
    manager.session_protection = None  # it would bind a session to an address, which phones change
    manager.user_loader(_by_cookie)
    manager.request_loader(_by_header)
    app.teardown_request(release)
