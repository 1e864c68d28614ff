"""Written mandates: who acts for whom, until when; named and taken back by the head or the level above."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import papers, steps
from web.access import needs, officer
from web.admin import entries
from web.current import db, now, number
from web.forms import form_for
from web.language import say
from web.sessions import actor
from web.steps import Room
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case
from workflow.orgs import grants, registers, roles
from workflow.orgs.lending import lendable_steps
from workflow.orgs.model import Mandate

bp = Blueprint("mandates", __name__, url_prefix="/mandates")
PAGE = 50
COMING = {
    "running": N_("到期在午夜自行结束，也可以随时收回"),
    "revoked": N_("受托人的权限已立即收回"),
    "ended": N_("受托人的权限已结束"),
}
USUAL = ("accept", "verify", "redo", "confirm", "object", "contact", "note", "attach", "correct", "receive")
"""What a delegate is mostly named for: ticked when the form is drawn first."""


def title(mandate: Mandate) -> str:
    return papers.mandate(registers.mandate(db(), mandate.id)).title


ROOM = Room(Mandate, "mandates.show", title, lambda db, one: (Sentence(COMING[one.state]), None))


@bp.get("")
@needs(*sorted(roles.OFFICERS | roles.ADMINISTRATORS))
def index() -> ResponseReturnValue:
    """Those in force and to come, or those that are over."""
    over = request.args.get("state") == "over"
    rows = registers.mandates(db(), actor(), over, number("before"), PAGE)
    words: dict[str, Any] = {"rows": [papers.mandate(row) for row in rows[:PAGE]], "over": over}
    words["next"] = (
        url_for(".index", state="over" if over else None, before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    )
    return render_template("mandates/index.html", **words, may_lend=steps.may_begin(ROOM, "lend"))


@bp.get("/new")
@officer
def new() -> ResponseReturnValue:
    """From today, for a week, with the usual steps, unless said otherwise."""
    verdict = steps.birth(ROOM, "lend")
    today = local(now()).date()
    offered = {name for name, _label in lendable_steps(verdict.case)}
    known = {"kind": "delegate", "starts": today, "steps": [name for name in USUAL if name in offered]}
    heads = verdict.step.asks["post"].options(verdict.case) or []
    if len(heads) == 1:
        known["post"] = heads[0][0]
    return render_template("mandates/new.html", form=form_for(verdict, **known))


@bp.post("/new")
@officer
def lend() -> ResponseReturnValue:
    form = form_for(steps.birth(ROOM, "lend"))
    made = steps.begin(ROOM, "lend", form)
    if made is None:
        return render_template("mandates/new.html", form=form), form.status
    return steps.done(ROOM, made, Mandate.flow.steps["lend"])


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """The paper: who, for whom, for what, until when."""
    mandate = ROOM.find(id)
    case = Case(db(), actor(), mandate, now())
    named = [say(label) for name, label in lendable_steps(case) if name in (mandate.steps or ())]
    words = {"row": papers.mandate(registers.mandate(db(), id)), "acts": steps.acts(ROOM, mandate), "named": named}
    return render_template(
        "mandates/show.html", **words, mandate=mandate, log=entries(grants.of_subject(db(), mandate))
    )


@bp.get("/<int:id>/<step>")
@officer
def step(id: int, step: str) -> ResponseReturnValue:
    return steps.draw(ROOM, id, step)


@bp.post("/<int:id>/<step>")
@officer
def take(id: int, step: str) -> ResponseReturnValue:
    return steps.take(ROOM, id, step)
