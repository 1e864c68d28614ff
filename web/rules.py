"""The rules of the street: what holds now, since when and by whom; each is weighed before it is set."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from web import steps
from web.access import officer
from web.calendar import missing_notice
from web.current import db, now
from web.dates import full_day
from web.forms import StepForm, form_for
from web.holding import book
from web.language import say
from web.sessions import actor
from web.steps import Room
from web.weighing import long, weighed, weighed_hours
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.orgs.model import Org
from workflow.rules import papers
from workflow.rules.model import Rule, StopDays
from workflow.rules.settable import (
    GROUPS,
    OF_DAY,
    PERCENT,
    SETTABLE,
    setting,
)

bp = Blueprint("rules", __name__, url_prefix="/rules")
stops = Blueprint("stops", __name__, url_prefix="/rules/stops")
RULES, ORGS = bare(Rule), bare(Org)
SHOWN = timedelta(180)


def title(rule: Rule) -> str:
    words = {"clock": Label(SETTABLE[rule.clock].label), "long": long(rule.clock, rule.amount)}
    return say(Sentence(N_("%(clock)s %(long)s"), words))


ROOM = Room(Rule, "rules.index", title, after=lambda rule: url_for("rules.index"))
STOPS = Room(StopDays, "rules.index", lambda one: one.reason, after=lambda one: url_for("rules.index"))


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """What holds today where one is, every limit that was set, and the days on which work stops."""
    today, street = local(now()).date(), actor().street
    own = next((hat.org for hat in actor().capacities), street)
    missing = papers.missing(db(), street, today)
    words: dict[str, Any] = {"groups": holding(own, today), "rules": set_rules(street, today)}
    words["stops"] = [stopped(one) for one in papers.stops(db(), street, today - SHOWN)]
    words["missing"] = say(missing_notice(missing)) if missing else ""
    words |= {"may_set": steps.may_begin(ROOM, "set_limit"), "may_stop": steps.may_begin(STOPS, "declare")}
    return render_template("rules/index.html", **words)


def holding(org: int, on: date) -> list[tuple[str, list[dict[str, Any]]]]:
    """What holds for an organisation, by group, with the bounds within which it may be set."""
    return [(say(label), [held(key, org, on) for key in setting(group)]) for group, label in GROUPS.items()]


def held(key: str, org: int, on: date) -> dict[str, Any]:
    one, amount = SETTABLE[key], book().ruled(key, org, on)
    least = long(key, one.least) if one.unit in (OF_DAY, PERCENT) else one.least  # 1 至 10 个工作日, the unit said once
    bounds = {"least": least, "most": long(key, one.most)}
    return {
        "label": say(Sentence(one.label)), "long": say(long(key, amount)), "own": amount != one.standard,
        "bounds": say(Sentence(N_("%(least)s 至 %(most)s"), bounds)),
        "url": url_for(".new_hours") if one.unit == OF_DAY else url_for(".new", clock=key),
    }  # fmt: skip


def set_rules(street: int, today: date) -> list[dict[str, Any]]:
    """The limits that were set, the newest first, with who did it."""
    mine = (RULES.c.street_id == street) & (RULES.c.state == "set")
    named = select(RULES, ORGS.c.name.label("org")).join(ORGS, ORGS.c.id == RULES.c.org_id).where(mine)
    rows = db().execute(named.order_by(RULES.c.starts.desc(), RULES.c.id.desc()).limit(200)).all()
    born = (EVENTS.c.noun == Rule.noun) & (EVENTS.c.seq == 1) & EVENTS.c.subject_id.in_([row.id for row in rows])
    found = db().execute(select(EVENTS.c.subject_id, EVENTS.c.payload).where(born)) if rows else ()
    by = {row.subject_id: json.loads(row.payload)["actor"]["name"] for row in found}
    return [
        {
            "org": row.org, "clock": say(Sentence(SETTABLE[row.clock].label)), "long": say(long(row.clock, row.amount)),
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
    return drawn("set_limit", asked("set_limit", request.args.get("clock", "")))


@bp.post("/new")
@officer
def set_limit() -> ResponseReturnValue:
    """Look at what it would have done, or set it."""
    return looked_at("set_limit", weighed)


@bp.get("/hours")
@officer
def new_hours() -> ResponseReturnValue:
    return drawn("set_hours", asked("set_hours"))


@bp.post("/hours")
@officer
def set_hours() -> ResponseReturnValue:
    return looked_at("set_hours", weighed_hours)


def asked(step: str, clock: str = "") -> StepForm:
    """The form of a rule that begins tomorrow, for one's own organisation unless another is chosen."""
    verdict = steps.birth(ROOM, step)
    known: dict[str, Any] = {"clock": clock} if clock else {}
    own = next((hat.org for hat in actor().capacities), None)
    known |= {"org": own} if own and "org" in verdict.step.asks else {}
    return form_for(verdict, starts=verdict.case.today + timedelta(1), **known)


def looked_at(step: str, weighing: Callable[[], str]) -> ResponseReturnValue:
    form = form_for(steps.birth(ROOM, step))
    if request.form.get("look"):
        return drawn(step, form, weighing())
    made = steps.begin(ROOM, step, form)
    return steps.done(ROOM, made, Rule.flow.steps[step]) if made else drawn(step, form)


def drawn(step: str, form: StepForm, told: str = "") -> ResponseReturnValue:
    words = {"act": url_for(f".{step}"), "label": say(Rule.flow.steps[step].label), "weighed": told}
    return render_template("rules/new.html", form=form, **words), form.status


steps.open_steps(bp, ROOM)
steps.open_birth(stops, STOPS, "declare", "rules/stop.html")
steps.open_steps(stops, STOPS)
