"""Assignments: what a unit is asked, by whom, until when; signed for, given back, reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from web import came, matter, orders, requests, steps
from web.access import officer
from web.current import db, now, number
from web.dates import Until, counted, exact, until
from web.finding import PAGE, Chips
from web.language import say
from web.links import links
from web.security import takes_photos
from web.sessions import actor
from web.steps import Room
from workflow.issues import coming, details, logbook
from workflow.issues.details import SheetFilter
from workflow.issues.flow import assignment_flow
from workflow.issues.masking import for_reader, headline, readable
from workflow.issues.model import Assignment, Issue
from workflow.issues.timeline import timeline_of_sheet
from workflow.issues.today import my_orgs
from workflow.issues.words import URGENCIES
from workflow.kernel import policy
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor
from workflow.requests.queries import of_issue as asked_in
from workflow.supervision.matters import stands_still

bp = Blueprint("assignments", __name__, url_prefix="/assignments")

STAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "open": (N_("未办完"), ("pending", "handling", "returned", "disputed")),
    "pending": (N_("待签收"), ("pending",)),
    "handling": (N_("办理中"), ("handling",)),
    "away": (N_("已退回或争议"), ("returned", "disputed")),
    "reported": (N_("已报结，待核实"), ("reported",)),
    "done": (N_("已完成"), ("done",)),
}


def title(sheet: Assignment) -> str:
    named = details.sheet(db(), sheet.id)
    return f"{named.number} {headline(actor(), named.what, 40)}"


def after(sheet: Assignment) -> str | None:
    """A lead's assignment that was taken back leaves its matter to be dispatched anew: go on there."""
    back = sheet.role == "lead" and sheet.state == "revoked"
    return url_for("issues.show", id=sheet.issue_id) if back else None


def brief(sheet: Assignment) -> Markup:
    """What is asked of the unit, until when and about what, for whoever fills in a form."""
    issue = for_reader(actor(), policy.find(db(), actor(), Issue, sheet.issue_id))
    runs = not stands_still(sheet) and not assignment_flow.states[sheet.state].final
    return came.brief(issue, asked=sheet.request, due=left(sheet) if runs else "")


def left(sheet: Assignment) -> str:
    """还剩 2 个工作日 · 2026年12月2日 17:30."""
    return f"{until(sheet.handle_by, now()).left} · {exact(sheet.handle_by)}"


ROOM = Room(
    Assignment, "assignments.show", title, coming.of_assignment, after=after, asked=requests.asked_for, brief=brief
)


class Line(NamedTuple):
    """One assignment in a list."""

    url: str
    number: str
    title: str
    where: str
    urgency: str
    label: str
    phase: str
    owner: str
    role: str
    left: str
    short: str
    exact: str
    late: bool


def limit(row: Any) -> datetime | None:
    """What runs out next; nothing does once it has ended."""
    due: datetime | None = row.due_at
    return None if assignment_flow.states[row.state].final else due


def line(row: Any, url: str, due: Until, reader: Actor) -> Line:
    """A row with its texts ready."""
    state = assignment_flow.states[row.state]
    return Line(
        url=url,
        number=row.number,
        title=headline(reader, row.what),
        where=readable(reader, row.place),
        urgency=row.urgency,
        label=say(state.label),
        phase=state.phase,
        owner=row.owner_name,
        role=row.role,
        left=due.left,
        short=due.short,
        exact=due.exact,
        late=due.late,
    )


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """The assignments of one's own organisation."""
    state, late = request.args.get("state", "open"), bool(request.args.get("late"))
    wanted = SheetFilter(STAGES.get(state, STAGES["open"])[1], late, number("before"))
    rows = details.sheets(db(), actor(), wanted, my_orgs(actor()), now(), PAGE)
    url, due, reader = links("assignments.show"), counted(now()), actor()
    following = url_for(".index", state=state, before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    return render_template(
        "assignments/index.html", rows=[line(row, url(row.id), due(limit(row)), reader) for row in rows[:PAGE]],
        chips=chips(state, late), next=following,
        first=url_for(".index", state=state) if wanted.before else None,
    )  # fmt: skip


def chips(state: str, late: bool) -> list[Chips]:
    """Filters as they stand in the address."""
    kept = "1" if late else None
    stages = [
        (say(label), url_for(".index", state=name, late=kept), state == name, None)
        for name, (label, _) in STAGES.items()
    ]
    is_late = (say(N_("逾期")), url_for(".index", state=state, late=None if late else "1"), late, None)
    return [Chips(say(N_("状态")), [*stages, is_late])]


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """What is asked, by whom, until when, and what one may do."""
    sheet = ROOM.find(id)
    issue, held = for_reader(actor(), policy.find(db(), actor(), Issue, sheet.issue_id)), stands_still(sheet)
    return render_template(
        "assignments/show.html", sheet=sheet, issue=issue, named=details.sheet(db(), id), acts=steps.acts(ROOM, sheet),
        clocks=[] if held else matter.clocks(sheet), held=held, handle_by=until(sheet.handle_by, now()),
        handle_exact=exact(sheet.handle_by), photos=details.photos(db(), issue.id),
        days=matter.days(issue, timeline_of_sheet(db(), sheet, actor()), (), "all"),
        sentence=matter.sentence_now(coming.of_assignment(db(), sheet)), urgencies=URGENCIES,
        asked=requests.lines(asked_in(db(), actor(), issue.id)), **orders.about_subject(sheet),
    )  # fmt: skip


@bp.get("/<int:id>/history")
@officer
def history(id: int) -> ResponseReturnValue:
    """Every entry of the assignment's own chain."""
    sheet = ROOM.find(id)
    after = number("after") or 0
    entries = logbook.entries(db(), actor(), sheet, after, PAGE)
    return render_template("issues/history.html", subject=sheet, room=ROOM, entries=entries[:PAGE],
                           more=len(entries) > PAGE, after=after)  # fmt: skip


steps.open_steps(bp, ROOM, takes_photos)
