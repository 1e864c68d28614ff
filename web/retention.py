"""What goes when: for the street, which keeps the rules, and for the security administrator, who sees no matter."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.access import needs
from web.board import month_words
from web.current import db, now
from web.dates import exact, full_day
from web.holding import book
from web.language import say
from web.sessions import actor
from web.weighing import long
from workflow.issues.model import Issue
from workflow.kernel.clock import local
from workflow.kernel.policy import scope
from workflow.orgs.roles import AUDITOR, SECRETARY, SECURITY_ADMIN, STREET_OFFICER
from workflow.privacy import retention
from workflow.rules.settable import KEEP_CONTACT, KEEP_TEXT, SETTABLE

bp = Blueprint("retention", __name__, url_prefix="/retention")

SEEN = 50
"""Numbers shown; the command line lists all."""
WHO = (STREET_OFFICER, SECRETARY, SECURITY_ADMIN, AUDITOR)


@bp.app_template_global("sees_retention")
def sees_retention() -> bool:
    """Whether this page is the visitor's business."""
    return bool(actor().roles & set(WHO))


@bp.get("")
@needs(*WHO)
def index() -> ResponseReturnValue:
    """A dry run: what goes today, how much in each month to come, and what a legal hold keeps."""
    today, street = local(now()).date(), actor().street
    seen = scope(Issue, actor().capacities)
    months = retention.ahead(db(), street, today)
    words: dict[str, Any] = {
        "months": [(month_words(date.fromisoformat(f"{month}-01")), *counts) for month, *counts in months]
    }
    words["rules"] = [
        (say(SETTABLE[key].label), say(long(key, book().ruled(key, street, today))))
        for key in (KEEP_CONTACT, KEEP_TEXT)
    ]
    words["due"] = [
        (say(SETTABLE[key].label), [(one.id, one.number, full_day(one.on)) for one in rows])
        for key in retention.STEPS
        for rows in [retention.due(db(), street, key, today, seen, SEEN)]
    ]
    words["held"] = [(row.id, row.number, exact(row.held_at)) for row in retention.held(db(), seen)]
    words["many_held"] = retention.many_held(db(), street)
    return render_template("own_data/retention.html", **words)
