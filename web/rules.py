"""The rules of the street: what holds now, since when and by whom; a limit is weighed before it is set."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from web import steps
from web.access import officer
from web.calendar import missing_notice
from web.current import db, now, number
from web.dates import full_day
from web.forms import StepForm, form_for
from web.holding import book
from web.language import say
from web.sessions import actor
from web.steps import Room
from workflow.calendar.wording import AMOUNTS
from workflow.issues.weighing import weigh
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.orgs.model import Org
from workflow.rules import papers
from workflow.rules.limits import SETTABLE, default_of
from workflow.rules.model import Rule, StopDays

bp = Blueprint("rules", __name__, url_prefix="/rules")
stops = Blueprint("stops", __name__, url_prefix="/rules/stops")
RULES, ORGS = bare(Rule), bare(Org)
SHOWN = timedelta(180)


def long(key: str, amount: int) -> Sentence:
    """5 个工作日."""
    return Sentence(AMOUNTS[default_of(key)[1]], {"count": amount})


def title(rule: Rule) -> str:
    words = {"clock": Label(SETTABLE[rule.clock][0]), "long": long(rule.clock, rule.amount)}
    return say(Sentence(N_("%(clock)s %(long)s"), words))


ROOM = Room(Rule, "rules.index", title, after=lambda rule: url_for("rules.index"))
STOPS = Room(StopDays, "rules.index", lambda one: one.reason, after=lambda one: url_for("rules.index"))


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """What holds today where one is, every limit that was set, and the days on which work stops."""
    today, street = local(now()).date(), actor().street
    own = next((hat.org for hat in actor().capacities), street)
    holds = [
        (
            say(Sentence(label)),
            say(long(key, book().ruled(key, own, today))),
            book().ruled(key, own, today) != default_of(key)[0],
            say(long(key, most)),
        )
        for key, (label, most) in SETTABLE.items()
    ]
    missing = papers.missing(db(), street, today)
    words: dict[str, Any] = {"holds": holds, "rules": set_rules(street, today)}
    words["stops"] = [stopped(one) for one in papers.stops(db(), street, today - SHOWN)]
    words["missing"] = say(missing_notice(missing)) if missing else ""
    words |= {"may_set": steps.may_begin(ROOM, "set_limit"), "may_stop": steps.may_begin(STOPS, "declare")}
    return render_template("rules/index.html", **words)


def set_rules(street: int, today: Any) -> list[dict[str, Any]]:
    """The limits that were set, the newest first, with who did it."""
    mine = (RULES.c.street_id == street) & (RULES.c.state == "set")
    named = select(RULES, ORGS.c.name.label("org")).join(ORGS, ORGS.c.id == RULES.c.org_id).where(mine)
    rows = db().execute(named.order_by(RULES.c.starts.desc(), RULES.c.id.desc()).limit(200)).all()
    born = (EVENTS.c.noun == Rule.noun) & (EVENTS.c.seq == 1) & EVENTS.c.subject_id.in_([row.id for row in rows])
    found = db().execute(select(EVENTS.c.subject_id, EVENTS.c.payload).where(born)) if rows else ()
    by = {row.subject_id: json.loads(row.payload)["actor"]["name"] for row in found}
    return [
        {
            "org": row.org, "clock": say(Sentence(SETTABLE[row.clock][0])), "long": say(long(row.clock, row.amount)),
            "starts": full_day(row.starts), "coming": row.starts > today, "by": by.get(row.id, ""),
            "url": url_for("rules.step", id=row.id, step="withdraw"),
        }
        for row in rows
    ]  # fmt: skip


def stopped(one: Any) -> dict[str, Any]:
    first, last = full_day(one.first), full_day(one.last)
    span = first if one.first == one.last else say(Sentence(N_("%(from)s—%(to)s"), {"from": first, "to": last}))
    told = {"org": one.org, "span": span, "reason": one.reason, "over": one.state != "declared"}
    return told | {"state": say(Sentence(StopDays.flow.states[one.state].label)),
                   "url": url_for("stops.step", id=one.id, step="revoke")}  # fmt: skip


@bp.get("/new")
@officer
def new() -> ResponseReturnValue:
    """From tomorrow on, unless said otherwise."""
    verdict = steps.birth(ROOM, "set_limit")
    return drawn(form_for(verdict, starts=verdict.case.today + timedelta(1)))


@bp.post("/new")
@officer
def set_limit() -> ResponseReturnValue:
    """Look at what it would have done, or set it."""
    form = form_for(steps.birth(ROOM, "set_limit"))
    if request.form.get("look"):
        return drawn(form, weighed())
    made = steps.begin(ROOM, "set_limit", form)
    return steps.done(ROOM, made, Rule.flow.steps["set_limit"]) if made else drawn(form)


def drawn(form: StepForm, told: str = "") -> ResponseReturnValue:
    return render_template("rules/new.html", form=form, weighed=told), form.status


def weighed() -> str:
    """What the limit typed would have done to the last three months; nothing where it cannot be read yet."""
    key, amount, org = request.form.get("clock", ""), number("amount"), number("org")
    if key not in SETTABLE or not amount or not org or amount > SETTABLE[key][1]:
        return say(N_("请先选组织和时限，并填写不超过上限的长度"))
    found = weigh(db(), actor().street, org, key, amount, now())
    told = N_("最近三个月有 %(n)s 个这样的计时：实际逾期 %(late)s 个，按 %(long)s 会逾期 %(then)s 个")
    return say(Sentence(told, {"n": found.n, "late": found.late, "then": found.then, "long": long(key, amount)}))


steps.open_steps(bp, ROOM)
steps.open_birth(stops, STOPS, "declare", "rules/stop.html")
steps.open_steps(stops, STOPS)
