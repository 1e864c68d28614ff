"""Reception days: when and where people may come, and the desk where their matters are taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from web import steps
from web.access import officer
from web.current import db, desk, now
from web.dates import day, until
from web.forms import StepForm, attempt, form_for, verdict_on
from web.language import say
from web.pictures.qr import qr
from web.sessions import actor
from web.steps import Room
from workflow.issues.codes import spaced
from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.issues.queries import named
from workflow.kernel import policy
from workflow.kernel.clock import local
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Sentence
from workflow.receptions import queries
from workflow.receptions.flow import reception_flow
from workflow.receptions.model import Reception
from workflow.receptions.receiving import receive as take_in

bp = Blueprint("receptions", __name__, url_prefix="/receptions")
PAGE = 50
CONTACT = ("reporter_name", "reporter_phone", "reporter_email")
FOLDED = (("kind", "grid", "urgency", "channel"), ("about_staff_of",))
COMING = {
    "planned": N_("接下来：公告时间、地点和接待人"),
    "announced": N_("当天由接待人开始接待"),
    "open": N_("来访一件登记一件，当天结束并签字"),
    "closed": N_("本次接待已结束"),
    "cancelled": N_("本次接待已取消，请在当月另排一天"),
    "missed": N_("当月没有举行接待"),
}


def coming(db: Connection, reception: Reception) -> tuple[Sentence, datetime | None]:
    """What comes next, in words."""
    return Sentence(COMING[reception.state]), None


def known(reception: Reception, step: Step) -> Mapping[str, Any]:
    """What the form of a step knows beforehand."""
    if step.name == "receive":
        return {"channel": "desk", "kind": "help", "urgency": "general"}
    if step.name == "reschedule":
        return {"on": reception.held_on, "hours": reception.hours, "place": reception.place}
    return {}


def title(reception: Reception) -> str:
    return f"{reception.month} · {day(reception.held_on)}"


ROOM = Room(Reception, "receptions.show", title, coming, known)


@dataclass(frozen=True, slots=True)
class Row:
    """One reception of the list, with its texts ready."""

    url: str
    when: str
    branch: str
    where: str
    host: str
    state: str
    label: str
    phase: str
    received: str


def row_of(one: Any) -> Row:
    state = reception_flow.states[one.state]
    none = say(N_("零登记")) if one.zero else "–"
    count = say(Sentence(N_("%(n)s 件"), {"n": one.received})) if one.received else none
    place = " · ".join(part for part in (one.hours, one.place) if part)
    return Row(
        url_for(".show", id=one.id), day(one.held_on), one.branch_name, place, one.host_name or "–",
        one.state, say(state.label), state.phase, count,
    )  # fmt: skip


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """This month's and the coming ones, or all; above the branches, also who held none yet."""
    every = request.args.get("when") == "all"
    today = local(now()).date()
    since = None if every else today.replace(day=1)
    rows = queries.listed(db(), actor(), cursor=cursor(), limit=PAGE + 1, since=since)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    after = f"{last.held_on}.{last.id}" if last else None
    words = {"rows": [row_of(one) for one in rows[:PAGE]], "every": every, "month": f"{today:%Y-%m}"}
    words["next"] = url_for(".index", when=request.args.get("when"), after=after) if after else None
    words["owed"] = [] if every else owed(today)
    return render_template("receptions/index.html", **words, may_plan=steps.may_begin(ROOM, "plan"))


def cursor() -> queries.Cursor | None:
    """Where the page before ended, as the address says."""
    on, _, id = request.args.get("after", "").partition(".")
    try:
        return (date.fromisoformat(on), int(id)) if id.isascii() and id.isdigit() and len(id) < 19 else None
    except ValueError:
        return None


def owed(today: date) -> list[str]:
    """Branches below the actor's own organisation that held no reception this month."""
    above = {hat.org for hat in actor().capacities if hat.kind in ("street", "community")}
    if not above:
        return []
    found = queries.owed(db(), actor().street, f"{today:%Y-%m}")
    return [row.name for row in found if row.parent_id in above or actor().street in above]


