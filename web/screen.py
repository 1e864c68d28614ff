"""The wall of the room: big type, the item on the table, the count, and nobody's contact data."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web import rollcall, sitting
from web.access import officer
from web.current import db, now, number, office
from web.meetings import ROOM
from web.sessions import actor
from workflow.kernel import policy
from workflow.kernel.explain import explain
from workflow.meetings import queries
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.steps.rollcall import code_of

bp = Blueprint("screen", __name__, url_prefix="/meetings/<int:id>/screen")
KEEPING = ("check_in", "step_out")


def code(meeting: Meeting) -> str:
    """Shown by those who keep the roll: who reads it from elsewhere would be signed in without being there."""
    found = explain(db(), actor(), meeting, now())
    return code_of(office(), meeting.id) if any(one.allowed and one.step.name in KEEPING for one in found) else ""


@bp.get("")
@officer
def show(id: int) -> ResponseReturnValue:
    """The first item without an outcome, or the one asked for; what only members hear stays off the wall."""
    meeting = ROOM.find(id)
    items = sitting.items(meeting)
    wanted = number("item")
    ahead = next((one for one in items if one.state == "open"), None)
    current = next((one for one in items if one.id == wanted), ahead)
    subject = policy.find(db(), actor(), AgendaItem, current.id) if current else None
    words = {"meeting": meeting, "row": sitting.row_of(queries.one(db(), meeting.id)), "items": items}
    words |= {"current": current, "roll": rollcall.roll(meeting, subject), "code": code(meeting)}
    return render_template("meetings/screen.html", **words, done=[one for one in items if one.state != "open"])
