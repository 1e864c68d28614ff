"""Reception days of every branch, month by month: held, moved, delegated, one missed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from workflow.calendar.days import Calendar
from workflow.demo.clockwork import Story, after, on, working
from workflow.demo.stories.plain import plain
from workflow.demo.stories.units import by_unit
from workflow.demo.tale import Tale
from workflow.demo.town import Town
from workflow.kernel.policy import Actor
from workflow.receptions import Reception

AHEAD = 24
"""Days before its day that a reception is put on the plan."""


def days(code: str, first: date, today: date, lots: Random) -> Iterator[date]:
    """One working day a month, as far as the next; the two branches whose accounts can be tried sit today."""
    year, month = first.year, first.month
    while (year, month) <= (today.year + today.month // 12, today.month % 12 + 1):
        day = Calendar.seeded().roll(date(year, month, lots.randint(8, 22)))
        here = (year, month) == (today.year, today.month)
        yield today if here and code in ("B01", "B02") else day
        year, month = year + month // 12, month % 12 + 1


def reception(town: Town, code: str, day: date, lots: Random) -> Story:
    """From the plan to the signature at the end of the day."""
    head = town.head(code)
    place = f"{town.ground.grids[code][0][1]}党群服务站"
    sitting, _ = town.begin(head, Reception, "plan", on=day, hours="9:00–11:30", place=place)
    yield working(0)
    town.take(head, Reception, sitting.id, "announce")
    if day == town.today and code == "B01":
        return  # for whoever tries the account to open
    if missed(code, day, town):
        yield on(date(day.year, day.month, monthrange(day.year, day.month)[1]) + timedelta(days=1), 1)
        town.take(town.clock, Reception, sitting.id, "miss")
        return
    host = head
    if lots.random() < 0.15:
        yield working(1)
        person = town.posts[f"{code}/member/0"]
        paper = f"接待委托书〔{day.year}〕{day.month}号"
        town.take(head, Reception, sitting.id, "delegate", person=person, paper=paper)
        host = town.second(code)
    yield on(day, 9, lots.randint(0, 5))
    town.take(host, Reception, sitting.id, "open")
    if day == town.today:
        return  # still open, whatever the hour
    visitors = lots.choice((0, 0, 1, 1, 2))
    for _ in range(visitors):
        yield after(minutes=lots.randint(15, 45))
        receive(town, code, sitting.id, host, lots)
    yield on(day, 11, 32)
    town.take(host, Reception, sitting.id, "close", **({} if visitors else {"zero": True}))


def missed(code: str, day: date, town: Town) -> bool:
    """One branch, the month before this one."""
    last = town.today.replace(day=1) - timedelta(days=1)
    return code == "B21" and (day.year, day.month) == (last.year, last.month)


def receive(town: Town, code: str, sitting: int, host: Actor, lots: Random) -> None:
    """A visitor's matter becomes an issue, and a story of its own."""
    tale = Tale(town, code, lots)
    with town.office.desk(host) as desk:
        desk.take(Reception, sitting, "receive", tale.told() | {"channel": "desk"})
        tale.id = desk.result["issue"]
    story = by_unit(tale) if tale.co and lots.random() < 0.6 else plain(tale)
    town.play.add(town.play.watch.now + timedelta(minutes=2), story)
