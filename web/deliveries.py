"""Mail and calls that leave the house, for the system administrator: what did not arrive, why, and once more."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import needs
from web.current import db, now, number, numbers, office, release, word
from web.dates import exact
from web.language import say, translate
from web.sessions import actor
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.notices import dead
from workflow.notices.letters import letters
from workflow.notices.subjects import KINDS
from workflow.orgs.roles import SYSTEM_ADMIN
from workflow.webhooks.steps import NOUNS

bp = Blueprint("deliveries", __name__, url_prefix="/admin/deliveries")
PAGE = 50


class Line(NamedTuple):
    """One mail or call: what kind, for whom, how often tried, what came of it. No number of a matter, no address."""

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
    person = row.person or row.webhook or say(N_("诉求人"))
    error = say(dead.ERRORS.get(row.error or "", row.error))
    return Line(row.id, kind(row), row.key, person, row.attempts, error, when)


def kind(row: Any) -> str:
    """What kind of letter it is: its subject up to where a number would stand. Of a call, the step it tells of."""
    if row.webhook_id:
        return told_step(row.words["noun"], row.words["topic"])
    letter = letters().get(row.letter)
    if letter is None:
        return row.letter or say(N_("每日汇总"))
    return re.split(r"[：:]", letter.render({}, translate)[0])[0].strip()


def told_step(noun: str, topic: str) -> str:
    """事项：移交; what is no step of the flow says its kind alone."""
    step, what = KINDS[noun].model.flow.steps.get(topic.partition(".")[2]), NOUNS[noun]
    if step is None:
        return say(what)
    return say(Sentence(N_("%(noun)s：%(step)s"), {"noun": Label(what), "step": Label(step.label)}))


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
    ids = numbers("id") if "id" in request.form else None
    release()
    count = dead.resend(office(), actor(), ids, now())
    flash(say(Sentence(N_("已安排重发 %(n)s 件"), {"n": count})))
    return redirect(url_for(".index"), 303)
