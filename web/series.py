"""The quarterly meetings of a year: which branch has met, which has a date, which still owes, and planning them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web import steps
from web.access import officer
from web.current import db, desk, now, number
from web.dates import short_day
from web.language import say
from web.meetings import ROOM
from web.sessions import actor
from workflow.kernel.clock import local
from workflow.kernel.errors import BadAnswers
from workflow.kernel.i18n import N_, Sentence
from workflow.meetings import series
from workflow.meetings.flow import meeting_flow

bp = Blueprint("series", __name__, url_prefix="/meetings/year")
MONTH, DAY = 2, 15
"""The usual wish: the 15th of a quarter's second month."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One branch in one quarter, with its texts ready."""

    text: str
    hint: str
    url: str | None
    owed: bool


def cell(one: series.Quarter, ahead: bool) -> Cell:
    owed = one.over and not one.held
    if one.meeting is None:
        return Cell(say(N_("未召开")) if owed else say(N_("未拟定")) if ahead else "–", "", None, owed)
    state = say(meeting_flow.states[one.meeting.state].label)
    url = url_for("meetings.show", id=one.meeting.id)
    return Cell(short_day(one.meeting.planned_on), one.meeting.number or state, url, owed)


def asked_year() -> int:
    """The year in the address, else this one."""
    this = local(now()).year
    return min(max(number("year") or this, this - 5), this + 1)


@bp.get("")
@officer
def show() -> ResponseReturnValue:
    """Branches down, quarters across."""
    today, year = local(now()).date(), asked_year()
    found = series.year_of(db(), actor(), year, today)
    running = (today.year, series.quarter_of(today))
    rows = [(one.name, [cell(each, (year, each.number) >= running) for each in one.quarters]) for one in found]
    owed = [sum(cells[n].owed for _name, cells in rows) for n in range(4)]
    words: dict[str, Any] = {"rows": rows, "owed": owed, "year": year, "this": today.year, "month": MONTH, "day": DAY}
    words["quarter"] = series.quarter_of(today) if year == today.year else 0
    return render_template("meetings/year.html", **words, may_plan=steps.may_begin(ROOM, "plan_series"))


@bp.post("")
@officer
def plan() -> ResponseReturnValue:
    """All of them in one go and one transaction; pressed twice, nothing more."""
    year = asked_year()
    steps.birth(ROOM, "plan_series")
    month, day = number("month") or 0, number("day") or 0
    if not (1 <= month <= 3 and 1 <= day <= 28):
        raise BadAnswers({"day": Sentence(N_("请选择季度的第几个月（1 到 3）和日期（1 到 28）"))})
    with desk() as open_desk:
        planned = series.plan_year(open_desk, year, month, day)
    told = N_("已拟定 %(n)s 次会议，遇休息日顺延到下一个工作日") if planned else N_("各支部的会议都已拟定，没有新增")
    flash(say(Sentence(told, {"n": planned})))
    return redirect(url_for(".show", year=year), 303)
