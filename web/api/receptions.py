"""The year of reception days for programs: look at what a rule would plan, then plan it."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from web import steps
from web.access import officer
from web.api.counter import UNKNOWN, body, bp, number, only
from web.current import db, now, numbers, office, release
from web.reception_day import ROOM
from web.sessions import actor
from workflow.kernel.clock import local
from workflow.kernel.errors import BadAnswers
from workflow.kernel.i18n import N_, Sentence
from workflow.receptions import planning

ASKED = ("year", "day", "shift", "branches", "hours", "place")


@bp.get("/receptions/schedule")
@officer
def preview_schedule() -> ResponseReturnValue:
    """What the rule in the address would plan now; nothing is changed."""
    steps.birth(ROOM, "plan")
    only("year", "day", "shift", "branch")
    branches = tuple(numbers("branch"))
    today = local(now()).date()
    wanted = planning.read_wanted(today, number("year"), number("day"), request.args.get("shift", "next"), branches)
    return jsonify({"items": [_row(row) for row in planning.preview(db(), actor(), wanted, today)]})


@bp.post("/receptions/schedule")
@officer
def make_schedule() -> ResponseReturnValue:
    """Plan what is missing. The same again plans nothing, so no key is needed."""
    steps.birth(ROOM, "plan")
    given = body()
    if unknown := given.keys() - set(ASKED):
        raise BadAnswers({name[:40]: Sentence(UNKNOWN) for name in sorted(unknown)})
    wanted = _wanted(given)
    release()
    made = planning.make(office(), actor(), wanted)
    return jsonify({"made": sum(len(row.new) for row in made), "items": [_row(row) for row in made]})


def _wanted(given: dict[str, Any]) -> planning.Wanted:
    """Raises: BadAnswers for what is of another type."""
    year, day, branches = given.get("year"), given.get("day"), given.get("branches") or []
    words = {name: given.get(name) or "" for name in ("shift", "hours", "place")}
    wrong = [name for name, value in words.items() if not isinstance(value, str)]
    if not isinstance(branches, list) or not all(type(one) is int for one in branches):
        wrong.append("branches")
    if wrong:
        raise BadAnswers({name: Sentence(N_("填写有误")) for name in wrong})
    shift = words.pop("shift") or "next"
    whole = [value if type(value) is int else None for value in (year, day)]
    return planning.read_wanted(local(now()).date(), whole[0], whole[1], shift, tuple(branches), **words)


def _row(row: planning.Row) -> dict[str, Any]:
    there, new = ([on.isoformat() for _month, on in sorted(days.items())] for days in (row.there, row.new))
    return {"branch": {"id": row.id, "name": row.name}, "there": there, "new": new, "over": row.over}
