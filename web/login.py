"""Logging in and out."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField

from web import sessions
from web.access import officer, public, safe_next
from web.forms import IN_PLACE, attempt
from web.viewer import home
from workflow.kernel.errors import NotPermitted
from workflow.kernel.i18n import N_

bp = Blueprint("login", __name__)


class LoginForm(FlaskForm):
    """A name and a password; `next` is where to go on."""

    name = StringField()
    password = PasswordField()
    next = HiddenField()
    status, refused, in_place = 200, "", (403, *IN_PLACE)


@bp.get("/login")
@public
def show() -> ResponseReturnValue:
    """The form; whoever is logged in already goes on."""
    form = LoginForm(data={"next": request.args.get("next", "")})
    return redirect(onward(form), 303) if sessions.visiting() else page(form)


@bp.post("/login")
@public
def enter() -> ResponseReturnValue:
    """A fresh session, or the form again with the one sentence that tells a guesser nothing."""
    form = LoginForm()
    return redirect(onward(form), 303) if attempt(form, lambda: log_in(form)) else page(form)


def log_in(form: LoginForm) -> object:
    """Raises: WrongPassword, TooMany, NotPermitted for an account without a post."""
    name, password = (form.name.data or "").replace("\0", "").strip()[:60], (form.password.data or "")[:200]
    visitor = sessions.start(name, password)
    if visitor is None:
        raise NotPermitted(N_("该账号目前没有任职，请联系系统管理员"))
    return visitor


def onward(form: LoginForm) -> str:
    """Where the visitor wanted to go, else home."""
    wanted = safe_next(form.next.data)
    return home() if wanted == "/" else wanted


def page(form: LoginForm) -> ResponseReturnValue:
    settings = current_app.extensions["lianxi.settings"]
    accounts = settings.demo_accounts if settings.demo else ()
    return render_template("login.html", form=form, accounts=accounts), form.status


@bp.post("/logout")
@officer
def leave() -> ResponseReturnValue:
    """The session ends on the server."""
    sessions.end()
    return redirect("/login", 303)
