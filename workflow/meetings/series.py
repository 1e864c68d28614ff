"""The quarterly joint meeting every branch owes: which are held, which are planned, and a year planned in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, func, or_, select

from workflow.calendar.days import Calendar
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor
from workflow.meetings.model import Meeting
from workflow.orgs.model import Org, line
from workflow.rules.book import book_of

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

MEETINGS, ORGS = bare(Meeting), bare(Org)
QUARTERS = (1, 2, 3, 4)
KIND = "joint_meeting"
HELD = ("in_session", "minuting", "circulated", "signed")


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def first_day(year: int, quarter: int) -> date:
    return date(year, quarter * 3 - 2, 1)


def name_of(year: int, quarter: int) -> str:
    """The name of a quarter's meeting in its series."""
    return f"{year}Q{quarter}"


def day_of(calendar: Calendar, year: int, quarter: int, month: int, day: int) -> date:
    """The wished day in a month (1 to 3) of a quarter, on the next working day if offices are closed then."""
    return calendar.roll(date(year, quarter * 3 - 3 + month, day))


@dataclass(frozen=True, slots=True)
class Quarter:
    """One branch and one quarter: the meeting that counts for it, None while it is owed."""

    number: int
    meeting: Any
    held: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch with its four quarters."""

    id: int
    name: str
    parent_id: int
    quarters: list[Quarter]

    def owes(self, quarter: int) -> bool:
        return not self.quarters[quarter - 1].held


def branches(db: Connection, actor: Actor) -> list[Any]:
    """The branches this person may plan for: the own one, or those below."""
    orgs = {hat.org for hat in actor.capacities}
    found = select(ORGS.c.id, ORGS.c.name, ORGS.c.parent_id, ORGS.c.path).where(
        ORGS.c.street_id == actor.street, ORGS.c.kind == "branch"
    )
    return [row for row in db.execute(found.order_by(ORGS.c.code)) if orgs & set(line(row.path))]


def year_of(db: Connection, actor: Actor, year: int, today: date) -> list[Branch]:
    """Every branch of this person's and what came of its four meetings; three queries.

    Nobody owes a quarter that had begun before the month of the street's first meeting on record: what was held then
    is written down elsewhere.
    """
    mine = branches(db, actor)
    first, last = date(year, 1, 1), date(year, 12, 31)
    within = or_(MEETINGS.c.series.like(f"{year}Q%"), and_(MEETINGS.c.planned_on.between(first, last)))
    names = ("id", "org_id", "state", "planned_on", "series", "number")
    found = (
        select(*(MEETINGS.c[name] for name in names))
        .where(MEETINGS.c.street_id == actor.street, MEETINGS.c.kind == KIND, MEETINGS.c.state != "cancelled", within)
        .order_by(MEETINGS.c.planned_on, MEETINGS.c.id)
    )
    by_place: dict[tuple[int, int], Any] = {}
    for row in db.execute(found):
        if quarter := _counts_for(row, year):
            best = by_place.get((row.org_id, quarter))
            if best is None or (row.state in HELD and best.state not in HELD):
                by_place[row.org_id, quarter] = row
    of_street = select(func.min(MEETINGS.c.planned_on)).where(MEETINGS.c.street_id == actor.street)
    since = db.execute(of_street).scalar_one() or today
    begun, running = since.replace(day=1), (today.year, quarter_of(today))
    past = [begun <= first_day(year, number) and (year, number) < running for number in QUARTERS]
    return [
        Branch(row.id, row.name, row.parent_id, [
            _quarter(by_place.get((row.id, number)), number, past[number - 1]) for number in QUARTERS
        ])
        for row in mine
    ]  # fmt: skip


def _counts_for(row: Any, year: int) -> int | None:
    """The quarter of this year a meeting counts for: that of its day once it was held, else that of its series."""
    if row.series and row.state not in HELD:
        planned, _, quarter = str(row.series).partition("Q")
        return int(quarter) if int(planned) == year else None
    return quarter_of(row.planned_on) if row.planned_on.year == year else None


def _quarter(row: Any, number: int, over: bool) -> Quarter:
    return Quarter(number, row, row is not None and row.state in HELD, over)


def owing(db: Connection, actor: Actor, today: date) -> list[Branch]:
    """Branches that have not met this quarter."""
    return [one for one in year_of(db, actor, today.year, today) if one.owes(quarter_of(today))]


def plan_year(desk: Desk, year: int, month: int, day: int) -> int:
    """Four meetings for each branch, where none is planned or held; how many are new. Twice does nothing more.

    A quarter that is over is left alone; a day that has passed in the running one becomes the next possible one.
    """
    planned, calendar = 0, book_of(desk.db, desk.actor.street).calendar()
    for branch in year_of(desk.db, desk.actor, year, desk.today):
        for quarter in branch.quarters:
            on = day_of(calendar, year, quarter.number, month, day)
            if on <= desk.today:  # in a quarter that runs there may be time left; one that is over is over
                on = calendar.next_working(desk.today)
            if quarter.meeting is None and (on.year, quarter_of(on)) == (year, quarter.number):
                desk.begin(Meeting, "plan_series", {"branch": branch.id, "on": on, "quarter": quarter.number})
                planned += 1
    return planned
