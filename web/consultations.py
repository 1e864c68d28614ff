"""Consultations: in office the question and what came of it; for everybody one page to read and to answer."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from web import steps
from web.access import officer, public
from web.current import db, desk, now, number, office, release
from web.dates import full_day, until
from web.finding import PAGE
from web.forms import StepForm, attempt, form_for
from web.language import say
from web.links import links
from web.sessions import actor
from web.steps import Room
from workflow.consultations import queries
from workflow.consultations.flow import consultation_flow
from workflow.consultations.model import Consultation
from workflow.issues.tracking import network
from workflow.kernel.clock import local
from workflow.kernel.explain import Verdict
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Actor, Capacity, Case
from workflow.orgs import attempts
from workflow.orgs.roles import ANYBODY
from workflow.reports.small_cells import HIDDEN, LEAST, hidden

bp = Blueprint("consultations", __name__, url_prefix="/consultations")
public_bp = Blueprint("asked", __name__, url_prefix="/board/consultations")
MARK, KEPT = "answered", 200 * 24 * 3600
"""The cookie of one consultation, sent to its own page only: no two of them can be put together."""
LIMIT, WINDOW = 30, 60


def coming(db: Connection, one: Consultation) -> steps.Coming | None:
    """What follows, and when."""
    words = {
        "draft": N_("等另一人审核"),
        "announced": N_("到时自动开始"),
        "open": N_("到时自动截止"),
        "closed": N_("要公布结果"),
    }
    return (Sentence(words[one.state]), one.due_at) if one.state in words else None


def known(one: Consultation, step: Step) -> Mapping[str, Any]:
    """Whoever rewrites begins with what there is."""
    if step.name != "rewrite":
        return {}
    told = {"title": one.title, "question": one.question, "choices": "\n".join(one.choices)}
    told |= {"words": "true" if one.words else "false", "opens": local(one.opens_at).date().isoformat()}
    return told | {"closes": last_day(one).isoformat()}


ROOM = Room(Consultation, "consultations.show", lambda one: one.title, coming, known)


def last_day(one: Any) -> date:
    """The last day on which answers are taken."""
    return local(one.closes_at).date() - timedelta(days=1)


class Line(NamedTuple):
    """One consultation in a list, with its texts ready."""

    url: str
    title: str
    org: str
    period: str
    label: str
    phase: str
    open: bool


def line(row: Any, url: str) -> Line:
    """Whether it is open says the time."""
    state = consultation_flow.states[row.state]
    is_open = row.state in ("announced", "open") and row.opens_at <= now() < row.closes_at
    label = say(consultation_flow.states["open"].label if is_open else state.label)
    words = {"from": full_day(row.opens_at), "to": full_day(last_day(row))}
    period = say(Sentence(N_("%(from)s—%(to)s"), words))
    return Line(url, row.title, getattr(row, "org", ""), period, label, state.phase, is_open)


# -- in office -------------------------------------------------------------------------------------


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """The latest first."""
    rows = queries.listed(db(), actor(), number("before"), PAGE + 1)
    url = links("consultations.show")
    return render_template(
        "consultations/index.html", rows=[line(row, url(row.id)) for row in rows[:PAGE]],
        next=url_for(".index", before=rows[PAGE - 1].id) if len(rows) > PAGE else None,
        may_draft=steps.may_begin(ROOM, "draft"),
    )  # fmt: skip


steps.open_birth(bp, ROOM, "draft", "consultations/new.html")


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """What is asked, until when, and once it is over what was said."""
    one = ROOM.find(id)
    over = one.state in ("closed", "told", "archived")
    said = queries.words(db(), id, number("after"), PAGE + 1) if one.state in ("open", "closed", "told") else []
    return render_template(
        "consultations/show.html", one=one, line=line(one, ROOM.url(id)), acts=steps.acts(ROOM, one),
        org=queries.org_of(db(), one), due=until(one.due_at, now()), result=result(one) if over else None,
        said=said[:PAGE], many=queries.many_words(db(), id) if said else 0,
        next=url_for(".show", id=id, after=said[PAGE - 1].id, _anchor="said-title") if len(said) > PAGE else None,
    )  # fmt: skip


steps.open_steps(bp, ROOM)


def result(one: Consultation) -> tuple[str, list[tuple[str, str]]]:
    """(how many answered, (choice, how many)): small numbers hidden, and those that would give them away."""
    found = queries.counts(db(), one.id)
    parts = [(place, found.get(place, 0)) for place in range(len(one.choices))]
    counts: dict[int, int] = dict(parts) if one.choices else {-1: sum(found.values())}
    gone = hidden({-1: list(counts)} if one.choices else {}, counts, -1)
    small = say(Sentence(N_("少于 %(n)s 人，不显示"), {"n": LEAST}))
    told = [(one.choices[place], say(HIDDEN) if place in gone else str(n)) for place, n in parts]
    return small if -1 in gone else str(sum(counts.values())), told


# -- for everybody -----------------------------------------------------------------------------------


@public_bp.get("", endpoint="index")
@public
def public_index() -> ResponseReturnValue:
    """What people are asked, and were asked."""
    rows = queries.announced(db(), number("before"), PAGE + 1)
    url = links("asked.show")
    return render_template(
        "board/consultations.html", rows=[line(row, url(row.id)) for row in rows[:PAGE]],
        next=url_for(".index", before=rows[PAGE - 1].id) if len(rows) > PAGE else None,
    )  # fmt: skip


@public_bp.get("/<int:id>", endpoint="show")
@public
def public_show(id: int) -> ResponseReturnValue:
    """The question with its answers to choose from, or what came of it."""
    return page(queries.public(db(), id))


@public_bp.post("/<int:id>")
@public
def answer(id: int) -> ResponseReturnValue:
    """One answer from this device; the thanks stand on the same page, and nothing typed in any address."""
    one = queries.public(db(), id)
    form = asked_form(one)
    told, mark = form.answers(), marked(id) or secrets.token_hex(16)
    told["device"] = attempts.key_of(office(), "device", f"{id} {mark}")
    release()

    def act() -> Consultation:
        attempts.count(
            office(), "consultation", f"{id} {network(request.remote_addr or '')}", limit=LIMIT, minutes=WINDOW
        )
        with desk(respondent(one)) as open_desk:
            return open_desk.take(Consultation, id, "answer", told)

    taken = attempt(form, act)
    if taken is None:
        return page(one, form), form.status
    done = make_response(page(taken, thanked=True))
    where = url_for(".show", id=id)
    done.set_cookie(
        MARK, f"{mark}.{signature(id, mark)}", max_age=KEPT, path=where, httponly=True, samesite="Lax",
        secure=request.is_secure,
    )  # fmt: skip
    return done


def respondent(one: Consultation) -> Actor:
    """Anybody before this one consultation."""
    return Actor(0, "", (Capacity(ANYBODY, one.id, one.street_id),))


def signature(id: int, mark: str) -> str:
    return attempts.key_of(office(), "mark", f"{id} {mark}")[:32]


def marked(id: int) -> str:
    """The random mark this device was given here; a made-up one is none."""
    mark, _, signed = request.cookies.get(MARK, "").partition(".")
    return mark if mark and hmac.compare_digest(signed.encode(), signature(id, mark).encode()) else ""


def asked_form(one: Consultation) -> StepForm:
    """The form of an answer; the device is nobody's to type."""
    case = Case(db(), respondent(one), one, now())
    form = form_for(Verdict(consultation_flow.steps["answer"], case, None))
    form.asked_names = tuple(name for name in ("choice", "words") if name == "choice" or one.words)
    form.asked_names = form.asked_names if one.choices else ("words",)
    return form


def page(one: Consultation, form: StepForm | None = None, thanked: bool = False) -> str:
    told = line(one, "")
    over = one.state in ("told", "archived")
    return render_template(
        "board/consultation.html", one=one, line=told, org=queries.org_of(db(), one),
        form=(form or asked_form(one)) if told.open and not thanked else None, thanked=thanked,
        again=bool(marked(one.id)),
        result=result(one) if over else None, ahead=one.state == "announced" and now() < one.opens_at,
    )  # fmt: skip
