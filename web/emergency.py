"""Emergency mode: what is in force, for which grids, what was done in it, and what no meeting has ratified yet."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from web import steps
from web.access import officer
from web.current import db, now, number
from web.dates import exact, minute, until
from web.finding import PAGE
from web.language import say
from web.links import links
from web.sessions import actor
from web.steps import Room
from workflow.emergency import queries
from workflow.emergency.flow import emergency_flow
from workflow.emergency.model import Emergency
from workflow.issues import acts
from workflow.issues.basis import BASES
from workflow.issues.flow import issue_flow
from workflow.issues.masking import headline
from workflow.kernel.i18n import N_, Sentence
from workflow.supervision.queries import about_clock

bp = Blueprint("emergency", __name__, url_prefix="/emergencies")
STANDS = {True: (N_("已追认"), "settled"), False: (N_("待追认"), "deliberation"), None: (N_("不予追认"), "held")}
COMING = {"emergency": N_("到时自行恢复常态"), "normal": N_("按常态办理")}


def title(declared: Emergency) -> str:
    return declared.title


ROOM = Room(Emergency, "emergency.show", title, lambda db, one: (Sentence(COMING[one.state]), None))


class Line(NamedTuple):
    """One declaration in a list, with its texts ready."""

    url: str
    title: str
    org: str
    grids: int
    dates: str
    label: str
    phase: str


class Act(NamedTuple):
    """One emergency act: what was decided, by whom, and whether a meeting ratified it."""

    url: str
    number: str
    title: str
    org: str
    step: str
    at: str
    label: str
    phase: str
    left: str
    late: bool
    order: str
    order_url: str


def line(row: Any, url: str) -> Line:
    """A row with its texts ready; what holds is said by the time."""
    holds = row.state == "emergency" and row.starts_at <= now() < row.ends_at
    words = {"from": minute(row.starts_at), "to": minute(row.ended_at or row.ends_at)}
    return Line(
        url=url,
        title=row.title,
        org=row.org_name,
        grids=row.grids,
        dates=say(Sentence(N_("%(from)s—%(to)s"), words)),
        label=say(emergency_flow.states["emergency" if holds else "normal"].label),
        phase="escalation" if holds else "settled",
    )


def act(row: Any, url: str, order: Any) -> Act:
    """An act with its texts ready; what is not ratified yet says until when it must be."""
    due = until(row.ratify_by, now())
    label, phase = STANDS[row.ratified] if row.basis == "emergency" else (BASES[row.basis], "settled")
    return Act(
        url=url,
        number=row.number,
        title=headline(actor(), row.what),
        org=row.org_name,
        step=say(issue_flow.steps[row.step].label),
        at=minute(row.at),
        label=say(label),
        phase=phase,
        left=due.left,
        late=due.late,
        order=order.number if order else "",
        order_url=url_for("orders.show", id=order.id) if order else "",
    )


def drawn(rows: list[Any]) -> list[Act]:
    """Each with the supervision order about its ratification, where there is one the reader may see."""
    url, asked = links("issues.show"), about_clock(db(), actor(), "issue", "ratify", [row.id for row in rows])
    return [act(row, url(row.id), asked.get(row.id)) for row in rows]


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """Declarations, and every act that waits for a meeting."""
    rows = queries.listed(db(), actor(), number("before"), PAGE + 1)
    url = links("emergency.show")
    following = url_for(".index", before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    return render_template(
        "emergency/index.html", rows=[line(row, url(row.id)) for row in rows[:PAGE]], next=following,
        acts=drawn(acts.unratified(db(), actor())), may_declare=steps.may_begin(ROOM, "declare"),
    )  # fmt: skip


steps.open_birth(bp, ROOM, "declare", "emergency/new.html", lambda born: {"hours": 48})  # for two days, usually


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """What it orders, for which grids, and what was done in it."""
    declared = ROOM.find(id)
    done = drawn(acts.of_emergency(db(), actor(), id))
    return render_template(
        "emergency/show.html", declared=declared, line=line(queries.one(db(), id), ROOM.url(id)),
        acts=steps.acts(ROOM, declared), done=done, waiting=sum(one.label == say(N_("待追认")) for one in done),
        ground=queries.ground(db(), id), ends=exact(declared.ended_at or declared.ends_at),
    )  # fmt: skip


steps.open_steps(bp, ROOM)
