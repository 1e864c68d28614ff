"""What meetings have decided and what came of it, for everybody to read: no login, nobody's data."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.access import public
from web.current import db
from web.dates import full_day
from web.language import say
from workflow.meetings import queries
from workflow.meetings.words import KINDS

bp = Blueprint("decisions", __name__, url_prefix="/decisions")


@dataclass(frozen=True, slots=True)
class Decision:
    """One meeting's two texts, ready to be read."""

    who: str
    kind: str
    number: str
    day: str
    text: str
    result: str
    result_day: str
    due: str


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """The latest first."""
    told = [
        Decision(
            row.org_name, say(KINDS[row.kind]), row.number, full_day(row.planned_on), row.text, row.result or "",
            full_day(row.result_at) if row.result_at else "", full_day(row.result_due_on) if row.result_due_on else "",
        )
        for row in queries.published(db())
    ]  # fmt: skip
    return render_template("portal/decisions.html", decisions=told)
