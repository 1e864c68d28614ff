"""Written mandates: who acts for whom, until when; named and taken back by the head or the level above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import papers, steps
from web.access import needs, officer
from web.admin import entries
from web.current import db, now, number
from web.language import say
from web.sessions import actor
from web.steps import Room
from workflow.kernel.explain import Verdict
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
USUAL = (
    *("accept", "verify", "redo", "confirm", "call_back", "object"),
    *("contact", "note", "attach", "correct", "receive"),
)
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


def usual(born: Verdict) -> Mapping[str, Any]:
    """From today, with the usual steps, for the only head there is, unless said otherwise."""
    offered = {name for name, _label in lendable_steps(born.case)}
    known = {"kind": "delegate", "starts": born.case.today, "steps": [name for name in USUAL if name in offered]}
    heads = born.step.asks["post"].options(born.case) or []
    return known | ({"post": heads[0][0]} if len(heads) == 1 else {})


steps.open_birth(bp, ROOM, "lend", "mandates/new.html", usual)


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


steps.open_steps(bp, ROOM)