@bp.get("/new")
@officer
def new() -> ResponseReturnValue:
    """Planning one: a day of this month or a coming one."""
    return render_template("receptions/new.html", form=form_for(steps.birth(ROOM, "plan")))


@bp.post("/new")
@officer
def plan() -> ResponseReturnValue:
    form = form_for(steps.birth(ROOM, "plan"))
    planned = steps.begin(ROOM, "plan", form)
    if planned is None:
        return render_template("receptions/new.html", form=form), form.status
    return steps.done(ROOM, planned, Reception.flow.steps["plan"])


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """The day; while it is open, the desk."""
    return draw(ROOM.find(id))


def draw(reception: Reception, form: StepForm | None = None) -> ResponseReturnValue:
    """With the form of the visitor's matter in the middle, for whoever may fill it in."""
    acts = steps.acts(ROOM, reception)
    receiving = acts.primary is not None and acts.primary.url == ROOM.url_of(reception.id, "receive")
    words: dict[str, Any] = {"reception": reception, "row": row_of(queries.one(db(), reception.id)), "acts": acts}
    words["form"] = (form or acts.form) if receiving else None
    words |= {
        "matters": [line(one) for one in queries.book(db(), actor(), reception.id) if one.issue_id],
        "folded": FOLDED,
    }
    words |= {"contact": CONTACT, "moved": day(reception.moved_from) if reception.moved_from else None}
    status = form.status if form else 200
    return render_template("receptions/desk.html" if receiving else "receptions/show.html", **words), status


def line(one: Any) -> dict[str, Any]:
    """A matter received in this session, with its texts ready."""
    state = issue_flow.states[one.state]
    due = until(one.due_at, now()) if one.due_at else None
    told = {"number": one.number, "title": one.issue_what.split("\n")[0][:60], "place": one.place, "state": one.state}
    told |= {"time": f"{local(one.at):%H:%M}", "label": say(state.label), "phase": state.phase, "due": due}
    return told | {"url": url_for("issues.show", id=one.issue_id)}


@bp.post("/<int:id>/receive")
@officer
def receive(id: int) -> ResponseReturnValue:
    """The slip as the answer: number, code and QR are shown this once; then the next matter, or the next visitor."""
    reception = ROOM.find(id)
    form = form_for(verdict_on(reception, "receive"))
    received = attempt(form, lambda: take_in(desk(), id, form.answers()))
    if received is None:
        return draw(ROOM.find(id), form)
    issue_id, code = received
    # whoever wrote it down hands over the slip, even of a matter this branch may not see
    issue = policy.find(db(), policy.Actor.clock(actor().street), Issue, issue_id)
    address = f"{request.url_root}track/{issue.number}"
    words = {"issue": issue, "code": spaced(code) if code else None, "owner": named(db(), issue).owner_name}
    words |= {"picture": qr(address), "address": address, "form": form, "contact": CONTACT, "reception": reception}
    visible = any(one.issue_id == issue_id for one in queries.book(db(), actor(), id))
    return render_template("receptions/slip.html", **words, visible=visible), 201


@bp.post("/<int:id>/another")
@officer
def another(id: int) -> ResponseReturnValue:
    """The empty form again, with the contact of the visitor who is still sitting there."""
    reception = ROOM.find(id)
    verdict = verdict_on(reception, "receive")
    kept = {name: request.form.get(name, "")[:120] for name in CONTACT}
    return draw(reception, form_for(verdict, **{**known(reception, verdict.step), **kept}))


@bp.get("/<int:id>/<step>")
@officer
def step(id: int, step: str) -> ResponseReturnValue:
    """The form of one step."""
    return steps.draw(ROOM, id, step)


@bp.post("/<int:id>/<step>")
@officer
def take(id: int, step: str) -> ResponseReturnValue:
    """Take it."""
    return steps.take(ROOM, id, step)
