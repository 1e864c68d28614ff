"""The home of each role: what must be done now, what came back, what is waited for, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from web import admin
from web.access import officer
from web.assignments import Line as SheetLine
from web.current import db, now
from web.dates import Until, day, exact, until
from web.finding import Line, line
from web.language import say
from web.sessions import actor
from web.viewer import ABOVE, BUSINESS, PARTY, built
from workflow.issues import queries, today
from workflow.issues.queries import Filter
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Actor
from workflow.meetings import queries as meetings
from workflow.orgs import roles
from workflow.receptions import queries as receptions

bp = Blueprint("desk", __name__)
RECENT = 20
OVERSEEING = ("street", "community")


@dataclass(frozen=True, slots=True)
class Task:
    """One line of an inbox with its texts ready."""

    url: str
    number: str
    title: str
    where: str
    urgency: str
    label: str
    phase: str
    holder: str
    back: str
    until: Until | None
    exact: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that comes next: a title, a line about it, and where it leads (none where that page is not built)."""

    name: str
    title: str
    told: str
    url: str | None


def task(one: today.Task) -> Task:
    """A line of the inbox."""
    return Task(
        url=url_for("issues.show", id=one.id),
        number=one.number,
        title=one.title,
        where=one.place,
        urgency=one.urgency,
        label=say(one.label),
        phase=one.phase,
        holder=one.holder or "–",
        back=say(one.back),
        until=until(one.due_at, now()) if one.due_at else None,
        exact=exact(one.due_at) if one.due_at else "",
    )


WAITS_FOR = {
    "replied": N_("诉求人评价"),
    "scheduled": N_("会议研究"),
    "suspended": N_("复查日期"),
}
"""States the owner holds without having to act: what they wait for."""


def inbox() -> dict[str, list[Task]]:
    """What must be done now, with what came back apart; then what waits for others, for a meeting or for a date."""
    mine = today.must_do(db(), actor(), now())
    tasks = [task(one) for one in mine if one.state not in WAITS_FOR]
    held = [replace(task(one), holder=say(WAITS_FOR[one.state])) for one in mine if one.state in WAITS_FOR]
    others = [task(one) for one in today.waiting(db(), actor(), now())]
    return {
        "back": [one for one in tasks if one.back],
        "now": [one for one in tasks if not one.back],
        "waiting": others + held,
    }


def sheets() -> dict[str, list[SheetLine]]:
    """Assignments to sign for, to work on, and those somebody else must decide."""
    mine = [sheet(one) for one in today.sheets(db(), actor(), now())]
    return {
        "sign": [one for state, one in mine if state == "pending"],
        "report": [one for state, one in mine if state == "handling"],
        "away": [one for state, one in mine if state in ("returned", "disputed")],
    }


def sheet(one: today.SheetTask) -> tuple[str, SheetLine]:
    """An assignment with its state and its texts."""
    return one.state, SheetLine(
        url=url_for("assignments.show", id=one.id),
        number=one.number,
        title=one.title,
        where=one.place,
        role=one.role,
        label=say(one.label),
        phase=one.phase,
        owner=one.owner,
        until=until(one.due_at, now()) if one.due_at else None,
        exact=exact(one.due_at) if one.due_at else "",
        urgency=one.urgency,
    )


def standing() -> list[tuple[str, str, str, int, int]]:
    """(url, label, phase, open, late) by state for those above; every number leads to the list it counts."""
    if not any(hat.kind in OVERSEEING for hat in actor().capacities):
        return []
    found = today.standing(db(), actor(), now())
    return [
        (url_for("issues.index", state=name), say(label), phase, n, late) for name, label, phase, n, late in found if n
    ]


def recent() -> list[Line]:
    """The newest matters, for those who look on."""
    rows = queries.issues(db(), actor(), Filter(), now(), RECENT)
    return [line(row, now()) for row in rows[:RECENT]]


def to_route() -> list[Line]:
    """Matters nobody has taken on yet: where a wrong branch is put right."""
    rows = queries.issues(db(), actor(), Filter(states=("registered",)), now(), RECENT)
    return [line(row, now()) for row in rows[:RECENT]]


def beside() -> list[Beside]:
    """The next reception and the next meeting of one's own body."""
    bodies = [hat for hat in actor().capacities if hat.role in PARTY]
    branch = next((hat.org for hat in bodies if hat.kind == "branch"), None)
    found = [next_meeting(bodies[0].org)] if bodies else []
    return [next_reception(branch), *found] if branch else found


def next_reception(branch: int) -> Beside:
    """When people may come, and who receives them."""
    row, name = receptions.upcoming(db(), branch), say(N_("下一次接待"))
    list_url = "/receptions" if "/receptions" in built() else None
    if row is None:
        return Beside(name, say(N_("还没有排定")), say(N_("每月一次，由年度计划排定")), list_url)
    return Beside(name, day(row.held_on), row.host_name or "", list_url and f"/receptions/{row.id}")


def next_meeting(org: int) -> Beside:
    """When the body meets, and how many matters wait for an agenda."""
    found, name = meetings.upcoming(db(), org, local(now()).date()), say(N_("下一次会议"))
    pool = say(Sentence(N_("待议事项 %(n)s 件"), {"n": len(found.waiting)}))
    list_url = "/meetings" if "/meetings" in built() else None
    if found.meeting is None:
        return Beside(name, say(N_("还没有排定")), pool, list_url)
    told = say(Sentence(N_("已列 %(items)s 项 · %(pool)s"), {"items": found.meeting.items, "pool": pool}))
    return Beside(name, day(found.meeting.planned_on), told, list_url and f"/meetings/{found.meeting.id}")


def duties() -> list[admin.Duty]:
    """What an administrator must do now."""
    found = admin.for_system() if roles.SYSTEM_ADMIN in actor().roles else []
    return found + (admin.for_security() if roles.SECURITY_ADMIN in actor().roles else [])


Part = tuple[str, set[str], Callable[[], Any]]
PARTS: tuple[Part, ...] = (
    ("inbox", PARTY, inbox),
    ("sheets", PARTY | {roles.HANDLER}, sheets),
    ("to_route", {roles.DISPATCHER}, to_route),
    ("standing", PARTY | ABOVE, standing),
    ("recent", {roles.AUDITOR}, recent),
    ("beside", PARTY, beside),
    ("duties", {roles.SECURITY_ADMIN, roles.SYSTEM_ADMIN}, duties),
)
"""What stands on the home page, and for whom."""


@bp.get("/today")
@officer
def show() -> ResponseReturnValue:
    """One page, drawn for the roles of today."""
    who: Actor = actor()
    parts = {name: find() for name, wanted, find in PARTS if who.roles & wanted}
    return render_template(
        "desk/today.html", may_register=bool(who.roles & BUSINESS), date=day(local(now()).date()), **parts
    )
