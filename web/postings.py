"""Postings in office: the text for everybody, the pictures beside it, and whoever looks at them first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from web import forms, steps
from web.access import officer
from web.board import picture
from web.current import db, now, number
from web.dates import Until, full_day, until
from web.finding import PAGE, Chips
from web.forms import form_for, verdict_on
from web.language import say
from web.links import links
from web.sessions import actor
from web.steps import Room
from workflow.board import queries
from workflow.board.facts import PostingFacts
from workflow.board.flow import posting_flow
from workflow.board.model import Posting
from workflow.issues.words import OUTCOMES
from workflow.kernel.errors import NotFound
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Sentence

bp = Blueprint("postings", __name__, url_prefix="/postings")
STAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "drafted": (N_("待审核公开"), ("drafted",)),
    "published": (N_("公开中"), ("published",)),
    "all": (N_("全部"), ()),
}
RECTANGLES = 8
"""Rows of number fields on the page where a photo is marked; more are typed into the last field."""


def coming(db: Connection, posting: Posting) -> steps.Coming | None:
    """Who must look at it next."""
    return (Sentence(N_("等另一人审核")), posting.due_at) if posting.state == "drafted" else None


def title(posting: Posting) -> str:
    return say(Sentence(N_("公开文稿 %(number)s"), {"number": queries.one(db(), posting.id).number}))


def known(posting: Posting, step: Step) -> Mapping[str, Any]:
    """Whoever changes a text begins with the one there is."""
    return {"text": posting.text} if step.name == "revise" else {}


ROOM = Room(Posting, "postings.show", title, coming, known)


class Line(NamedTuple):
    """One posting in a list, with its texts ready."""

    url: str
    text: str
    number: str
    org: str
    label: str
    phase: str
    left: str
    late: bool


class Review(NamedTuple):
    """One text that waits for a second person, with its texts ready."""

    url: str
    text: str
    number: str
    org: str
    left: str
    short: str
    exact: str
    late: bool


def review(row: Any, url: str, due: Until) -> Review:
    return Review(url, row.what[:60], row.number, row.owner, due.left, due.short, due.exact, due.late)


def line(row: Any, url: str) -> Line:
    state = posting_flow.states[row.state]
    due = until(row.due_at if row.state == "drafted" else None, now())
    return Line(url, row.text[:60], row.number, row.org, say(state.label), state.phase, due.left, due.late)


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """What waits to be looked at, and what is out."""
    state = request.args.get("state", "drafted")
    state = state if state in STAGES else "drafted"
    rows = queries.listed(db(), actor(), STAGES[state][1], number("before"), PAGE + 1)
    url = links("postings.show")
    stages: list[tuple[str, str, bool, int | None]] = [
        (say(label), url_for(".index", state=name), name == state, None) for name, (label, _) in STAGES.items()
    ]
    return render_template(
        "postings/index.html", rows=[line(row, url(row.id)) for row in rows[:PAGE]],
        chips=[Chips(say(N_("状态")), stages)],
        next=url_for(".index", state=state, before=rows[PAGE - 1].id) if len(rows) > PAGE else None,
        first=url_for(".index", state=state) if number("before") else None,
    )  # fmt: skip


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """The text as everybody will read it, the pictures, and what may be done."""
    posting = ROOM.find(id)
    row, facts = queries.one(db(), id), PostingFacts(db(), posting)
    acts = steps.acts(ROOM, posting)
    may_mark = any(act.url == ROOM.url_of(id, "publish_photo") for act in acts.others)
    shown = {one.attachment_id for one in facts.copies}
    return render_template(
        "postings/show.html", posting=posting, row=row, line=line(row, ROOM.url(id)), acts=acts,
        outcome=say(OUTCOMES.get(posting.outcome)), day=full_day(posting.published_at) if posting.published_at else "",
        copies=[one.id for one in facts.copies], may_mark=may_mark,
        originals=[(n, one.id) for n, one in enumerate(facts.originals, 1) if one.id not in shown],
    )  # fmt: skip


@bp.get("/<int:id>/photos/<photo>")
@officer
def photo(id: int, photo: str) -> ResponseReturnValue:
    """A copy as everybody will see it."""
    return picture(queries.own_photo(db(), ROOM.find(id), photo))


# -- marking a photo ---------------------------------------------------------------------------------


@bp.get("/<int:id>/publish_photo")
@officer
def mark(id: int) -> ResponseReturnValue:
    """A photo on which rectangles are drawn by hand, or typed as numbers."""
    posting = ROOM.find(id)
    verdict = verdict_on(posting, "publish_photo")
    asked = request.args.get("photo", "")[:32]
    there = [one.id for one in PostingFacts(db(), posting).originals]
    if not asked and there:
        asked = there[0]
    if asked not in there:
        raise NotFound
    return marking(posting, form_for(verdict, photo=asked), asked)


@bp.post("/<int:id>/publish_photo")
@officer
def publish_photo(id: int) -> ResponseReturnValue:
    """The copy, or the page again with what was typed."""
    posting, photo = ROOM.find(id), request.form.get("photo", "")[:32]
    form = form_for(verdict_on(posting, "publish_photo"))
    form.marks.data = " ".join([*typed_rectangles(), str(form.marks.data or "")]).strip()
    if (taken := forms.take_step(form, Posting, id, "publish_photo")) is not None:
        return steps.done(ROOM, taken, posting_flow.steps["publish_photo"])
    if photo not in [one.id for one in PostingFacts(db(), posting).originals]:
        return steps.page(ROOM, posting, posting_flow.steps["publish_photo"], form), form.status
    return marking(posting, form, photo), form.status


def typed_rectangles() -> list[str]:
    """Rows of four numbers, as the field of the step wants them; a row left empty is none."""
    columns = [request.form.getlist(name)[:RECTANGLES] for name in ("left", "top", "wide", "high")]
    rows = [[one.strip() for one in row] for row in zip(*columns, strict=False)]
    return [",".join(part or "0" for part in row) for row in rows if any(row)]


def marking(posting: Posting, form: forms.StepForm, photo: str) -> str:
    columns = [request.form.getlist(name) for name in ("left", "top", "wide", "high")]
    rows = [[column[n] if n < len(column) else "" for column in columns] for n in range(RECTANGLES)]
    return render_template(
        "postings/mark.html", posting=posting, form=form, photo=photo, rows=rows, back=ROOM.url(posting.id)
    )


steps.open_steps(bp, ROOM)


def of_issue(issue_id: int) -> tuple[str, str, str] | None:
    """(address, state in words, phase) of what everybody reads about a matter, for its page."""
    row = queries.of_issue(db(), actor(), issue_id)
    if row is None:
        return None
    state = posting_flow.states[row.state]
    return ROOM.url(row.id), say(state.label), state.phase
