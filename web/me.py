"""Everybody's own account: the password, where one is logged in, and one's posts and papers with their dates."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField

from web import papers
from web.access import PUBLIC, officer, rule_of
from web.current import db, desk, now
from web.dates import exact
from web.forms import attempt
from web.language import say
from web.sessions import actor, by_token, visiting
from web.settings import profile, second_factor
from workflow.kernel.i18n import N_
from workflow.orgs import accounts, entering, passwords, registers
from workflow.orgs.accounts import Account, Visitor
from workflow.orgs.enrolling import LOGIN_KINDS, SHORT
from workflow.orgs.links import hash_of
from workflow.orgs.passwords import LONGEST
from workflow.orgs.second_factor import is_due

bp = Blueprint("me", __name__, url_prefix="/me")
OPEN_TO_EXPIRED = {"me.show", "me.change", "login.leave", "static"}
OPEN_WITHOUT_CODES = {"codes.show", "codes.begin", "login.leave", "static"}


class ChangeForm(FlaskForm):
    """The present password, and the new one twice."""

    old = PasswordField()
    password = PasswordField()
    again = PasswordField()
    status, refused = 200, ""


def me() -> Visitor:
    """Whoever is logged in; `officer` has seen to it."""
    visitor = visiting()
    assert visitor is not None
    return visitor


@bp.get("")
@officer
def show() -> ResponseReturnValue:
    """One page with all of it."""
    return page(ChangeForm())


def page(form: ChangeForm) -> ResponseReturnValue:
    visitor = me()
    mine = registers.held_by(db(), actor().id)
    words: dict[str, Any] = {"account": visitor.account, "rule": profile().told, "logins": logins(visitor)}
    words["posts"] = [papers.post(row) for row in mine]
    words["papers"] = [papers.mandate(row) for row in registers.papers_of(db(), actor().id)]
    words["has_codes"] = visitor.has_codes
    words["since"] = exact(visitor.password_at) if visitor.password_at else None
    words["old"] = passwords.expired(profile(), visitor.password_at, now())
    return render_template("me/show.html", form=form, **words), form.status


def logins(visitor: Visitor) -> list[dict[str, Any]]:
    """Sessions and tokens, with when each was used last."""
    here = hash_of(visitor.proof)
    return [
        {
            "id": row.hash[:SHORT],
            "kind": say(LOGIN_KINDS[row.kind]),
            "here": row.hash == here,
            "started": exact(row.started_at),
            "seen": exact(row.seen_at),
            "ends": exact(row.ends_at),
        }
        for row in registers.logins(db(), visitor.account_id, now())
    ]


@bp.post("/password")
@officer
def change() -> ResponseReturnValue:
    """A new password; all other sessions end."""
    form, visitor = ChangeForm(), me()
    old, password, again = ((f.data or "")[: LONGEST + 1] for f in (form.old, form.password, form.again))
    own = accounts.holder(visitor.account_id, actor())
    if attempt(form, lambda: entering.change(desk(own, ""), visitor, old, password, again, profile())) is None:
        return page(form)
    flash(say(N_("密码已更换，其他登录都已结束")))
    return redirect(url_for(".show"), 303)


@bp.post("/logins/<login>/end")
@officer
def end(login: str) -> ResponseReturnValue:
    """One session or token, such as that of a phone that was lost."""
    take("sign_out", login=login)
    flash(say(N_("这个登录已结束")))
    return redirect(url_for(".show"), 303)


@bp.post("/logins/end")
@officer
def end_others() -> ResponseReturnValue:
    """All but this one."""
    take("sign_out_others", here=hash_of(me().proof))
    flash(say(N_("其他登录和令牌都已结束")))
    return redirect(url_for(".show"), 303)


def take(step: str, **answers: Any) -> None:
    """One step with the own account."""
    visitor = me()
    with desk(accounts.holder(visitor.account_id, actor())) as open_desk:
        open_desk.take(Account, visitor.account_id, step, answers)


def insist() -> ResponseReturnValue | None:
    """Before anything else an old password is changed, where they grow old; then codes are set up by whoever must."""
    visitor = visiting()
    if visitor is None or by_token() or rule_of(request.endpoint) == PUBLIC:
        return None
    if passwords.expired(profile(), visitor.password_at, now()):
        return None if request.endpoint in OPEN_TO_EXPIRED else redirect(url_for("me.show"), 303)
    if not visitor.has_codes and is_due(second_factor(), visitor.actor.roles):
        return None if request.endpoint in OPEN_WITHOUT_CODES else redirect(url_for("codes.show"), 303)
    return None


def init_app(app: Flask) -> None:
    """After access is known."""
    app.before_request(insist)
