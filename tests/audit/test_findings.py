"""A finding carried to its end: whoever it concerns hears of it, reads it and answers; the street reads both."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from tests.audit.test_inspections import draw, drawn
from tests.notices.conftest import Telling
from tests.site import Site
from workflow.audit import Inspection
from workflow.audit.queries import items, listed
from workflow.issues import Issue
from workflow.issues.clocks import DEADLINES
from workflow.jobs.sweep import sweep
from workflow.kernel import policy
from workflow.kernel.clock import LOCAL, local
from workflow.kernel.db import Database, bare
from workflow.kernel.errors import Barred, NotFound, NotPermitted
from workflow.kernel.verify import verify
from workflow.rules.model import Rule


@pytest.fixture
def street(database: Database, peopled: None) -> Telling:
    return Telling(database)


def concluded(street: Telling, *verdicts: str) -> Inspection:
    """An inspection of two matters of a1 and one of b1, in which these were the results."""
    for place in ("荔枝路12号", "荔枝路12号", "迳口广场"):
        street.register("secretary" if place == "荔枝路12号" else "secretary_b1", place=place)
    inspection = draw(street)
    mine = sorted(drawn(street, inspection), key=lambda row: row.id)
    for row, verdict in zip(mine, verdicts, strict=True):
        remark = "" if verdict == "sound" else f"第 {row.id} 件没有记录"
        street.take("auditor", inspection, "judge", issue=row.id, verdict=verdict, remark=remark)
    street.tell()
    return street.take("auditor", inspection, "conclude", finding="有两件违反规定")


def read_by(street: Telling, who: str, inspection: Inspection) -> list[Any]:
    with street.office.database.reading() as db:
        seen = policy.find(db, street.actor(who), Inspection, inspection.id)
        return items(db, seen, street.actor(who))


def test_the_street_and_whoever_it_concerns_hear_of_it(street: Telling) -> None:
    concluded(street, "breach", "sound", "sound")
    street.tell()
    assert {"street", "street_head"} <= street.heard("inspection_over")
    assert "secretary" in street.heard("inspection_found")
    assert not {"secretary_b1", "secretary_a2", "community"} & street.heard("inspection_found")


def test_nobody_is_told_of_a_fault_where_none_was_found(street: Telling) -> None:
    concluded(street, "sound", "sound", "sound")
    street.tell()
    assert street.heard("inspection_found") == set()


def test_whoever_it_concerns_reads_its_own_matter_and_no_other(street: Telling) -> None:
    inspection = concluded(street, "breach", "sound", "minor")
    assert [row.remark for row in read_by(street, "secretary", inspection)] == ["第 1 件没有记录"]
    assert [row.remark for row in read_by(street, "secretary_b1", inspection)] == ["第 3 件没有记录"]
    assert len(read_by(street, "street_head", inspection)) == 3
    with pytest.raises(NotFound):
        read_by(street, "secretary_a2", inspection)
    with street.office.database.reading() as db:
        assert [row.id for row in listed(db, street.actor("secretary"), None, 9)] == [inspection.id]
        assert listed(db, street.actor("secretary_a2"), None, 9) == []


def test_it_is_answered_once_and_the_auditor_hears_of_it(street: Telling) -> None:
    inspection = concluded(street, "breach", "sound", "minor")
    street.take("secretary", inspection, "respond", issue=1, reply="已补记录，今后当日登记")
    street.tell()
    assert street.heard("inspection_replied") == {"auditor"}
    told = {row.id: (row.reply, row.replied_by) for row in read_by(street, "street", inspection)}
    assert told == {1: ("已补记录，今后当日登记", "周明"), 2: (None, None), 3: (None, None)}
    with pytest.raises(Barred, match="都已答复"):
        street.take("secretary", inspection, "respond", issue=1, reply="再说一遍")
    assert verify(street.office).first_bad is None


def test_nobody_answers_for_others(street: Telling) -> None:
    inspection = concluded(street, "breach", "sound", "sound")
    for who in ("auditor", "street", "street_head"):
        with pytest.raises(NotPermitted):
            street.take(who, inspection, "respond", issue=1, reply="代为答复")
    with pytest.raises(NotFound):
        street.take("secretary_b1", inspection, "respond", issue=1, reply="代为答复")


def test_what_was_found_stays_as_it_is(street: Telling) -> None:
    """An answer stands beside it, and touches no matter."""
    inspection = concluded(street, "breach", "sound", "sound")
    matters = select(bare(Issue).c.version, bare(Issue).c.head).order_by(bare(Issue).c.id)
    with street.office.database.reading() as db:
        before = db.execute(matters).all()
    street.take("secretary", inspection, "respond", issue=1, reply="已补")
    (row,) = read_by(street, "secretary", inspection)
    assert (row.verdict, row.remark, row.reply) == ("breach", "第 1 件没有记录", "已补")
    with street.office.database.reading() as db:
        assert db.execute(matters).all() == before


# -- in time -----------------------------------------------------------------------------------------


def clock(street: Telling, inspection: Inspection) -> Any:
    """The row of the clock of its answers."""
    with street.office.database.reading() as db:
        mine = (DEADLINES.c.noun == "inspection") & (DEADLINES.c.subject_id == inspection.id)
        return db.execute(select(DEADLINES).where(mine)).one_or_none()


def test_an_answer_is_due_within_ten_working_days(street: Telling) -> None:
    inspection = concluded(street, "breach", "sound", "sound")
    row = clock(street, inspection)
    assert (row.kind, row.amount, row.unit, row.stopped_at) == ("finding", 10, "working_days", None)
    assert inspection.reply_by == row.due_at
    assert local(row.due_at).date() == date(2026, 12, 7)


def test_a_street_may_set_how_long_an_answer_takes(street: Telling) -> None:
    with street.office.desk(street.actor("street_head")) as desk:
        told = {"org": street.street.orgs["street"], "clock": "finding", "amount": 5, "starts": "2026-11-23"}
        desk.begin(Rule, "set_limit", told)
    assert clock(street, concluded(street, "breach", "sound", "sound")).amount == 5


def test_nothing_is_due_where_nothing_was_found(street: Telling) -> None:
    inspection = concluded(street, "sound", "sound", "sound")
    assert (clock(street, inspection), inspection.reply_by) == (None, None)


def test_the_last_answer_ends_it(street: Telling) -> None:
    inspection = concluded(street, "breach", "sound", "minor")
    street.take("secretary", inspection, "respond", issue=1, reply="已补")
    assert clock(street, inspection).stopped_at is None
    street.take("secretary_b1", inspection, "respond", issue=3, reply="已补")
    assert clock(street, inspection).stopped_at == street.watch.now


def test_whoever_has_not_answered_is_reminded_and_the_auditor_hears_when_it_is_late(street: Telling) -> None:
    inspection = concluded(street, "breach", "sound", "minor")
    street.take("secretary_b1", inspection, "respond", issue=3, reply="已补")
    for day, letter, told in (
        (date(2026, 12, 3), "inspection_warned", "secretary"),
        (date(2026, 12, 8), "inspection_urged", "secretary"),
        (date(2026, 12, 8), "inspection_unanswered", "auditor"),
        (date(2026, 12, 14), "inspection_unanswered_above", "street_head"),
    ):
        street.watch.now = datetime.combine(day, time(10), LOCAL)
        sweep(street.office)
        street.tell()
        assert told in street.heard(letter), letter
        assert "secretary_b1" not in street.heard(letter)
    assert verify(street.office).first_bad is None


def test_a_late_answer_is_shown_at_home_and_in_the_list_until_it_is_given(database: Database) -> None:
    site = Site(database)
    site.matters.__class__ = Telling
    inspection = concluded(site.matters, "breach", "sound", "sound")  # type: ignore[arg-type]
    home, listed = site.browser("secretary"), site.browser("auditor")
    assert "检查发现待答复" in home.get("/today").text
    assert "1 件待答复 · <span title=" in listed.get("/audit/inspections").text
    assert "检查发现待答复" not in site.browser("secretary_b1").get("/today").text
    site.watch.now = datetime.combine(date(2026, 12, 9), time(10), LOCAL)
    home, listed = site.browser("secretary"), site.browser("auditor")  # the sessions of two weeks ago are over
    late = '<span class="late" title="2026年12月7日 17:30">'
    for page in (home.get("/today"), listed.get("/audit/inspections"), listed.get("/today")):
        assert late in page.text
    assert "答复期限 12月7日 17:30" in home.get(f"/audit/inspections/{inspection.id}").text
    home.post(f"/audit/inspections/{inspection.id}/respond", issue=1, reply="已补记录")
    assert "检查发现待答复" not in home.get("/today").text
    assert "件待答复" not in listed.get("/audit/inspections").text
