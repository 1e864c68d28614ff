"""A line for later, while people are waiting: it is registered or struck out before the day is closed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.receptions.at_the_desk import ENTRIES, book, noted, step, told
from tests.receptions.sittings import MATTER, Receptions
from workflow.kernel.errors import BadAnswers, Barred


def test_what_is_noted_down_must_be_registered_before_the_day_is_closed(receptions: Receptions) -> None:
    reception = receptions.open()
    visitor = step(receptions, reception, "jot", what="楼道灯不亮")["visitor"]
    with pytest.raises(Barred, match="还有 1 笔来访没有登记"):
        receptions.take("secretary", reception, "close")
    with pytest.raises(Barred):
        receptions.take("secretary", reception, "close", zero=True)
    done = receptions.receive(reception, entry=noted(receptions, reception))
    assert (done["visitor"], book(receptions, reception)) == (visitor, [(1, "registered")])
    assert receptions.take("secretary", reception, "close").received == 1


def test_what_was_noted_is_gone_once_it_is_registered_or_struck_out(receptions: Receptions) -> None:
    reception = receptions.open()
    for end in ("receive", "strike"):
        step(receptions, reception, "jot", what="某户夜里装修")
        more = MATTER if end == "receive" else {"reason": "重复"}
        step(receptions, reception, end, entry=noted(receptions, reception), **more)
    with receptions.office.database.reading() as db:
        assert set(db.execute(select(ENTRIES.c.what)).scalars()) == {""}
    assert "某户夜里装修" not in told(receptions, "reception")


def test_it_is_registered_once(receptions: Receptions) -> None:
    reception = receptions.open()
    step(receptions, reception, "jot", what="楼道灯不亮")
    entry = noted(receptions, reception)
    receptions.receive(reception, entry=entry)
    with pytest.raises(BadAnswers):
        receptions.receive(reception, entry=entry)
    with pytest.raises(BadAnswers):
        step(receptions, reception, "strike", entry=entry, reason="重复")


def test_what_was_noted_on_the_day_may_be_registered_after_it_and_nothing_else(receptions: Receptions) -> None:
    reception = receptions.open()
    step(receptions, reception, "jot", what="楼道灯不亮")
    receptions.watch.forward(days=1)
    with pytest.raises(BadAnswers):
        receptions.receive(reception)
    receptions.receive(reception, entry=noted(receptions, reception))
    with pytest.raises(Barred, match="接待日已过当天"):
        receptions.receive(reception)
    assert receptions.take("secretary", reception, "close").state == "closed"


def test_a_struck_line_leaves_a_zero_day(receptions: Receptions) -> None:
    reception = receptions.open()
    step(receptions, reception, "jot", what="问路")
    step(receptions, reception, "strike", entry=noted(receptions, reception), reason="只是问路")
    assert receptions.take("secretary", reception, "close", zero=True).zero
