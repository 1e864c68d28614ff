"""The year of reception days: every branch by month, what is missing, and the rule that plans the rest in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import steps
from web.access import needs, officer
from web.current import db, now, number, numbers, office, release
from web.dates import full_day
from web.holding import calendar
from web.language import say
from web.reception_day import ROOM
from web.sessions import actor
from workflow.kernel.clock import local
from workflow.kernel.errors import BadAnswers
from workflow.kernel.i18n import N_, Sentence
from workflow.receptions import planning, queries
from workflow.receptions.flow import reception_flow
from workflow.receptions.sight import RECEPTION

bp = Blueprint("schedule", __name__, url_prefix="/receptions/schedule")
HELD = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one branch: a day with its state, a day that would be planned, or nothing where one is missing."""

    look: str
    text: str = ""
    hint: str = ""
    url: str = ""


@bp.get("")
@needs(*sorted(RECEPTION))
def index() -> ResponseReturnValue:
    """The year as it is; with a rule in the address, also as it would be."""
    wanted, wrong = asked()
    return draw(wanted, wrong)


@bp.post("")
@officer
def make() -> ResponseReturnValue:
    """Plan what is missing; the same again plans nothing."""
    steps.birth(ROOM, "plan")
    wanted, wrong = asked()
    if wanted is None:
        return draw(None, wrong, 422)
    release()
    made = planning.make(office(), actor(), wanted)
    count = sum(len(row.new) for row in made)
    told = {"n": count, "branches": len(made)}
    done = N_("已为 %(branches)s 个支部排定 %(n)s 个接待日") if count else N_("都已排定，没有新增")
    flash(say(Sentence(done, told)))
    return redirect(url_for(".index", year=wanted.year), 303)


def asked() -> tuple[planning.Wanted | None, dict[str, str]]:
    """The rule in the address or the form; what is wrong with it. Neither where none was asked for."""
    given = request.values
    if "day" not in given:
        return None, {}
    branches = tuple(numbers("branch"))
    words = (given.get("hours", ""), given.get("place", ""))
    try:
        year, day = number("year"), number("day")
        return planning.read_wanted(today(), year, day, given.get("shift", ""), branches, *words), {}
    except BadAnswers as bad:
        return None, {name: say(sentence) for name, sentence in bad.fields.items()}


def today() -> date:
    return local(now()).date()


def draw(wanted: planning.Wanted | None, wrong: dict[str, str], status: int = 200) -> ResponseReturnValue:
    year = wanted.year if wanted else number("year") or today().year
    year = min(max(year, today().year - 5), today().year + 1)
    may_plan = steps.may_begin(ROOM, "plan")
    rows = planning.preview(db(), actor(), wanted, today()) if wanted and may_plan else []
    coming = {row.id: row.new for row in rows}
    months = [date(year, month, 1) for month in range(1, 13)]
    lines = table(year, coming)
    words: dict[str, Any] = {"year": year, "months": months, "groups": grouped(lines), "wanted": wanted, "wrong": wrong}
    words |= {"years": list(range(today().year - 1, today().year + 2)), "may_plan": may_plan}
    words |= {
        "new": sum(len(days) for days in coming.values()),
        "missing": count_missing(lines),
        "shifts": planning.SHIFTS,
    }
    words["provisional"] = calendar().is_provisional(date(year, 1, 1))
    words["choices"] = queries.branches(db(), actor()) if may_plan else []
    return render_template("receptions/schedule.html", **words), status


Line = tuple[Any, list[Cell]]


def grouped(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Community by community, in the order of the branches."""
    return [(name, list(mine)) for name, mine in groupby(lines, key=lambda line: line[0].community)]


def table(year: int, coming: dict[int, dict[int, date]]) -> list[Line]:
    """A line for each branch, a cell for each month; three queries."""
    known = {(row.branch_id, int(row.month[5:])): row for row in queries.year_of(db(), actor(), year)}
    lines, begun = [], queries.first_month(db(), actor().street)
    for branch in queries.branches(db(), actor()):
        news = coming.get(branch.id, {})
        cells = [cell(f"{year}-{m:02d}", known.get((branch.id, m)), news.get(m), begun) for m in range(1, 13)]
        lines.append((branch, cells))
    return lines


def cell(month: str, row: Any, new: date | None, begun: str) -> Cell:
    """One month of one branch; what was before the first reception of the street is nobody's debt."""
    if row is None:
        over = month < f"{today():%Y-%m}"
        if new:
            return Cell("new", str(new.day), full_day(new))
        if over and month < begun:
            return Cell("before", "", say(N_("启用之前")))
        return Cell("missed" if over else "missing", "", say(N_("未举行") if over else N_("未排定")))
    hint = f"{full_day(row.held_on)} · {say(reception_flow.states[row.state].label)}"
    if row.moved_from:
        hint += " · " + say(Sentence(N_("原定 %(day)s"), {"day": full_day(row.moved_from)}))
    over = row.state in ("planned", "announced") and row.held_on < today()
    late = row.state == "open" and row.held_on < today()
    look = "missed" if row.state == "missed" or over else "late" if late else "held" if row.state in HELD else "ahead"
    text = f"{row.held_on.day}{'*' if row.moved_from else ''}"
    return Cell(look, text, hint, url_for("receptions.show", id=row.id))


def count_missing(lines: list[Line]) -> int:
    return sum(one.look in ("missing", "new") for _branch, cells in lines for one in cells)
