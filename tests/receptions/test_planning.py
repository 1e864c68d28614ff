"""A year of reception days by one rule: dates that know make-up days, made once, by whoever may plan for the branch."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from tests.receptions.sittings import Receptions
from workflow.calendar.days import Calendar
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers, Barred, NotPermitted
from workflow.kernel.history import EVENTS
from workflow.receptions import Reception
from workflow.receptions.planning import Rule, Wanted, make, preview, read_wanted

RECEPTIONS = bare(Reception)
NEW_YEAR = datetime(2026, 1, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def year(receptions: Receptions) -> Receptions:
    """The street on the first day of the year."""
    receptions.watch.now = NEW_YEAR
    return receptions


def days(receptions: Receptions) -> list[tuple[int, date]]:
    with receptions.office.database.reading() as db:
        found = select(RECEPTIONS.c.branch_id, RECEPTIONS.c.held_on).order_by(RECEPTIONS.c.held_on)
        return [(row.branch_id, row.held_on) for row in db.execute(found)]


@pytest.mark.parametrize(
    ("day", "shift", "month", "on"),
    [
        (15, "next", 1, "2026-01-15"),
        (15, "next", 2, "2026-02-24"),
        (15, "next", 3, "2026-03-16"),
        (15, "next", 8, "2026-08-17"),
        (15, "next", 11, "2026-11-16"),
        (15, "previous", 2, "2026-02-14"),  # a Saturday that is worked for the Spring Festival
        (15, "previous", 3, "2026-03-13"),
        (15, "keep", 3, "2026-03-15"),
        (31, "next", 2, "2026-02-28"),  # a Saturday that is worked
        (31, "next", 1, "2026-01-30"),  # the next working day would be in February
        (1, "previous", 5, "2026-05-06"),  # the one before would be in April
        (31, "next", 4, "2026-04-30"),
        (20, "next", 9, "2026-09-20"),  # a Sunday that is worked
    ],
)
def test_a_rule_names_a_working_day_of_its_month(day: int, shift: str, month: int, on: str) -> None:
    assert Rule(day, shift).date_in(2026, month, Calendar.seeded()) == date.fromisoformat(on)


def test_the_street_plans_the_year_of_every_branch_in_one_go(year: Receptions) -> None:
    made = make(year.office, year.actor("street"), Wanted(2026, Rule(15)))
    assert [len(row.new) for row in made] == [12] * 4
    assert set(Counter(branch for branch, _on in days(year)).values()) == {12}
    assert date(2026, 2, 24) in {on for _branch, on in days(year)}


def test_planning_twice_makes_nothing_new(year: Receptions) -> None:
    for who, day in (("street", 15), ("street", 15), ("street2", 20), ("community", 3), ("secretary", 8)):
        make(year.office, year.actor(who), Wanted(2026, Rule(day)))
    assert len(days(year)) == 48
    assert {on.day for _branch, on in days(year)}.isdisjoint({3, 8, 20})


def test_what_a_branch_planned_itself_stays(year: Receptions) -> None:
    own = year.plan("2026-05-21")
    make(year.office, year.actor("street"), Wanted(2026, Rule(15)))
    mine = [on for branch, on in days(year) if branch == own.branch_id]
    assert len(mine) == 12
    assert date(2026, 5, 21) in mine
    assert date(2026, 5, 15) not in mine


def test_each_day_is_born_at_the_desk_with_its_own_history(year: Receptions) -> None:
    make(year.office, year.actor("street"), Wanted(2026, Rule(15), branches=(year.street.orgs["a1"],)))
    with year.office.database.reading() as db:
        steps = db.execute(select(EVENTS.c.step).where(EVENTS.c.noun == "reception")).scalars().all()
    assert steps == ["plan"] * 12


def test_a_preview_changes_nothing_and_says_what_would_be_made(year: Receptions) -> None:
    year.plan("2026-05-21")
    year.watch.forward(days=45)
    with year.office.database.reading() as db:
        rows = preview(db, year.actor("community"), Wanted(2026, Rule(15)), date(2026, 2, 15))
    assert [row.name for row in rows] == ["东一网格党支部", "东二网格党支部"]
    assert (rows[0].there, rows[0].over) == ({5: date(2026, 5, 21)}, [1])
    assert sorted(rows[0].new) == [2, 3, 4, 6, 7, 8, 9, 10, 11, 12]
    assert len(days(year)) == 1


def test_hours_and_place_are_those_of_last_time(year: Receptions) -> None:
    year.plan("2026-01-20")
    make(year.office, year.actor("secretary"), Wanted(2026, Rule(15)))
    make(year.office, year.actor("secretary_a2"), Wanted(2026, Rule(15), hours="14:00–16:00", place="二楼"))
    with year.office.database.reading() as db:
        found = set(db.execute(select(RECEPTIONS.c.branch_id, RECEPTIONS.c.hours, RECEPTIONS.c.place)).all())
    wanted = {("a1", "9:00—11:30", "党群服务中心"), ("a2", "14:00–16:00", "二楼")}
    assert found == {(year.street.orgs[branch], hours, place) for branch, hours, place in wanted}


@pytest.mark.parametrize(
    ("who", "branch"), [("community_b", "a1"), ("secretary", "a2"), ("unit", "a1"), ("member2", "a1")]
)
def test_nobody_plans_for_a_branch_that_is_not_below(year: Receptions, who: str, branch: str) -> None:
    with pytest.raises(NotPermitted):
        make(year.office, year.actor(who), Wanted(2026, Rule(15), branches=(year.street.orgs[branch],)))
    assert days(year) == []


def test_one_day_may_be_planned_for_a_branch_from_above(year: Receptions) -> None:
    with year.office.desk(year.actor("community")) as desk:
        made = desk.begin(Reception, "plan", {"on": "2026-05-21", "branch": year.street.orgs["a2"]})
    assert made.host_id == year.street.people["secretary_a2"]
    with pytest.raises(BadAnswers), year.office.desk(year.actor("community")) as desk:
        desk.begin(Reception, "plan", {"on": "2026-06-18"})
    with pytest.raises(BadAnswers), year.office.desk(year.actor("community")) as desk:
        desk.begin(Reception, "plan", {"on": "2026-06-18", "branch": year.street.orgs["b1"]})
    with pytest.raises(Barred), year.office.desk(year.actor("street")) as desk:
        desk.begin(Reception, "plan", {"on": "2026-05-22", "branch": year.street.orgs["a2"]})


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ((2025, 15, "next"), "year"),
        ((None, 15, "next"), "year"),
        ((2026, 0, "next"), "day"),
        ((2026, 15, "x"), "shift"),
        ((2026, 15, "next", (), "九" * 41), "hours"),
        ((2026, 15, "next", (), "", "党" * 201), "place"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(asked: Any, field: str) -> None:
    with pytest.raises(BadAnswers) as refused:
        read_wanted(date(2026, 11, 24), *asked)
    assert list(refused.value.fields) == [field]
