"""The notice of a meeting on paper, for whoever is asked to it and has no account: representatives, guests, units."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web import rollcall, sitting
from web.access import officer
from web.current import db
from web.dates import full_day
from web.meetings import ROOM
from web.sessions import actor
from workflow.meetings import queries
from workflow.meetings.model import Meeting

bp = Blueprint("invitation", __name__, url_prefix="/meetings/<int:id>/notice")


@bp.get("")
@officer
def show(id: int) -> ResponseReturnValue:
    """One sheet for all; it leaves the house, so a matter is named by its number and category alone."""
    meeting = ROOM.find(id)
    words: dict[str, Any] = {"meeting": meeting, "row": sitting.row_of(queries.one(db(), meeting.id))}
    words |= {
        "on": full_day(meeting.planned_on),
        "told_on": full_day(meeting.convened_at) if meeting.convened_at else "",
    }
    words |= {"agenda": agenda(meeting), "asked": rollcall.asked(rollcall.seats(meeting))}
    return render_template("meetings/notice.html", **words)


def agenda(meeting: Meeting) -> list[tuple[str, str, bool]]:
    """(number, category, whether it came late) of what guests may hear."""
    rows = queries.items(db(), actor(), meeting.id)
    heard = [row for row in rows if row.state != "dropped" and row.audience == "everyone"]
    return [(row.number or "–", row.category or "", row.late) for row in heard]
