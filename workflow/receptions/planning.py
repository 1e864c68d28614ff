"""A year of reception days by one rule: looked at first, then made in one go, and never made twice."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from workflow.calendar.days import Calendar
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.desk import Office
from workflow.kernel.errors import BadAnswer, BadAnswers, NotPermitted
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Actor
from workflow.kernel.text import tidy
from workflow.orgs.model import Org
from workflow.receptions.model import Reception
from workflow.receptions.relations import branches_of
from workflow.rules.book import book_of

RECEPTIONS, ORGS = bare(Reception), bare(Org)
SHIFTS = {"next": N_("顺延到下一个工作日"), "previous": N_("提前到上一个工作日"), "keep": N_("照常，不调整")}
HOURS = "9:00–11:30"
LONGEST = {"hours": 40, "place": 200}


@dataclass(frozen=True, slots=True)
class Rule:
    """A day of the month (the last one where a month is shorter), and what happens when it is a day off."""

    day: int
    shift: str = "next"

    def date_in(self, year: int, month: int, calendar: Calendar) -> date:
        """Within its month: where the shift would leave it, it goes the other way."""
        wanted = date(year, month, min(self.day, monthrange(year, month)[1]))
        if self.shift == "keep" or calendar.is_working(wanted):
            return wanted
        later, earlier = calendar.roll(wanted), calendar.add_working_days(wanted, -1)
        first, second = (later, earlier) if self.shift == "next" else (earlier, later)
        return first if first.month == month else second


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: a year, a rule, and for which branches (none named: all of them)."""

    year: int
    rule: Rule
    branches: tuple[int, ...] = ()
    hours: str = ""
    place: str = ""


def read_wanted(
    today: date, year: int | None, day: int | None, shift: str, branches: tuple[int, ...] = (),
    hours: str = "", place: str = "",
) -> Wanted:  # fmt: skip
    """The same from what was typed.

    Raises: BadAnswers.
    """
    wrong: dict[str, Sentence] = {}
    if year is None or not today.year <= year <= today.year + 1:
        wrong["year"] = Sentence(N_("只能排今年和明年的接待日"))
    if day is None or not 1 <= day <= 31:
        wrong["day"] = Sentence(N_("请填写 1 到 31 之间的日子"))
    if shift not in SHIFTS:
        wrong["shift"] = Sentence(N_("请选择遇休息日怎样办"))
    told = {"hours": hours, "place": place}
    for name, longest in LONGEST.items():
        try:
            told[name] = tidy(told[name], longest)
        except BadAnswer as bad:
            wrong[name] = bad.sentence
    if wrong or year is None or day is None:
        raise BadAnswers(wrong)
    return Wanted(year, Rule(day, shift), branches, **told)


@dataclass(slots=True)
class Row:
    """One branch's year: the days there are, the days to come by the rule, the months that are over."""

    id: int
    name: str
    code: str
    parent_id: int | None
    there: dict[int, date] = field(default_factory=dict)
    new: dict[int, date] = field(default_factory=dict)
    over: list[int] = field(default_factory=list)
    hours: str = ""
    place: str = ""


def preview(db: Connection, actor: Actor, wanted: Wanted, today: date) -> list[Row]:
    """What `make` would do now, branch by branch; nothing is changed. Three queries.

    Raises: NotPermitted where none of the branches is the actor's to plan for.
    """
    rows = [
        Row(branch.id, branch.name, branch.code, branch.parent_id)
        for branch in branches_of(db, actor)
        if not wanted.branches or branch.id in wanted.branches
    ]
    if not rows or {row.id for row in rows} < set(wanted.branches):
        raise NotPermitted
    there, usual = existing(db, [row.id for row in rows], wanted.year)
    calendar = book_of(db, actor.street).calendar()
    for row in rows:
        row.there = there[row.id]
        row.hours, row.place = usual.get(row.id, ("", ""))
        for month in set(range(1, 13)) - row.there.keys():
            on = wanted.rule.date_in(wanted.year, month, calendar)
            if on < today:
                row.over.append(month)
            else:
                row.new[month] = on
    return rows


def existing(
    db: Connection, branches: list[int], year: int
) -> tuple[dict[int, dict[int, date]], dict[int, tuple[str, str]]]:
    """By branch: the days of the year that are planned or were held, by month; and the usual hours and place."""
    columns = (RECEPTIONS.c.branch_id, RECEPTIONS.c.month, RECEPTIONS.c.held_on, RECEPTIONS.c.hours, RECEPTIONS.c.place)
    mine = RECEPTIONS.c.branch_id.in_(branches) & (RECEPTIONS.c.state != "cancelled")
    recent = RECEPTIONS.c.month >= f"{year - 1}-01"
    there: dict[int, dict[int, date]] = defaultdict(dict)
    usual: dict[int, tuple[str, str]] = {}
    for row in db.execute(select(*columns).where(mine, recent).order_by(RECEPTIONS.c.held_on)):
        usual[row.branch_id] = (row.hours, row.place)
        if row.month.startswith(f"{year}-"):
            there[row.branch_id][int(row.month[5:])] = row.held_on
    return there, usual


def make(office: Office, actor: Actor, wanted: Wanted) -> list[Row]:
    """Plan every day that is missing, each by its birth step; what is there stays as it is.

    One transaction for each branch: whoever stops in the middle begins again and finds the rest still to do.
    """
    today = local(office.clock()).date()
    with office.database.reading() as db:
        rows = preview(db, actor, wanted, today)
    return [_make_one(office, actor, wanted, row) for row in rows if row.new]


def _make_one(office: Office, actor: Actor, wanted: Wanted, row: Row) -> Row:
    with office.desk(actor) as desk:
        desk.db.execute(select(ORGS.c.id).where(ORGS.c.id == row.id).with_for_update()).one()
        taken = existing(desk.db, [row.id], wanted.year)[0][row.id]  # somebody else may be planning, too
        row.new = {month: on for month, on in row.new.items() if month not in taken}
        place = wanted.place or row.place
        hours = wanted.hours or row.hours or HOURS
        for _month, on in sorted(row.new.items()):
            desk.begin(Reception, "plan", {"branch": row.id, "on": on, "hours": hours, "place": place})
    return row
