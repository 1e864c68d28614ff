"""Reception days of every branch, month by month: held, moved, delegated, one missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from workflow.calendar.days import Calendar
from workflow.demo.clockwork import Pause, Story, after, moment, on, working
from workflow.demo.stories.plain import plain
from workflow.demo.stories.units import by_unit
from workflow.demo.tale import Tale
from workflow.demo.town import Town
from workflow.kernel.db import bare
from workflow.kernel.policy import Actor
from workflow.receptions import Reception
from workflow.receptions.planning import HOURS, Rule, Wanted, make

AHEAD = 24
"""Days before its day that a reception is announced."""
TODAY = ("B01", "B02")
"""The branches whose accounts can be tried sit today: one is open, one waits to be opened."""
RECEPTIONS = bare(Reception)


def days(code: str, first: date, today: date, rule: Rule) -> Iterator[date]:
    """By the branch's rule, month by month, as far as the next."""
    year, month = first.year, first.month
    while (year, month) <= (today.year + today.month // 12, today.month % 12 + 1):
        here = (year, month) == (today.year, today.month) and code in TODAY
        yield today if here else rule.date_in(year, month, Calendar.seeded())
        year, month = year + month // 12, month % 12 + 1


def year(town: Town, code: str, rule: Rule, first: date) -> Story:
    """The rest of the year is planned in one go, in December the next one, too; else that is left to try."""
    head, place = town.head(code), f"{town.ground.grids[code][0][1]}党群服务站"
    if code in TODAY:
        town.begin(head, Reception, "plan", on=town.today, hours=HOURS, place=place)
    last = town.today.year + (town.today.month == 12)
    for each in range(first.year, last + 1):
        make(town.office, head, Wanted(each, rule, hours=HOURS, place=place))
    yield from ()


def planned(town: Town, code: str, day: date) -> int:
    """The reception of this branch on this day."""
    mine = (RECEPTIONS.c.branch_id == town.ground.orgs[code]) & (RECEPTIONS.c.held_on == day)
    with town.office.database.reading() as db:
        return int(db.execute(select(RECEPTIONS.c.id).where(mine)).scalar_one())


def reception(town: Town, code: str, day: date, lots: Random) -> Story:
    """From the announcement to the signature at the end of the day."""
    head, sitting = town.head(code), planned(town, code, day)
    town.take(head, Reception, sitting, "announce")
    if day == town.today and code == "B02":
        return  # for whoever tries the account to open
    if missed(code, day, town):
        return  # the clock records it once the month is over
    host = head
    if day != town.today:
        yield working(1)
        day, host = changed(town, code, sitting, day, lots)
    yield on(day, 9, lots.randint(0, 5)) if day != town.today else within(town)
    town.take(host, Reception, sitting, "open")
    if day == town.today:
        yield from busy(town, code, sitting, host, lots)
        return  # still open, whatever the hour
    visitors = lots.choice((0, 0, 1, 1, 2))
    for _ in range(visitors):
        yield after(minutes=lots.randint(15, 45))
        receive(town, code, sitting, host, lots)
    yield on(day, 11, 32)
    town.take(host, Reception, sitting, "close", **({} if visitors else {"zero": True}))


def changed(town: Town, code: str, sitting: int, day: date, lots: Random) -> tuple[date, Actor]:
    """Some are moved by a day within their month, some are handed to a member; who sits there, and when."""
    head, later = town.head(code), Calendar.seeded().next_working(day)
    if town.now_local.date() >= day:
        return day, head
    if lots.random() < 0.12 and later.month == day.month and later != town.today:
        town.take(head, Reception, sitting, "reschedule", on=later, reason="会场当天停电检修")
        day = later
    if lots.random() < 0.15:
        person = town.posts[f"{code}/member/0"]
        paper = f"接待委托书〔{day.year}〕{day.month}号"
        town.take(head, Reception, sitting, "delegate", person=person, paper=paper)
        return day, town.second(code)
    return day, head


def within(town: Town) -> Pause:
    """At nine, or within the last hour where somebody tries the street earlier in the day."""
    nine, midnight = moment(town.today, 9 * 60), moment(town.today, 1)
    return lambda now, _lots: max(now, midnight, min(nine, town.play.until - timedelta(minutes=40)))


def busy(town: Town, code: str, sitting: int, host: Actor, lots: Random) -> Story:
    """The first hour of a desk that is still open: two visitors, one who joins, and one line noted for later."""
    first = receive(town, code, sitting, host, lots)
    yield after(minutes=6)
    receive(town, code, sitting, host, lots, visitor=1)
    yield after(minutes=9)
    told = {"issue": first, "more": "我家也受影响，住在同一栋", "reporter_name": "邱女士"}
    town.take(host, Reception, sitting, "join", **told)
    yield after(minutes=7)
    town.take(host, Reception, sitting, "jot", what="反映早餐摊占道，地址回去问清楚再补")


def missed(code: str, day: date, town: Town) -> bool:
    """One branch, the month before this one."""
    last = town.today.replace(day=1) - timedelta(days=1)
    return code == "B21" and (day.year, day.month) == (last.year, last.month)


def receive(town: Town, code: str, sitting: int, host: Actor, lots: Random, **more: int) -> int:
    """A visitor's matter becomes an issue, and a story of its own; its id."""
    tale = Tale(town, code, lots)
    with town.office.desk(host) as desk:
        desk.take(Reception, sitting, "receive", tale.told() | {"channel": "desk"} | more)
        tale.id = desk.result["issue"]
    story = by_unit(tale) if tale.co and lots.random() < 0.6 else plain(tale)
    town.play.add(town.play.watch.now + timedelta(minutes=2), story)
    return tale.id
