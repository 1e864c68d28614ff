"""Mail that leaves the house, for the system administrator: what did not arrive and why, and another chance for it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import needs
from web.current import db, now, number, office, release, word
from web.dates import exact
from web.language import say, translate
from web.sessions import actor
from workflow.kernel.i18n import N_, Sentence
from workflow.notices import dead
from workflow.notices.letters import letters
from workflow.orgs.roles import SYSTEM_ADMIN

bp = Blueprint("deliveries", __name__, url_prefix="/admin/deliveries")
PAGE = 50


class Line(NamedTuple):
    """One mail: what kind, for whom, how often tried, what came of it. No number of a matter, and no address."""

    id: int
    kind: str
    key: str
    person: str
    tries: int
    error: str
    when: str


def line(row: Any) -> Line:
    """A row with its texts ready."""
    told = exact(row.done_at or row.next_at)
    when = say(Sentence(N_("下次在 %(at)s"), {"at": told})) if row.state == "waiting" else told
    person = row.person or say(N_("诉求人"))
    error = say(dead.ERRORS.get(row.error or "", row.error))
    return Line(row.id, kind(row.letter), row.key, person, row.attempts, error, when)


def kind(name: str) -> str:
    """What kind of letter it is: its subject up to where a number would stand."""
    letter = letters().get(name)
    if letter is None:
        return name or say(N_("每日汇总"))
    return re.split(r"[：:]", letter.render({}, translate)[0])[0].strip()


@bp.get("")
@needs(SYSTEM_ADMIN)
def index() -> ResponseReturnValue:
    """What was given up first; what waits, went out or is not wanted any more a press away."""
    state, before = word("state"), number("before")
    state = state if state in dead.STATES else dead.DEAD
    rows = dead.listed(db(), actor().street, state, before, PAGE)
    chips = [(say(label), url_for(".index", state=name), name == state) for name, label in dead.STATES.items()]
    following = url_for(".index", state=state, before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    words = {"rows": [line(row) for row in rows[:PAGE]], "chips": chips, "dead": state == dead.DEAD}
    first = url_for(".index", state=state) if before else None
    return render_template("admin/deliveries.html", **words, next=following, first=first)


@bp.post("/resend")
@needs(SYSTEM_ADMIN)
def resend() -> ResponseReturnValue:
    """One of them, or all that were given up."""
    asked = request.form.getlist("id")
    ids = [int(one) for one in asked if one.isascii() and one.isdigit() and len(one) < 19]
    release()
    count = dead.resend(office(), actor(), ids if asked else None, now())
    flash(say(Sentence(N_("已安排重发 %(n)s 封"), {"n": count})))
    return redirect(url_for(".index"), 303)
