"""The reception desk: one screen for everybody who comes on the day, made for the keyboard and for a weak network."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from web import steps
from web.access import officer
from web.current import db, desk, now, number
from web.dates import until
from web.forms import StepForm, attempt, form_for, verdict_on
from web.language import say
from web.reception_day import ROOM, known, row_of
from web.sessions import actor
from web.settings import whole
from web.slips import Slip, kept_slips
from workflow.issues.codes import spaced
from workflow.issues.flow import issue_flow
from workflow.issues.intake import grid_named
from workflow.issues.masking import headline
from workflow.issues.similar import Told, similar
from workflow.kernel.clock import local
from workflow.kernel.errors import BadAnswer, KeyReused
from workflow.kernel.explain import Verdict
from workflow.kernel.i18n import N_, Sentence
from workflow.receptions import queries, receiving
from workflow.receptions.model import Reception

bp = Blueprint("reception_desk", __name__, url_prefix="/receptions")
CONTACT = ("reporter_name", "reporter_phone", "reporter_email")
OWN = ("what", "place", "category", "then", "answer", "visitor", "entry", *CONTACT)
"""Questions that have a place of their own on the screen; the rest is folded away."""
HOW = {
    "noted": N_("未登记"),
    "struck": N_("已划去"),
    "registered": N_("已登记"),
    "accepted": N_("当场受理"),
    "answered": N_("当场答复"),
    "joined": N_("已并入"),
}
ALREADY = N_("这一件刚才已经登记成功，在来访列表里；改过的内容如果是另一件事，请再按一次登记")
"""The answer to an earlier sending was lost, and what is sent now is not the same any more."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits there now: a visitor by number with the slip so far, or nobody yet."""

    visitor: int | None = None
    slips: tuple[Slip, ...] = ()
    told: str = ""
    """What just happened, in a sentence."""


