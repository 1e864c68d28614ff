"""Who may open which route. Everything is closed unless its view says otherwise; a test reads these marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.sessions import API, actor, visiting
from workflow.kernel.errors import NotFound, NotPermitted, Refusal
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.orgs.roles import LABELS

View = TypeVar("View", bound=Callable[..., object])
PUBLIC, OFFICER = "public", "officer"


class LoginNeeded(Refusal):
    """Nobody is logged in, or not any more."""

    status = 401
    code = "login_needed"
    message = N_("请先登录；您可能已登录过，但登录已过期")


class TokenNeeded(Refusal):
    """A program shows no token, or one that is unknown or over."""

    status = 401
    code = "token_needed"
    message = N_("需要有效的访问令牌")


def public(view: View) -> View:
    """Open to everybody."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def officer(view: View) -> View:
    """Open to whoever is logged in; what they see is the policy's business."""
    view.access = OFFICER  # type: ignore[attr-defined]
    return view


def needs(*roles: str) -> Callable[[View], View]:
    """Open to people who hold one of these roles today."""

    def mark(view: View) -> View:
        view.access = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def rule_of(endpoint: str | None) -> str | frozenset[str] | None:
    """What the view of an endpoint asks for; None where nobody said."""
    found: str | frozenset[str] | None = getattr(current_app.view_functions.get(endpoint or ""), "access", None)
    return found


def check() -> ResponseReturnValue | None:
    """Runs before every view. A route that is not there goes on to its 404, and so does one that nobody marked."""
    rule = rule_of(request.endpoint)
    if request.endpoint is None or rule == PUBLIC:
        return None
    if visiting() is None:
        return _ask_who()
    if rule is None:
        raise NotFound
    if isinstance(rule, frozenset) and not rule & actor().roles:
        raise NotPermitted(who=Sentence(N_("%(roles)s"), {"roles": [Label(LABELS[role]) for role in sorted(rule)]}))
    return None


def _ask_who() -> ResponseReturnValue:
    if request.path.startswith(API):
        raise TokenNeeded
    if request.method not in ("GET", "HEAD"):
        raise LoginNeeded
    return redirect(url_for("login.show", next=request.full_path.rstrip("?")), 303)


def safe_next(target: str | None) -> str:
    """A place on this site to go on to, else the front page."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return "/"
    return target if target.isprintable() and "\\" not in target and len(target) < 2000 else "/"


def init_app(app: Flask) -> None:
    """Static files are open; they hold nothing but style."""
    app.view_functions["static"] = public(app.view_functions["static"])
    app.before_request(check)
