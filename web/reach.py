"""How one wants to be told outside these pages: address, how often, quiet hours; a step with the own account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web.access import officer
from web.current import db, desk, now
from web.forms import StepForm, attempt, form_for
from web.language import language, say
from web.me import me
from web.sessions import actor
from web.settings import mails
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.explain import Verdict
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case
from workflow.orgs import accounts
from workflow.orgs.accounts import Account
from workflow.orgs.reaching import OFF, REACH, USUAL, Reach

bp = Blueprint("reach", __name__, url_prefix="/me/notices")


def form(**known: Any) -> StepForm:
    """The questions of the step, before the own account."""
    own = fetch_one(db(), Account, bare(Account).c.id == me().account_id)
    case = Case(db(), accounts.holder(me().account_id, actor()), own, now())
    return form_for(Verdict(Account.flow.find("set_reach"), case, None), **known)


def chosen() -> dict[str, Any]:
    """What holds now; for somebody who chose nothing yet, the usual."""
    one = fetch_one(db(), Reach, REACH.c.person_id == actor().id)
    if one is None:
        return {**USUAL, "language": language()}
    told = {"mail": one.mail, "quiet_from": one.quiet_from or OFF, "quiet_until": one.quiet_until}
    return told | {"language": one.language} | ({"email": one.email} if one.email else {})


@bp.get("")
@officer
def show() -> ResponseReturnValue:
    """The form, filled in with what holds."""
    return render_template("me/reach.html", form=form(**chosen()), mails=mails())


@bp.post("")
@officer
def change() -> ResponseReturnValue:
    """Held from now on; mails that wait are looked at again before they go."""
    asked, visitor = form(), me()
    own = accounts.holder(visitor.account_id, actor())

    def act() -> Account:
        with desk(own) as open_desk:
            return open_desk.take(Account, visitor.account_id, "set_reach", asked.answers())

    if attempt(asked, act) is None:
        return render_template("me/reach.html", form=asked, mails=mails()), asked.status
    flash(say(N_("通知设置已保存")))
    return redirect(url_for("me.show"), 303)
