"""Two lists around what reporters say of an answer: who waits to be called, and what people above should look into."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.access import needs, officer
from web.current import db, now
from web.dates import counted
from web.sessions import actor
from workflow.issues.evaluating import WHYS
from workflow.issues.judged import doubted, to_call
from workflow.issues.masking import headline
from workflow.issues.today import my_orgs
from workflow.orgs.roles import AUDITOR, COMMITTEE, DELEGATE, SECRETARY, STREET_OFFICER

bp = Blueprint("judging", __name__)
PAGE = 100


@bp.get("/calls")
@officer
def calls() -> ResponseReturnValue:
    """Answered matters of one's own organisations where somebody who left a number has not said anything yet."""
    rows, until = to_call(db(), actor(), sorted(my_orgs(actor())), PAGE), counted(now())
    told = [
        {"id": row.id, "number": row.number, "title": headline(actor(), row.what), "due": until(row.due_at)}
        for row in rows[:PAGE]
    ]
    return render_template("judging/calls.html", rows=told, more=len(rows) > PAGE)


@bp.get("/doubts")
@needs(AUDITOR, COMMITTEE, DELEGATE, SECRETARY, STREET_OFFICER)
def doubts() -> ResponseReturnValue:
    """Evaluations that stand out. They count like all others; somebody above looks and says what was found."""
    looked = request.args.get("looked") == "yes"
    rows = doubted(db(), actor(), looked, PAGE)
    told = [
        {"id": row.id, "number": row.number, "title": headline(actor(), row.what), "why": WHYS[row.why]}
        | {"at": row.at, "looked_at": row.looked_at}
        for row in rows[:PAGE]
    ]
    return render_template("judging/doubts.html", rows=told, more=len(rows) > PAGE, looked=looked)
