"""What happens on the demo street: how many matters of which kind, and what lies on today's desks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from workflow.calendar.days import Calendar
from workflow.demo.clockwork import CLOSES, OPENS, Story, moment
from workflow.demo.desks import AHEAD, days, reception, year
from workflow.demo.gatherings import meetings
from workflow.demo.ledgers import brought_along
from workflow.demo.rooms import in_session, just_held
from workflow.demo.stories import objections, oddities, plain, storms, units, upward
from workflow.demo.supervised import FATES, asked, office_hours
from workflow.demo.tale import Tale, until
from workflow.demo.told import PARKING, RUBBISH, consulted, publicity
from workflow.demo.town import Town
from workflow.receptions.planning import Rule

Telling = Callable[[Tale], Story]
Start = tuple[datetime, Story]

SHARES: tuple[tuple[int, Telling, str], ...] = (  # of about a hundred; urgency where it must be so
    (24, plain.plain, ""),
    (15, units.by_unit, ""),
    (4, plain.redone, ""),
    (3, plain.late, ""),
    (4, plain.concluded, ""),
    (3, plain.patrolled, ""),
    (2, plain.emergency, "danger"),
    (3, units.given_back, ""),
    (2, units.disputed, ""),
    (2, units.ruled_elsewhere, ""),
    (2, units.resisted, ""),
    (2, units.unit_redone, ""),
    (1, units.revoked, ""),
    (2, units.waiting_for_parts, ""),
    (1, units.more_time_refused, ""),
    (1, units.summoned, ""),
    (3, upward.to_community, ""),
    (3, upward.to_street, ""),
    (2, upward.remanded, ""),
    (1, upward.handed_down, ""),
    (2, upward.blocked, ""),
    (2, upward.stopped_and_reported, ""),
    (2, upward.suspended, ""),
    (1, upward.instructed, ""),
    (1, upward.reopened, ""),
    (3, objections.objected, ""),
    (2, objections.objected_twice, ""),
    (1, objections.reviewed, ""),
    (1, objections.reviewed_twice, ""),
    (1, objections.overturned, ""),
    (2, objections.withdrawn, ""),
    (1, objections.kept, ""),
    (2, objections.declined, ""),
    (1, objections.contested, ""),
    (2, oddities.merged, ""),
    (1, oddities.split, ""),
    (2, oddities.voided, ""),
    (2, oddities.routed, ""),
    (1, oddities.recused, ""),
    (1, oddities.about_staff, ""),
)
PERSONAL = {  # stories in which the reporter speaks
    objections.objected, objections.objected_twice, objections.reviewed, objections.reviewed_twice,
    objections.overturned, objections.withdrawn, objections.kept, objections.contested, objections.closed,
    upward.reopened,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """How long the street has been at it, and with how many matters."""

    days: int
    matters: int


SLICE, FULL = Scale(70, 190), Scale(365, 2850)


def working_day(today: date, ago: int) -> date:
    """So many working days before today (0: the last one that has begun)."""
    day, left = today, ago
    while left or not Calendar.seeded().is_working(day):
        day -= timedelta(days=1)
        left -= Calendar.seeded().is_working(day) and left > 0
    return day


def everything(town: Town, scale: Scale, seed: str) -> Iterator[Start]:
    """All stories with their beginnings."""
    first = town.today - timedelta(days=scale.days)
    for code in town.ground.orgs:
        if code[0] in "SCB":
            yield moment(first, OPENS), meetings(town, code, Random(f"{seed} meetings {code}"))
        if code[0] == "B":
            yield from sittings(town, code, first, Random(f"{seed} desk {code}"))
    yield from ordinary(town, scale, first, seed)
    yield from storms_of(town, seed)
    yield from todays(town, seed)
    yield moment(first, OPENS + 20), office_hours(town, Random(f"{seed} supervised"))
    yield moment(first, OPENS + 40), publicity(town, Random(f"{seed} told"))
    yield begin(town, 26), consulted(town, "C1", PARKING, Random(f"{seed} asked 1"))
    yield begin(town, 3), consulted(town, "B01", RUBBISH, Random(f"{seed} asked 2"))
    yield moment(first, OPENS + 50), brought_along(town)
    for fate, ago in FATES:
        yield moment(working_day(town.today, ago), OPENS + 25), asked(town, fate, Random(f"{seed} supervised {fate}"))


def sittings(town: Town, code: str, first: date, lots: Random) -> Iterator[Start]:
    rule = Rule(lots.randint(8, 22))
    begun = (first.replace(day=1) + timedelta(days=32)).replace(day=1)  # a whole month, so that nobody owes half of one
    yield moment(begun, OPENS - 30), year(town, code, rule, begun)
    for day in days(code, begun, town.today, rule):
        yield moment(max(begun, day - timedelta(days=AHEAD)), OPENS), reception(town, code, day, lots)


def ordinary(town: Town, scale: Scale, first: date, seed: str) -> Iterator[Start]:
    """Every story in its share, spread over the time, more of them in the community one can look at."""
    lots = Random(f"{seed} ordinary")
    deck = [(telling, urgency) for share, telling, urgency in SHARES for _ in range(share)]
    chosen = (deck * (scale.matters // len(deck) + 1))[: len(deck) * (scale.matters // len(deck))]
    chosen += lots.sample(deck, scale.matters - len(chosen))
    for n, (telling, urgency) in enumerate(chosen):
        day = first + timedelta(days=lots.randint(0, scale.days - 2))
        branch = f"B{lots.randint(1, 8):02d}" if lots.random() < 0.35 else town.any_branch(lots)
        tale = new(town, branch, f"{seed} {n}", telling, urgency=urgency)
        yield moment(Calendar.seeded().roll(day), lots.randint(OPENS, CLOSES)), telling(tale)


def new(town: Town, branch: str, seed: str, telling: Telling, **fixed: str) -> Tale:
    """A tale whose matter suits the story."""
    kept = {key: value for key, value in fixed.items() if value and key != "brisk"}
    routine = True if fixed.get("brisk") else None
    tale = Tale(town, branch, Random(seed), routine=routine, brisk=bool(fixed.get("brisk")), **kept)
    if telling in PERSONAL and tale.matter["kind"] == "proactive":
        tale.matter = tale.matter | {"kind": "help"}
    return tale


TODAY: tuple[tuple[str, Telling, str, int, str], ...] = (  # branch, story, as far as, working days ago, lead unit
    ("B01", plain.plain, "registered", 0, ""),
    ("B01", plain.plain, "registered", 1, ""),
    ("B01", plain.plain, "registered", 4, ""),
    ("B01", plain.plain, "accepted", 1, ""),
    ("B01", objections.objected, "replied", 2, ""),
    ("B01", units.given_back, "transferred/returned", 1, "market"),
    ("B01", plain.plain, "executing", 2, ""),
    ("B01", plain.plain, "executing", 9, ""),
    ("B01", units.by_unit, "transferred/pending", 1, "chengguan"),
    ("B01", units.more_time_asked, "asked", 1, "market"),
    ("B01", upward.blocked, "blocked", 2, ""),
    ("B01", plain.plain, "verifying", 1, ""),
    ("B01", units.by_unit, "verifying", 2, "chengguan"),
    ("B01", upward.suspended, "suspended", 5, ""),
    ("B01", objections.closed, "closed", 3, ""),
    ("B01", upward.to_community, "escalated", 1, ""),
    ("B02", plain.plain, "registered", 0, ""),
    ("B02", plain.plain, "accepted", 1, ""),
    ("B02", units.by_unit, "transferred/pending", 1, "market"),
    ("B02", plain.plain, "executing", 3, ""),
    ("B02", plain.plain, "verifying", 1, ""),
    ("B02", upward.suspended, "asked", 1, ""),
    ("B02", upward.to_community, "escalated", 2, ""),
    ("B03", objections.objected_twice, "escalated", 2, ""),
    ("B04", upward.to_community, "escalated", 6, ""),
    ("B03", objections.reviewed, "under_review", 4, ""),
    ("B05", upward.to_community, "verifying", 2, ""),
    ("B06", upward.handed_down, "transferred/pending", 1, ""),
    ("B04", oddities.about_staff, "registered", 1, ""),
    ("B09", upward.to_street, "transferred/handling", 2, "chengguan"),
    ("B17", objections.reviewed_twice, "final_review", 5, ""),
    ("B10", units.disputed, "transferred/disputed", 1, "chengguan"),
    ("B25", units.ruled_elsewhere, "transferred/disputed", 2, "market"),
    ("B11", units.by_unit, "transferred/pending", 0, "chengguan"),
    ("B12", units.by_unit, "transferred/handling", 8, "chengguan"),
    ("B13", units.by_unit, "transferred/handling", 3, "chengguan"),
    ("B18", units.by_unit, "transferred/pending", 0, "market"),
    ("B19", units.by_unit, "transferred/handling", 7, "market"),
    ("B20", objections.declined, "not_accepted", 3, ""),
    ("B26", objections.withdrawn, "withdrawn", 1, ""),
    ("B27", oddities.merged, "merged", 3, ""),
    ("B28", oddities.voided, "voided", 4, ""),
)
TO_STREET = (("B14", 2), ("B33", 1), ("B41", 7))
WAITING = (("B01", 1), ("B01", 2), ("B02", 2), ("C1", 2))


def todays(town: Town, seed: str) -> Iterator[Start]:
    """What lies on the desks of those whose accounts can be tried."""
    seen: set[tuple[str, str]] = set()
    for n, (branch, telling, state, ago, lead) in enumerate(TODAY):
        tale = unlike(seen, town, branch, f"{seed} today {n}", telling, lead)
        if telling == objections.objected:
            yield begin(town, ago), objected_again(tale)
        else:
            yield begin(town, ago), until(tale, telling(tale), (state,))
    yield moment(working_day(town.today, 6), OPENS), in_session(town, "B01", f"{seed} room")
    for ago, read in ((1, False), (3, True)):
        day = working_day(town.today, ago)
        story = just_held(town, "B01", f"{seed} held {ago}", day, read)
        yield moment(working_day(day, 4), OPENS), story
    for n, (branch, ago) in enumerate(TO_STREET):
        tale = new(town, branch, f"{seed} street {n}", upward.to_street, brisk="yes")
        yield begin(town, ago), until(tale, twice_up(tale), ("never",))
    for n, (branch, ago) in enumerate(WAITING):
        tale = Tale(
            town, branch if branch[0] == "B" else "B07", Random(f"{seed} waiting {n}"), routine=False, brisk=True
        )
        story = plain.enter(tale) if branch[0] == "B" else taken_up(tale)
        yield begin(town, ago), story


STORMS = (("台风", 48, 12, True, ("B30", "B31")), ("内涝", 72, 0, False, ("B35",)))
"""What, for how many hours, how many working days ago, whether by the street or a community, for which branches."""


def storms_of(town: Town, seed: str) -> Iterator[Start]:
    """One that is over, and one that holds today; in each branches act first."""
    for title, hours, ago, by_street, branches in STORMS:
        declarer = "S" if by_street else town.ground.above[branches[0]]
        start = begin(town, ago)
        yield start, storms.storm(town, town.second(declarer), title, hours, *branches)
        for n, code in enumerate(branches):
            tales = (Tale(town, code, Random(f"{seed} {title} {n} {again}"), routine=False) for again in range(40))
            tale = next(one for one in tales if one.matter["category"] in storms.OF_WATER)
            yield start + timedelta(minutes=25 + 10 * n), storms.acted_first(tale)


def unlike(seen: set[tuple[str, str]], town: Town, branch: str, seed: str, telling: Telling, lead: str) -> Tale:
    """A tale of something that does not lie on the same desk already."""
    drawn = (new(town, branch, f"{seed} {again}", telling, brisk="yes", lead=lead) for again in range(20))
    tale = next(drawn)
    while (branch, tale.matter["what"]) in seen and (other := next(drawn, None)):
        tale = other
    seen.add((branch, tale.matter["what"]))
    return tale


def begin(town: Town, ago: int) -> datetime:
    """In the morning of that day, or within the last hours where it is today."""
    start = moment(working_day(town.today, ago), OPENS + 10)
    return min(start, town.play.until - timedelta(hours=3))


def objected_again(t: Tale) -> Story:
    """As far as the objection, which waits to be decided anew."""
    yield from plain.enter(t)
    yield from plain.own_work(t)
    yield from plain.verified(t)
    t.act(objections.voice(t), "object", remains="楼上还有两户没清，味道还在")


def twice_up(t: Tale) -> Story:
    """As far as the street's desk."""
    yield from plain.enter(t)
    yield from upward.report_up(t)
    yield from upward.taken_up(t)
    yield from upward.report_up(t, "no_authority")


def taken_up(t: Tale) -> Story:
    """As far as the community's next agenda."""
    yield from plain.enter(t)
    t.act(t.town.second("S"), "instruct", text="请支部如实上报，由社区统筹")
    yield from upward.report_up(t)
    yield from upward.taken_up(t)
