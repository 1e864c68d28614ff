"""The home of each role: what must be done now, what came back, what is waited for, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from web import admin, auditor, doors, requests
from web.access import officer
from web.beside import beside, coming_up
from web.current import db, now
from web.dates import day
from web.finding import Line, lines
from web.inbox import TAKING, inboxes
from web.language import say
from web.sessions import actor
from web.viewer import ABOVE, BUSINESS, PARTY
from workflow.issues import queries, today
from workflow.issues.queries import Filter
from workflow.kernel.clock import local
from workflow.kernel.policy import Actor
from workflow.orgs import roles
from workflow.requests.queries import waiting

bp = Blueprint("desk", __name__)
RECENT = 20
OVERSEEING = ("street", "community")


def standing() -> list[tuple[str, str, str, int, int, str]]:
    """(url, label, phase, open, late, its url) by state for those above; every number leads to the list it counts."""
    if not any(hat.kind in OVERSEEING for hat in actor().capacities):
        return []
    found = today.standing(db(), actor(), now())
    return [
        (url_for("issues.index", state=name), say(label), phase, n, late, url_for("issues.index", state=name, late="1"))
        for name, label, phase, n, late in found
        if n
    ]


def recent() -> list[Line]:
    """The newest matters, for those who look on."""
    rows = queries.issues(db(), actor(), Filter(), now(), RECENT)
    return lines(rows[:RECENT])


def to_route() -> list[Line]:
    """Matters nobody has taken on yet: where a wrong branch is put right."""
    rows = queries.issues(db(), actor(), Filter(states=("registered",)), now(), RECENT)
    return lines(rows[:RECENT])


def duties() -> list[admin.Duty]:
    """What an administrator must do now."""
    found = admin.for_system() if roles.SYSTEM_ADMIN in actor().roles else []
    return found + (admin.for_security() if roles.SECURITY_ADMIN in actor().roles else [])


def asked() -> dict[str, list[requests.Line]]:
    """Requests this person may decide, and those they wait for."""
    found = coming_up()
    concerned = found is None or found.asked or len(actor().capacities) > 1  # several hats, several bodies
    decide, wait = waiting(db(), actor()) if concerned else ([], [])
    return {"decide": requests.lines(decide), "wait": requests.lines(wait)}


Part = tuple[str, set[str], Callable[[], Any]]
PARTS: tuple[Part, ...] = (
    ("to_route", {roles.DISPATCHER}, to_route),
    ("asked", TAKING, asked),
    ("standing", PARTY | ABOVE, standing),
    ("alarms", {roles.AUDITOR}, auditor.alarms),
    ("inspections", {roles.AUDITOR}, auditor.recent),
    ("recent", {roles.AUDITOR}, recent),
    ("beside", PARTY, beside),
    ("side_doors", set(roles.OFFICERS), doors.beside),
    ("duties", {roles.SECURITY_ADMIN, roles.SYSTEM_ADMIN}, duties),
)
"""What stands on the home page, and for whom."""


@bp.get("/today")
@officer
def show() -> ResponseReturnValue:
    """One page, drawn for the roles of today."""
    who: Actor = actor()
    parts = inboxes(who.roles) | {name: find() for name, wanted, find in PARTS if who.roles & wanted}
    return render_template(
        "desk/today.html", may_register=bool(who.roles & BUSINESS), date=day(local(now()).date()), **parts
    )
