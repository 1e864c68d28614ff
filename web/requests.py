"""Requests: what somebody who works on a matter asks for, who decides, and what was decided."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from web import steps
from web.access import officer
from web.current import db, now, number
from web.dates import exact, full_day, minute, until
from web.finding import PAGE, Chips
from web.holding import book
from web.language import say
from web.links import links
from web.sessions import actor
from web.steps import Room
from workflow.issues.keeping import why_kept
from workflow.issues.masking import headline
from workflow.issues.model import Assignment, Issue
from workflow.issues.words import PAUSE_REASONS
from workflow.kernel.flow import Step
from workflow.kernel.i18n import C_, N_, Label, Sentence
from workflow.kernel.policy import Case
from workflow.requests import queries
from workflow.requests.flow import request_flow
from workflow.requests.kinds import KINDS
from workflow.requests.model import Request

bp = Blueprint("requests", __name__, url_prefix="/requests")

STAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pending": (N_("待审批"), ("pending", "prepared")),
    "held": (N_("暂缓"), ("held",)),
    "approved": (C_("state", "已同意"), ("approved",)),
    "refused": (C_("state", "不同意"), ("refused",)),
    "lapsed": (C_("state", "已失效"), ("lapsed",)),
    "all": (N_("全部"), ()),
}
ASKING = {"ask_extension", "ask_pause", "ask_suspension"}
WAITS = {"pending": N_("等待审批"), "prepared": N_("等待复核"), "held": N_("暂缓，到期再看")}
ASKED = {
    "extension": N_("延长 %(days)s 天"),
    "pause": N_("暂停 %(days)s 个工作日：%(why)s"),
    "suspension": N_("挂账，%(day)s复查"),
    "erasure": N_("删除一位诉求人的个人信息"),
}


def coming(db: Connection, asked: Request) -> steps.Coming | None:
    """Until when somebody must decide; afterwards the page says it all."""
    return (Sentence(WAITS[asked.state]), asked.due_at) if asked.state in WAITS else None


def title(asked: Request) -> str:
    row = queries.one(db(), asked.id)
    return say(Sentence(N_("%(kind)s申请 %(number)s"), {"kind": Label(KINDS[row.kind].label), "number": row.number}))


ROOM = Room(Request, "requests.show", title, coming)


def asked_for(db: Connection, subject: Issue | Assignment, step: Step) -> steps.Coming | None:
    """After somebody asked: that the newest request of the matter waits, and until when."""
    if step.name not in ASKING:
        return None
    issue = subject.id if isinstance(subject, Issue) else subject.issue_id
    newest = next(iter(queries.of_issue(db, actor(), issue)), None)
    return (Sentence(WAITS[newest.state]), newest.due_at) if newest and newest.state in WAITS else None


class Line(NamedTuple):
    """One request in a list, with its texts ready."""

    url: str
    kind: str
    asked: str
    number: str
    title: str
    by: str
    label: str
    phase: str
    left: str
    short: str
    late: bool


def lines(rows: list[Any]) -> list[Line]:
    url = links("requests.show")
    return [line(row, url(row.id)) for row in rows]


def line(row: Any, url: str) -> Line:
    """A row with its texts ready; one that was settled says when."""
    state, due = request_flow.states[row.state], until(row.due_at, now())
    return Line(
        url=url,
        kind=say(KINDS[row.kind].label),
        asked=wanted(row),
        number=row.number,
        title=headline(actor(), row.what),
        by=by(row),
        label=say(state.label),
        phase=state.phase,
        left=due.left,
        short=due.short or minute(row.settled_at or row.asked_at),
        late=due.late,
    )


def by(row: Any) -> str:
    """Who asked, for which organisation; whoever raised the matter has no name here."""
    if row.claim_id:
        return say(N_("诉求人"))
    return say(Sentence(N_("%(org)s · %(name)s"), {"org": row.asked_for, "name": row.asked_by}))


def wanted(row: Any) -> str:
    """What is asked for, in a few words."""
    words = {"days": row.days, "why": Label(PAUSE_REASONS[row.why]) if row.why else ""}
    words["day"] = full_day(row.review_on) if row.review_on else ""
    return say(Sentence(ASKED[row.kind], words))


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """Requests one may see, as the address narrows them."""
    state, kind = request.args.get("state", "pending"), request.args.get("kind", "")
    state, kind = state if state in STAGES else "pending", kind if kind in KINDS else ""
    rows = queries.listed(db(), actor(), STAGES[state][1], kind, number("before"), PAGE + 1)
    following = (
        url_for(".index", state=state, kind=kind or None, before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    )
    first = url_for(".index", state=state, kind=kind or None) if number("before") else None
    return render_template(
        "requests/index.html", rows=lines(rows[:PAGE]), chips=chips(state, kind), next=following, first=first
    )


def chips(state: str, kind: str) -> list[Chips]:
    """Filters as they stand in the address."""
    stages: list[tuple[str, str, bool, int | None]] = [
        (say(label), url_for(".index", state=name, kind=kind or None), name == state, None)
        for name, (label, _) in STAGES.items()
    ]
    every = [("", N_("全部")), *((name, one.label) for name, one in KINDS.items())]
    kinds: list[tuple[str, str, bool, int | None]] = [
        (say(label), url_for(".index", state=state, kind=name or None), name == kind, None) for name, label in every
    ]
    return [Chips(say(N_("状态")), stages), Chips(say(N_("事由")), kinds)]


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """What is asked and why, the matter it is about, and the decision."""
    asked = ROOM.find(id)
    row = queries.one(db(), id)
    moved = queries.date_if_approved(db(), asked, book())
    matter = Case(db(), actor(), asked, now()).facts.of_issue(actor(), now())
    kept = say(why_kept(matter)) if asked.state == "held" else ""
    return render_template(
        "requests/show.html", asked=asked, row=row, line=line(row, ROOM.url(id)), acts=steps.acts(ROOM, asked),
        asked_at=exact(asked.asked_at), settled_at=exact(asked.settled_at) if asked.settled_at else "",
        until=until(asked.due_at, now()), kept=kept, moved=exact(moved) if moved else "",
    )  # fmt: skip


steps.open_steps(bp, ROOM)
