"""Matters: the list, the registration with its slip, one matter with its way, its steps, its photos and its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from web import came, finding, matter, orders, postings, reads, requests, reveals, sealed, sitting, steps
from web.access import officer
from web.current import db, desk, now, number
from web.dates import exact
from web.forms import StepForm, attempt, form_for
from web.language import say, translate
from web.pictures import path
from web.pictures.qr import qr
from web.security import takes_photos
from web.sessions import actor
from web.settings import whole
from web.steps import Room
from workflow.issues import coming, details, logbook, queries, registration
from workflow.issues.codes import spaced
from workflow.issues.judged import judged
from workflow.issues.masking import for_reader, headline
from workflow.issues.model import Issue
from workflow.issues.succession import successions
from workflow.issues.timeline import Entry, timeline
from workflow.issues.today import my_orgs
from workflow.issues.way import way
from workflow.issues.words import CHANNELS, KINDS, OUTCOMES, URGENCIES
from workflow.kernel.clock import parse_stamp
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_
from workflow.meetings.queries import following, of_issue
from workflow.requests.queries import of_issue as asked_in
from workflow.supervision.queries import of_issue as orders_about

bp = Blueprint("issues", __name__, url_prefix="/issues")
UNASKED = ("reception", "host", "notice", "photos")


def known(issue: Issue, step: Step) -> Mapping[str, Any]:
    """What the form of a step knows beforehand."""
    if step.name == "accept":
        told = {"category": issue.category_id, "urgency": issue.urgency, "grid": issue.grid_id}
    elif step.name in ("verify", "uphold", "overturn"):
        told = {"answer": issue.answer, "outcome": issue.outcome}
    elif step.name == "escalate" and issue.state == "blocked":
        told = came.resistance(timeline(db(), issue.id, actor()))
    else:
        told = {}
    return {name: value for name, value in told.items() if value is not None and name in step.asks}


def title(issue: Issue) -> str:
    return f"{issue.number} {headline(actor(), issue.what, 40)}"


def brief(issue: Issue) -> Markup:
    """What was said, and why it lies here, for whoever fills in a form."""
    return came.brief(issue, came.word(issue, timeline(db(), issue.id, actor())))


ROOM = Room(Issue, "issues.show", title, coming.of_issue, known, for_reader, asked=requests.asked_for, brief=brief)


@bp.app_template_global("draw_path")
def draw_path(drawn: path.Path, last: int | None = None) -> Markup:
    """A matter's way in the reader's language, for parts/path.html."""
    return path.draw(drawn, translate, last, large=request.cookies.get("text") == "large")


@bp.app_template_filter("moment")
def moment(at: datetime) -> str:
    """An instant in full."""
    return exact(at)


@bp.app_template_filter("stamped")
def stamped(at: str) -> str:
    """The instant of an entry of history, in full."""
    return exact(parse_stamp(at))


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """The matters one may see, as the address narrows them."""
    return render_template("issues/index.html", found=finding.find())


@bp.get("/new")
@officer
def new() -> ResponseReturnValue:
    """The form of a registration."""
    return register_page(form_for(steps.birth(ROOM, "register")))


@bp.post("/start")
@officer
def start() -> ResponseReturnValue:
    """The same form with the line typed on the home page: what a resident said stands in no address and no log."""
    return register_page(form_for(steps.birth(ROOM, "register")))


@bp.post("/new")
@officer
def register() -> ResponseReturnValue:
    """The slip as the answer: number, code and QR are shown this once, and nothing of it is kept by a browser."""
    form = form_for(steps.birth(ROOM, "register"))
    answers = {name: value for name, value in form.answers().items() if name not in UNASKED}
    registered = attempt(form, lambda: registration.register(desk(), answers))
    if registered is None:
        return register_page(form), form.status
    issue, code = registered
    return slip(issue, code), 201


def register_page(form: StepForm) -> str:
    return render_template("issues/new.html", form=form)


def slip(issue: Issue, code: str | None) -> str:
    """What the reporter takes home. The address behind the QR names the matter, never the code."""
    address = whole(f"/track/{issue.number}")
    owner = queries.named(db(), issue).owner_name
    visible = steps.seen(ROOM, issue)
    return render_template(
        "issues/slip.html", issue=issue, code=spaced(code) if code else None, owner=owner, visible=visible,
        picture=qr(address), address=address, seal=sealed.stamp(issue.street_id),
    )  # fmt: skip


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """Where it is, who holds it, until when and why, and what one may do."""
    issue = ROOM.find(id)
    shown = request.args.get("show") if request.args.get("show") in matter.SHOWN else "all"
    return render_template("issues/show.html", issue=issue, shown=shown, **page(issue, str(shown)))


def page(issue: Issue, shown: str) -> dict[str, Any]:
    """Everything on the page of a matter; the number of queries does not grow with its history."""
    named, went = queries.named(db(), issue), way(db(), issue, now())
    photos, held = details.photos(db(), issue.id), of_issue(db(), actor(), issue.id)
    entries = timeline(db(), issue.id, actor())
    clocks, (acts, reveal) = matter.clocks(issue), reveals.parted(steps.acts(ROOM, issue))
    facts = acts.case.facts
    return {
        "named": named,
        "clocks": clocks,
        "picture": matter.picture(issue, went, named.owner_kind),
        "hops": matter.hops(issue, went),
        "sentence": matter.sentence_now(coming.of_issue(db(), issue, facts)),
        "photos": photos,
        "came": came.word(issue, entries),
        "days": matter.days(issue, with_successions(issue, entries), photos, shown),
        "acts": acts,
        "reveal": reveal,
        "sheets": queries.assignments(db(), actor(), issue.id),
        "asked": requests.lines(asked_in(db(), actor(), issue.id)),
        "meetings": sitting.spoken_of(held),
        "orders": orders.lines(orders_about(db(), actor(), issue.id)),
        "supervise": orders.of_matter("issue", issue.id, issue.holder_id, clocks),
        "agenda": agenda(issue, held),
        "posted": postings.of_issue(issue.id),
        "mine": my_orgs(actor()),
        "reporters": queries.reporters(db(), actor(), issue, now()),
        "judged": judged(actor(), facts),
        "related": related(issue),
        "words": {"kinds": KINDS, "urgencies": URGENCIES, "outcomes": OUTCOMES, "channels": CHANNELS},
    }


def related(issue: Issue) -> list[tuple[str, str, str]]:
    """(address, headline, number) of what was merged with it, as far as the reader may see it."""
    found = details.related(db(), actor(), issue)
    return [(ROOM.url(one.id), headline(actor(), one.what, 40), one.number) for one in found]


def with_successions(issue: Issue, entries: list[Entry]) -> list[Entry]:
    """What happened to it, and who took over from whom meanwhile."""
    return sorted([*entries, *successions(db(), issue.id, now())], key=lambda one: one.at)


def agenda(issue: Issue, held: Sequence[Any]) -> tuple[str, str] | None:
    """For the owner, the door to the meeting it is on the agenda of, or may be put on the agenda of."""
    if issue.owner_id not in my_orgs(actor()):
        return None
    if issue.state == "accepted":
        ahead = following(db(), issue.owner_id)
        return say(N_("去列议题")), url_for("meetings.show", id=ahead.id) if ahead else url_for("meetings.index")
    on = [one.meeting_id for one in held if one.state == "open"]
    return (say(N_("打开会议")), url_for("meetings.show", id=on[0])) if on else None


@bp.get("/<int:id>/history")
@officer
def history(id: int) -> ResponseReturnValue:
    """Every entry of the chain as it was hashed, without a word of what was written."""
    reads.seen_by_auditor("history", "issue", ROOM.find(id).id)
    issue = ROOM.find(id)
    after = number("after") or 0
    entries = logbook.entries(db(), actor(), issue, after, finding.PAGE)
    return render_template("issues/history.html", subject=issue, room=ROOM, entries=entries[:finding.PAGE],
                           more=len(entries) > finding.PAGE, after=after, pack=sealed.pack_of(issue.id),
                           reads=reads.of_matter(issue))  # fmt: skip


@bp.get("/<int:id>/photos/<photo>")
@officer
def photo(id: int, photo: str) -> ResponseReturnValue:
    """One photo of a matter one may see."""
    found = details.photo(db(), ROOM.find(id).id, photo)
    return Response(found.data, content_type=found.kind)


steps.open_steps(bp, ROOM, takes_photos)
