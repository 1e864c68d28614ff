"""Which stories are told when: some of each, most in the branches one may log in to, and every state left standing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random

from workflow.calendar.days import Calendar
from workflow.demo.clockwork import CLOSES, OPENS, Story, moment
from workflow.demo.meetings import gatherings
from workflow.demo.stories import objections, oddities, plain, units, upward
from workflow.demo.tale import Tale, until
from workflow.demo.town import Town
from workflow.issues.flow import OPEN, SETTLED
from workflow.kernel.clock import local

Teller = Callable[[Tale], Story]

COMMON: tuple[Teller, ...] = (plain.plain, plain.plain, plain.plain, units.by_unit, units.by_unit)
RARE: tuple[Teller, ...] = (
    plain.redone, plain.late, plain.concluded, plain.patrolled, units.unit_redone, units.given_back, units.disputed,
    units.ruled_elsewhere, upward.to_community, upward.to_street, upward.remanded, upward.handed_down, upward.blocked,
    upward.stopped_and_reported, upward.suspended, upward.instructed, upward.reopened, objections.objected,
    objections.objected_twice, objections.reviewed, objections.reviewed_twice, objections.overturned,
    objections.withdrawn, objections.kept, objections.declined, objections.contested, oddities.merged,
    oddities.voided, oddities.routed, oddities.recused, oddities.about_staff,
)  # fmt: skip
STANDING: dict[str, Teller] = {
    "registered": plain.plain,
    "accepted": plain.plain,
    "executing": plain.plain,
    "verifying": plain.plain,
    "replied": plain.plain,
    "closed": plain.plain,
    "transferred": units.by_unit,
    "blocked": upward.blocked,
    "suspended": upward.suspended,
    "escalated": upward.to_community,
    "under_review": objections.reviewed,
    "final_review": objections.reviewed_twice,
    "not_accepted": objections.declined,
    "withdrawn": objections.withdrawn,
    "merged": oddities.merged,
    "voided": oddities.voided,
}
"""The story that leads to each state; it is left there."""

SHOWN = ("B01", "B01", "B02")
LEADS = ("U02", "U03")


def programme(town: Town, first: date, matters: int, lots: Random) -> Iterator[tuple[datetime, Story]]:
    """All stories with the time they begin."""
    last = local(town.play.until).date()
    days = [d for n in range((last - first).days) if Calendar.seeded().is_working(d := first + timedelta(n))]
    for n in range(matters):
        teller = RARE[n // 3 % len(RARE)] if n % 3 == 0 else lots.choice(COMMON)
        branch = lots.choice(SHOWN) if lots.random() < 0.22 else town.any_branch(lots)
        yield moment(lots.choice(days), lots.randint(OPENS, CLOSES)), teller(tale(town, branch, lots, teller))
    for state in [*OPEN.split(), *SETTLED.split()]:
        for n in range(2 if state in STANDING else 0):
            told = tale(town, "B01", lots, STANDING[state], brisk=True)
            start = moment(days[-2 - n], lots.randint(OPENS, OPENS + 90))
            yield start, until(told, STANDING[state](told), (state,))
    for n, teller in enumerate((units.by_unit,) * 8):
        told = tale(town, "B01", lots, teller, lead=LEADS[n % 2])
        yield moment(days[-1 - n % 4], lots.randint(OPENS, CLOSES)), teller(told)
    yield from gatherings(town, days)


def tale(town: Town, branch: str, lots: Random, teller: Teller, brisk: bool = False, lead: str = "") -> Tale:
    """A matter that fits its story: residents' stories need a resident."""
    keys = {code: key for key, code in town.ground.units.items()}
    fixed = {"lead": keys[lead]} if lead else {}
    told = Tale(town, branch, lots, routine=True if lots.random() < 0.85 or brisk else None, brisk=brisk, **fixed)
    if teller.__module__ == objections.__name__ and told.matter["kind"] == "proactive":
        told.matter = told.matter | {"kind": "complaint"}
    return told
