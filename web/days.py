"""Reception days as everybody may read them: when and where each branch listens, and what was moved and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from web.access import public
from web.current import db, now
from web.dates import day
from web.language import say
from workflow.kernel.clock import local
from workflow.kernel.errors import NotFound
from workflow.kernel.i18n import N_
from workflow.receptions import queries

bp = Blueprint("days", __name__, url_prefix="/days")
SOON, YEAR = timedelta(days=45), timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Line:
    """One day of one branch with its texts ready; the host by office, nobody's name."""

    branch: str
    url: str
    when: str
    moved: str
    reason: str
    where: str
    host: str
    cancelled: bool


def line(one: Any) -> Line:
    host = say(N_("受委托的支部委员") if one.delegated else N_("支部书记"))
    where = " · ".join(part for part in (one.hours, one.place) if part)
    moved = day(one.moved_from) if one.moved_from else ""
    address = url_for(".branch", code=one.branch_code)
    return Line(
        one.branch_name, address, day(one.held_on), moved, one.reason or "", where, host, one.state == "cancelled"
    )


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """The coming weeks, community by community."""
    rows = queries.public_days(db(), today(), today() + SOON)
    found = [(name, [line(one) for one in days]) for name, days in groupby(rows, lambda one: one.community_name)]
    return render_template("portal/days.html", communities=found)


@bp.get("/<code>")
@public
def branch(code: str) -> ResponseReturnValue:
    """One branch, as its sign on the door leads here: everything that is planned."""
    rows = queries.public_days(db(), today(), today() + YEAR, code[:16])
    name = rows[0].branch_name if rows else queries.branch_name(db(), code[:16])
    if name is None:
        raise NotFound
    return render_template("portal/branch.html", name=name, days=[line(one) for one in rows])


def today() -> date:
    return local(now()).date()
