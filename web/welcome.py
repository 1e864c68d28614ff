"""The door of a new account: its owner opens the one-time link and sets a password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, session
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField

from web.access import public
from web.current import db, desk, office
from web.forms import attempt
from web.language import say
from web.login import FRESH
from web.settings import profile
from workflow.kernel.i18n import N_
from workflow.orgs import entering
from workflow.orgs.passwords import LONGEST

bp = Blueprint("welcome", __name__, url_prefix="/welcome")


class WelcomeForm(FlaskForm):
    """The same password twice."""

    password = PasswordField()
    again = PasswordField()
    status, refused = 200, ""


@bp.get("/<link>")
@public
def show(link: str) -> ResponseReturnValue:
    """Whose account it is, and what a password must be.

    Raises: LinkOver.
    """
    return page(link, WelcomeForm())


@bp.post("/<link>")
@public
def enter(link: str) -> ResponseReturnValue:
    """The password is set and the link has done its work; the login follows.

    Raises: LinkOver, Stale.
    """
    form = WelcomeForm()
    account, owner = entering.invited(office(), db(), link)
    password, again = ((field.data or "")[: LONGEST + 1] for field in (form.password, form.again))
    if attempt(form, lambda: entering.accept(desk(owner, ""), account, password, again, profile())) is None:
        return page(link, form)
    flash(say(N_("密码已设好，请用它登录")))
    session[FRESH] = account.name  # an address would stand in logs
    return redirect("/login", 303)


def page(link: str, form: WelcomeForm) -> ResponseReturnValue:
    account, owner = entering.invited(office(), db(), link)
    words = {"account": account.name, "person": owner.name, "rule": profile().told}
    return render_template("welcome.html", form=form, **words), form.status
