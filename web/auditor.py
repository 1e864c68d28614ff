"""What an auditor opens first: the newest matters, and for any one of them whether its history still holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import needs
from web.current import db, now, number, sought
from web.finding import STAGES, Line, lines, states_of
from web.issues import ROOM
from web.language import say
from web.links import links
from web.sessions import actor
from workflow.issues.entitled import entitled
from workflow.issues.queries import Filter, issues
from workflow.kernel.verify import ALTERED, ERASED_BODIES, MISSING, SOUND, verify_one
from workflow.orgs.roles import AUDITOR

bp = Blueprint("auditor", __name__, url_prefix="/audit")
PAGE = 50
RESULTS = {SOUND: "sound", ALTERED: "altered", MISSING: "missing", ERASED_BODIES: "erased"}


@dataclass(frozen=True, slots=True)
class Row:
    """One matter of the list, with the two doors of an auditor."""

    line: Line
    history: str
    check: str


@bp.get("")
@needs(AUDITOR)
def index() -> ResponseReturnValue:
    """The newest first, narrowed by stage, lateness or words."""
    state, q = request.args.get("state", "all"), sought()
    late, before = bool(request.args.get("late")), number("before")
    rows = issues(db(), actor(), Filter(states=states_of(state), late=late, q=q, before=before), now(), PAGE)
    kept: dict[str, Any] = {"state": state, "late": "1" if late else None, "q": q or None}
    history, check = links("issues.history"), links(".check")
    found = [Row(one, history(row.id), check(row.id)) for row, one in zip(rows, lines(rows[:PAGE]), strict=False)]
    chips = [(say(told), url_for(".index", **{**kept, "state": name}), name == state) for name, told in STAGES.items()]
    turned = url_for(".index", **{**kept, "late": None if late else "1"})
    next_page = url_for(".index", **kept, before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    words = {"rows": found, "chips": chips, "late": late, "turned": turned, "q": q, "state": state}
    return render_template("auditor/index.html", **words, next=next_page)


@bp.get("/issues/<int:id>")
@needs(AUDITOR)
def check(id: int) -> ResponseReturnValue:
    """Digests, order, states, bodies and who was entitled, checked anew with each look."""
    issue = ROOM.find(id)
    report = verify_one(db(), issue, entitled(db()))
    words = {"issue": issue, "report": report, "result": RESULTS[report.status], "title": ROOM.title(issue)}
    return render_template("auditor/check.html", **words, head=issue.head)
