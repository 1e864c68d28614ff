"""Assignments for programs: one, and its steps."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from web.access import officer
from web.api import drawn
from web.api.counter import body, bp, key, refuse_unknown, seen_version
from web.current import db, desk
from web.security import takes_photos
from web.sessions import actor
from workflow.issues import logbook, queries
from workflow.issues.flow import assignment_flow
from workflow.issues.model import Assignment
from workflow.kernel.errors import NotFound
from workflow.kernel.policy import find


def drawn_one(id: int) -> dict[str, Any]:
    """Raises: NotFound."""
    sheet = find(db(), actor(), Assignment, id)
    row = next(row for one, row in queries.assignments(db(), actor(), sheet.issue_id) if one.id == id)
    return drawn.assignment(sheet, drawn.org(row, "org"))


@bp.get("/assignments/<int:id>")
@officer
def show_assignment(id: int) -> ResponseReturnValue:
    return drawn_one(id)


@bp.post("/assignments/<int:id>/steps/<name>")
@officer
@takes_photos
def take_assignment_step(id: int, name: str) -> ResponseReturnValue:
    """One step; the assignment as it is now."""
    given = body(files=True)
    version = seen_version(given)
    refuse_unknown(Assignment, id, assignment_flow.find(name), given)
    with desk(key=key()) as open_desk:
        taken = open_desk.take(Assignment, id, name, given, version)
    try:
        return drawn_one(id)
    except NotFound:  # taken back from the unit that gave it back
        told = {"id": taken.id, "state": taken.state, "version": taken.version, "steps": []}
        return jsonify(told)


@bp.get("/assignments/<int:id>/history")
@officer
def show_assignment_history(id: int) -> ResponseReturnValue:
    """Oldest first; an assignment's is never long."""
    found = find(db(), actor(), Assignment, id)
    return {"items": logbook.entries(db(), actor(), found, 0, 1000), "next": None}
