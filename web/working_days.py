"""Which days count in a deadline: the calendar as everybody in office may read it, one tap away from each due date."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.access import officer
from web.calendar import line, missing_notice
from web.current import db, now
from web.holding import book
from web.language import say
from web.rules import stopped
from web.sessions import actor
from workflow.kernel.clock import local
from workflow.rules import papers

bp = Blueprint("working_days", __name__)


@bp.get("/working-days")
@officer
def show() -> ResponseReturnValue:
    """This year and the next: days off and make-up days, from which notice, and how days are counted."""
    street, today = actor().street, local(now()).date()
    missing = papers.missing(db(), street, today)
    words: dict[str, Any] = {"years": [line(one, {}) for one in papers.years(db(), street, today.year, today.year + 1)]}
    words["years"].reverse()
    words["stops"] = [stopped(one) for one in papers.stops(db(), street, date(today.year, 1, 1))]
    words["missing"] = say(missing_notice(missing)) if missing else ""
    words["closes"] = f"{book().hours(own(), today).closes:%H:%M}"
    return render_template("rules/days.html", **words)


def own() -> int:
    """The organisation whose hours are told: one's own."""
    return next((hat.org for hat in actor().capacities), actor().street)
