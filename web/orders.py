"""Supervision orders: the list, one order with its matter and its reply, a new one, its paper, and the circulars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from web import matter, steps
from web.access import needs, officer
from web.current import db, now, number
from web.dates import Until, exact, full_day, until
from web.finding import PAGE, Chips
from web.forms import StepForm, form_for
from web.language import say
from web.links import links
from web.sessions import actor
from web.steps import Room
from workflow.issues import logbook
from workflow.issues.masking import headline
from workflow.issues.timeline import timeline_of
from workflow.kernel.errors import NotFound, Refusal
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Case, find, require
from workflow.kernel.subject import SUBJECTS, Subject
from workflow.orgs.roles import AUDITOR, OFFICERS
from workflow.rules.limits import CLOCKS
from workflow.supervision import matters, queries
from workflow.supervision.flow import order_flow
from workflow.supervision.model import Order
from workflow.supervision.queries import STATES, Filter
from workflow.supervision.relations import OVER_OTHERS

bp = Blueprint("orders", __name__, url_prefix="/orders")
ROOMS = {"issue": "issues.show", "assignment": "assignments.show", "meeting": "meetings.show"}
ROOMS |= {"reception": "receptions.show", "request": "requests.show"}
WORDS = {
    "open": N_("未结束"),
    "reply": N_("待答复"),
    "judge": N_("答复待审"),
    "closed": N_("已了结"),
    "all": N_("全部"),
}
COMING = {
    "issued": N_("等%(org)s答复"),
    "continued": N_("等%(org)s重新答复"),
    "answered": N_("等%(issuer)s审核答复"),
}


NAMED = N_("%(kind)s %(name)s")


def title(order: Order) -> str:
    return f"{order.number} {about(order)}"


def about(row: Any) -> str:
    """The matter as it was called then: 事项 A1-26-0007."""
    words = {"kind": Label(matters.ABOUT[row.about_noun].label), "name": row.about_name}
    return say(Sentence(NAMED, words))


def coming(connection: Connection, order: Order) -> tuple[Sentence, datetime | None] | None:
    if order.state not in COMING:
        return None
    row = queries.one(connection, order.id)
    return Sentence(COMING[order.state], {"org": row.org, "issuer": row.issuer}), order.due_at


ROOM = Room(Order, "orders.show", title, coming)


@dataclass(frozen=True, slots=True)
class Line:
    """One order in a list, with its texts ready."""

    url: str
    number: str
    about: str
    title: str
    """What its matter says; empty for what is no matter, and for whoever may not see it."""
    clock: str
    since: str
    org: str
    issuer: str
    label: str
    phase: str
    due: Until
    circulated: str


def line(row: Any, url: str) -> Line:
    state = order_flow.states[row.state]
    return Line(
        url=url,
        number=row.number,
        about=about(row),
        title=headline(actor(), getattr(row, "what", None) or ""),
        clock=say(CLOCKS[row.clock]),
        since=exact(row.late_since),
        org=row.org,
        issuer=row.issuer,
        label=say(state.label),
        phase=state.phase,
        due=until(None if state.final else row.due_at, now()),
        circulated=exact(row.circulated_at) if row.circulated_at else "",
    )


def lines(rows: list[Any]) -> list[Line]:
    url = links("orders.show")
    return [line(row, url(row.id)) for row in rows]


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """Those one may see, as the address narrows them; above, who owes a reply past its limit."""
    state = request.args.get("state", "open")
    state = state if state in STATES else "open"
    wanted = Filter(STATES[state], bool(request.args.get("late")), number("org"), number("before"))
    rows = queries.listed(db(), actor(), wanted, now(), PAGE)
    kept: dict[str, Any] = {"state": state, "late": "1" if wanted.late else None, "org": wanted.org}
    words = {"rows": lines(rows[:PAGE]), "chips": chips(kept), "narrowed": state != "all" or wanted.late or wanted.org}
    words["next"] = url_for(".index", **kept, before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    words["first"] = url_for(".index", **kept) if wanted.before else None
    words["owing"] = queries.unanswered(db(), actor(), now())
    words["tells"] = bool(actor().roles & (OFFICERS | {AUDITOR}))
    return render_template("orders/index.html", **words)


def chips(kept: dict[str, Any]) -> list[Chips]:
    """Filters as they stand in the address."""
    found = [
        (say(label), url_for(".index", **kept | {"state": name}), kept["state"] == name, None)
        for name, label in WORDS.items()
    ]
    late = url_for(".index", **kept | {"late": None if kept["late"] else "1"})
    return [Chips(say(N_("状态")), [*found, (say(N_("逾期")), late, bool(kept["late"]), None)])]


@bp.get("/circulars")
@needs(*sorted(OFFICERS | {AUDITOR}))
def circulars() -> ResponseReturnValue:
    """What was told to the street and all communities."""
    rows = queries.circulars(db(), actor(), number("before"), PAGE)
    following = url_for(".circulars", before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    return render_template("orders/circulars.html", rows=lines(rows[:PAGE]), next=following)


@bp.get("/new")
@officer
def new() -> ResponseReturnValue:
    """About what the address names: the page of a matter leads here."""
    given = {"about": request.args.get("about", ""), "subject": request.args.get("subject", "")}
    return new_page(form_for(steps.birth(ROOM, "issue"), **given))


@bp.post("/new")
@officer
def issue() -> ResponseReturnValue:
    form = form_for(steps.birth(ROOM, "issue"))
    born = steps.begin(ROOM, "issue", form)
    if born is None:
        return new_page(form), form.status
    return steps.done(ROOM, born, order_flow.steps["issue"])


def new_page(form: StepForm) -> str:
    """With what is late in the matter, where it was named and may be seen."""
    noun, id = str(form["about"].data or ""), str(form["subject"].data or "")
    found, choices = None, []
    if id.isascii() and id.isdigit() and len(id) < 19:
        try:
            found = matters.matter(db(), actor(), noun, int(id), now())
        except NotFound:
            found = None
    if found is not None:
        choices = [(one.kind, say(CLOCKS[one.kind]), exact(one.due_at)) for one in found.late]
    named = about_of(found) if found else ""
    return render_template("orders/new.html", form=form, found=found, named=named, late=choices)


def about_of(found: matters.Matter) -> str:
    words = {"kind": Label(matters.ABOUT[found.noun].label), "name": found.name}
    return say(Sentence(NAMED, words))


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """What is late and since when, who must say why, and what was said."""
    order = ROOM.find(id)
    came = coming(db(), order)
    return render_template(
        "orders/show.html", order=order, row=line(queries.one(db(), id), ""), acts=steps.acts(ROOM, order),
        clocks=matter.clocks(order), days=matter.days(order, timeline_of(db(), order, actor()), (), "all"),
        **matter_of(order), sentence=matter.sentence_now(came) if came else "", **reply_of(order),
    )  # fmt: skip


def reply_of(order: Order) -> dict[str, Any]:
    """The reply that counts, with who gave it and when."""
    if order.replied_at is None or order.promised_on is None:
        return {"replied": "", "promised": ""}
    words = {"name": queries.one(db(), order.id).replier or "–", "time": exact(order.replied_at)}
    return {"replied": say(Sentence(N_("%(name)s，%(time)s"), words)), "promised": full_day(order.promised_on)}


def matter_of(order: Order) -> dict[str, str]:
    """Where the matter is and what it says, for those who still see it."""
    model = SUBJECTS.get(order.about_noun)
    if model is None or order.about_noun not in ROOMS:
        return {}
    try:
        found = find(db(), actor(), model, order.about_id)
    except NotFound:
        return {}
    said = str(getattr(found, "what", "") or getattr(found, "request", ""))
    url = url_for(ROOMS[order.about_noun], id=order.about_id)
    return {"matter_url": url, "said": headline(actor(), said, None)}


def of_matter(noun: str, id: int, org: int | None, clocks: list[matter.Clock]) -> str | None:
    """Where somebody above may ask about this matter; None where nothing is late, or for anybody else."""
    if org is None or not any(clock.until.late for clock in clocks):
        return None
    return of_late(noun, id, org)


def of_late(noun: str, id: int, org: int) -> str | None:
    draft = Order(street_id=actor().street, state=order_flow.initial, version=0, head="", org_id=org)
    try:
        require(Case(db(), actor(), draft, now()), order_flow.steps["issue"])
    except Refusal:
        return None
    return url_for("orders.new", about=noun, subject=id)


def about_subject(subject: Subject) -> dict[str, Any]:
    """What the page of an assignment, a meeting or a reception day shows of orders about it."""
    rows = queries.about(db(), actor(), subject.noun, subject.id)
    return {"orders": lines(rows), "supervise": door(subject)}


def door(subject: Subject) -> str | None:
    """Where somebody above may ask about this subject; None for anybody else, or where nothing is late."""
    if not any(hat.role in OFFICERS and hat.kind in OVER_OTHERS for hat in actor().capacities):
        return None
    found = matters.matter(db(), actor(), subject.noun, subject.id, now())
    return of_late(subject.noun, subject.id, found.orgs[0]) if found.late and found.orgs else None


@bp.get("/<int:id>/paper")
@officer
def paper(id: int) -> ResponseReturnValue:
    """The order and its reply on A4."""
    order = ROOM.find(id)
    row = line(queries.one(db(), id), "")
    words = {"issued": full_day(order.issued_at), "due": exact(order.due_at) if order.due_at else ""}
    return render_template("orders/paper.html", order=order, row=row, **words, **reply_of(order))


@bp.get("/<int:id>/history")
@officer
def history(id: int) -> ResponseReturnValue:
    """Every entry of the order's own chain."""
    order = ROOM.find(id)
    after = number("after") or 0
    entries = logbook.entries(db(), actor(), order, after, PAGE)
    words = {"subject": order, "room": ROOM, "entries": entries[:PAGE], "more": len(entries) > PAGE, "after": after}
    return render_template("issues/history.html", **words)


steps.open_steps(bp, ROOM)