def draw(
    reception: Reception, form: StepForm, sitting: Sitting | None = None, status: int = 200,
    similar: list[dict[str, Any]] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    """The whole screen; the same whether a browser or a script asked for it. `similar` where they were asked for."""
    rows = queries.book(db(), actor(), reception.id)
    what = {row.number: headline(actor(), row.issue_what, 40) for row in rows if row.number}
    sitting = sitting or Sitting()
    slips = [replace(slip, what=what.get(slip.number, "")) for slip in reversed(sitting.slips)]
    words: dict[str, Any] = {"reception": reception, "row": row_of(queries.one(db(), reception.id)), "form": form}
    came = visitors(rows, reception.id)
    words |= {"visitors": came, "sitting": sitting, "slips": slips}
    words["left"] = [one for _, lines in reversed(came) for one in lines if one["how"] == "noted"]
    words |= {"folded": [name for name in form.asked_names if name not in OWN]}
    for name in OWN:
        form[name].description = ""  # who sits here knows the form; a "?" is one more stop on the way to the next field
    words |= {"acts": steps.acts(ROOM, reception).others, "address": whole("/track"), "lines": similar}
    return render_template("receptions/desk.html", **words), status


def visitors(rows: list[Any], reception: int) -> list[tuple[int, list[dict[str, Any]]]]:
    """Everybody who came today, the last one first, each with what they came with."""
    return [(n, [line(row, reception) for row in mine]) for n, mine in groupby(rows, lambda row: row.visitor)]


def line(one: Any, reception: int) -> dict[str, Any]:
    """A line of the desk's book with its texts ready."""
    title = headline(actor(), one.issue_what or one.what)
    told = {"id": one.id, "title": title, "number": one.number or "", "place": one.place or "", "how": one.how}
    told |= {"became": say(HOW[one.how]), "time": f"{local(one.at):%H:%M}", "due": None, "state": one.state or ""}
    if one.issue_id:
        state = issue_flow.states[one.state]
        told |= {"url": url_for("issues.show", id=one.issue_id), "label": say(state.label), "phase": state.phase}
        told["due"] = until(one.due_at, now()) if one.due_at else None
    elif one.how == "noted":
        told["url"] = url_for("receptions.show", id=reception, entry=one.id)
    return told


def empty(reception: Reception, **more: Any) -> StepForm:
    """A form with nothing in it but what is known: for the next matter of a visitor, or for the next visitor."""
    verdict = verdict_on(reception, "receive")
    given = {**known(reception, verdict.step), **{name: value for name, value in more.items() if value}}
    return unsent(form_for(Verdict(verdict.step, verdict.case, None), **given), given)


def unsent(form: StepForm, given: dict[str, Any]) -> StepForm:
    """A form sent just now is drawn again as new: WTForms would fill it with what was sent."""
    for name in form.asked_names:
        form[name].data = str(given[name]) if name in given else None
    form.key.data = secrets.token_hex(16)
    return form


def noted_line(reception: Reception) -> dict[str, Any]:
    """What was noted down earlier, as the address names it, to be registered now."""
    wanted = number("entry")
    rows = queries.book(db(), actor(), reception.id) if wanted else []
    found = next((row for row in rows if row.id == wanted and row.how == "noted"), None)
    return {"what": found.what, "visitor": found.visitor, "entry": found.id} if found else {}


@bp.post("/<int:id>/receive")
@officer
def receive(id: int) -> ResponseReturnValue:
    """The screen as the answer, ready for the same visitor's next matter, with the slip so far beside it."""
    return save(id, receiving.receive, N_("已登记 %(number)s，可以继续登记这位来访人的下一件事"))


@bp.post("/<int:id>/join")
@officer
def join(id: int) -> ResponseReturnValue:
    """The visitor comes with something that is open already: a code of one's own to that matter."""
    return save(id, receiving.join, N_("已并入 %(number)s，可以继续登记这位来访人的下一件事"))


def save(id: int, act: Callable[..., receiving.Received], told: str) -> ResponseReturnValue:
    """Take the step with what was typed; where it is refused the form comes back as it was."""
    form = form_for(verdict_on(ROOM.find(id), "receive"))
    kept = kept_slips()
    answers = {**form.answers(), "issue": request.form.get("issue", "")}
    received = attempt(form, lambda: act(desk(), id, answers))
    if received is None:
        renew(form)
        return draw(ROOM.find(id), form, Sitting(_number(form.visitor), kept), form.status)
    if received.code and all(slip.number != received.number for slip in kept):
        kept = (*kept, Slip(received.number, spaced(received.code)))
    contact = {name: form[name].data for name in CONTACT}
    said = say(Sentence(told, {"number": received.number}))
    reception = ROOM.find(id)
    ready = empty(reception, visitor=received.visitor, **contact)
    return draw(reception, ready, Sitting(received.visitor, kept, said), 201)


def renew(form: StepForm) -> None:
    """A key whose sending went through before gets a successor: the next press is a matter of its own."""
    if form.refused == say(KeyReused.message):
        form.refused, form.key.data = say(ALREADY), secrets.token_hex(16)


@bp.post("/<int:id>/jot")
@officer
def jot(id: int) -> ResponseReturnValue:
    """A line for later, while people are waiting."""
    form = form_for(verdict_on(ROOM.find(id), "receive"))
    kept, answers = kept_slips(), {"visitor": form.visitor.data, "what": form.what.data}

    def act() -> int:
        with desk() as open_desk:
            open_desk.take(Reception, id, "jot", answers)
        return int(open_desk.result["visitor"])

    visitor = attempt(form, act)
    if visitor is None:
        return draw(ROOM.find(id), form, Sitting(_number(form.visitor), kept), form.status)
    reception, contact = ROOM.find(id), {name: form[name].data for name in CONTACT}
    said = say(N_("已先记下，结束接待之前须登记或划去"))
    return draw(reception, empty(reception, visitor=visitor, **contact), Sitting(visitor, kept, said), 201)


@bp.post("/<int:id>/another")
@officer
def another(id: int) -> ResponseReturnValue:
    """The empty form again, with the contact and the slip of the visitor who is still sitting there."""
    reception = ROOM.find(id)
    given = {name: request.form.get(name, "")[:120] for name in CONTACT}
    visitor = number("visitor")
    return draw(reception, empty(reception, visitor=visitor, **given), Sitting(visitor, kept_slips()))


@bp.post("/<int:id>/similar")
@officer
def alike(id: int) -> ResponseReturnValue:
    """Open matters like the one that is being typed: a piece of the screen for a script, else the whole screen.

    What was typed is in no address.
    """
    reception = ROOM.find(id)
    verdict = verdict_on(reception, "receive")
    lines = like_what_is_typed(reception, verdict)
    if "HX-Request" in request.headers:
        return render_template("receptions/similar.html", lines=lines, reception=reception)
    form = form_for(verdict)
    return draw(reception, form, Sitting(_number(form.visitor), kept_slips()), similar=lines)


def like_what_is_typed(reception: Reception, verdict: Verdict) -> list[dict[str, Any]]:
    """By the words so far, the place or grid, and the category."""
    place = request.form.get("place", "")[:200]
    grid = number("grid") or getattr(grid_named(verdict.case, place), "id", None)
    try:
        category = verdict.step.asks["category"].clean(request.form.get("category"), verdict.case)
    except BadAnswer:
        category = None  # half a name is still being typed
    told = Told(request.form.get("what", "")[:500], place, grid, category)
    found = similar(db(), actor(), reception.branch_id, told)
    return [
        {"id": row.id, "number": row.number, "title": headline(actor(), row.what), "place": row.place}
        | {"label": say(issue_flow.states[row.state].label), "phase": issue_flow.states[row.state].phase}
        for row in found
    ]


def _number(field: Field) -> int | None:
    text = str(field.data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
