"""The home of each role: what must be done now, what came back, what is waited for, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from web import admin, auditor, doors, postings, requests
from web.access import officer
from web.assignments import Line as SheetLine
from web.current import db, now
from web.dates import Until, counted, day
from web.finding import Line, lines
from web.holding import book
from web.language import say
from web.links import links
from web.orders import NAMED
from web.reception_day import owed
from web.sessions import actor
from web.viewer import ABOVE, BUSINESS, PARTY, built
from workflow.issues import queries, today
from workflow.issues.queries import Filter
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Actor
from workflow.meetings.pool import COUNTED
from workflow.orgs import roles
from workflow.receptions.queries import month_before
from workflow.reports.ahead import Ahead, ahead
from workflow.requests.queries import waiting
from workflow.rules.limits import CLOCKS
from workflow.rules.papers import WARN_FROM
from workflow.supervision import queries as orders_queries
from workflow.supervision.matters import NOUNS

bp = Blueprint("desk", __name__)
RECENT = 20
OVERSEEING = ("street", "community")
TAKING = PARTY | {roles.HANDLER}
ANSWERED = "answered"
"""The state of an order that waits for its issuer."""
MANY = 6
"""Names on a card; the rest stand on the page it leads to."""


class Task(NamedTuple):
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
    left: str
    short: str
    exact: str
    late: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that comes next: a title, a line about it, and where it leads (none where that page is not built)."""

    name: str
    title: str
    told: str
    url: str | None
    today: bool = False
    """Whether it is now: on a phone it then stands before the lists."""


def task(one: today.Task, url: str, due: Until) -> Task:
    """A line of the inbox."""
    return Task(
        url=url,
        number=one.number,
        title=one.title,
        where=one.place,
        urgency=one.urgency,
        label=say(one.label),
        phase=one.phase,
        holder=one.holder or "–",
        back=say(one.back) if one.back else "",
        left=due.left,
        short=due.short,
        exact=due.exact,
        late=due.late,
    )


WAITS_FOR = {
    "replied": N_("诉求人评价"),
    "scheduled": N_("会议研究"),
    "suspended": N_("复查日期"),
}
"""States the owner holds without having to act: what they wait for."""


def inboxes(roles_now: frozenset[str]) -> dict[str, Any]:
    """Matters for those who hold any, assignments for whoever may get one; found together."""
    if not roles_now & TAKING:
        return {}
    found = today.inbox(db(), actor(), now())
    matters = {"inbox": inbox(found)} if roles_now & PARTY else {}
    more = {**ordered(found.more.get("orders", [])), "reviews": reviews(found.more.get("postings", []))}
    return {**matters, "sheets": sheets(found.sheets), **more}


def reviews(rows: list[Any]) -> list[postings.Review]:
    """Texts for everybody that wait for this person's look, the most urgent first."""
    url, due = links("postings.show"), counted(now())
    return [postings.review(row, url(row.id), due(row.due_at)) for row in rows]


class Owed(NamedTuple):
    """A supervision order that waits for a reply, or for somebody to judge it."""

    url: str
    title: str
    told: str
    org: str
    left: str
    short: str
    exact: str
    late: bool


def ordered(rows: list[Any]) -> dict[str, list[Owed]]:
    """Orders to reply to, and replies to judge."""
    url, told = links("orders.show"), [(row.state, row) for row in rows]
    return {
        "to_reply": [owed_by(row, url(row.id), row.owner) for state, row in told if state != ANSWERED],
        "to_judge": [owed_by(row, url(row.id), row.holder) for state, row in told if state == ANSWERED],
    }


def owed_by(row: Any, url: str, org: str) -> Owed:
    """A row with its texts ready; `org` is the other side."""
    due = counted(now())(row.due_at)
    name = say(Sentence(NAMED, {"kind": Label(NOUNS[row.role]), "name": row.what}))
    late = say(Sentence(N_("%(number)s · 超过%(clock)s"), {"number": row.number, "clock": Label(CLOCKS[row.place])}))
    return Owed(url, name, late, org, due.left, due.short, due.exact, due.late)


def inbox(found: today.Inbox) -> dict[str, list[Task]]:
    """What must be done now, with what came back apart; then what waits for others, for a meeting or for a date."""
    url, due = links("issues.show"), counted(now())
    mine = [(one.state, task(one, url(one.id), due(one.due_at))) for one in found.mine]
    tasks = [one for state, one in mine if state not in WAITS_FOR]
    held = [one._replace(holder=say(WAITS_FOR[state])) for state, one in mine if state in WAITS_FOR]
    others = [task(one, url(one.id), due(one.due_at)) for one in found.waiting]
    return {
        "back": [one for one in tasks if one.back],
        "now": [one for one in tasks if not one.back],
        "waiting": others + held,
    }


def sheets(found: list[today.SheetTask]) -> dict[str, list[SheetLine]]:
    """Assignments to sign for, to work on, and those somebody else must decide."""
    url, due = links("assignments.show"), counted(now())
    mine = [sheet(one, url(one.id), due(one.due_at)) for one in found]
    return {
        "sign": [one for state, one in mine if state == "pending"],
        "report": [one for state, one in mine if state == "handling"],
        "away": [one for state, one in mine if state in ("returned", "disputed")],
    }


def sheet(one: today.SheetTask, url: str, due: Until) -> tuple[str, SheetLine]:
    """An assignment with its state and its texts."""
    return one.state, SheetLine(
        url=url,
        number=one.number,
        title=one.title,
        where=one.place,
        urgency=one.urgency,
        label=say(one.label),
        phase=one.phase,
        owner=one.owner,
        role=one.role,
        left=due.left,
        short=due.short,
        exact=due.exact,
        late=due.late,
    )


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


def coming_up() -> Ahead | None:
    """What comes next for one's own body, found once for the page."""
    bodies = [hat for hat in actor().capacities if hat.role in PARTY]
    if not bodies:
        return None
    if "ahead" not in g:
        branch = next((hat.org for hat in bodies if hat.kind == "branch"), None)
        g.ahead = ahead(db(), bodies[0].org, branch, local(now()).date())
    found: Ahead = g.ahead
    return found


def beside() -> list[Beside]:
    """The next reception and the next meeting of one's own body."""
    found = coming_up()
    if found is None:
        return []
    branch = any(hat.kind == "branch" for hat in actor().capacities if hat.role in PARTY)
    if branch:
        return [next_reception(found), next_meeting(found)]
    return [*uncertain(), *unanswered(), *unheld(), next_meeting(found)]


def uncertain() -> list[Beside]:
    """From November on, for the street: the next year without its holiday notice. The book knows; nobody is asked."""
    today = local(now()).date()
    if today.month < WARN_FROM or not any(hat.kind == "street" for hat in actor().capacities):
        return []
    if not book().base.is_provisional(date(today.year + 1, 1, 1)):
        return []
    title = say(Sentence(N_("%(year)s 年放假安排暂定"), {"year": today.year + 1}))
    told = say(N_("跨年的期限可能顺延；通知公布后，请系统管理员在“工作日历”导入"))
    return [Beside(say(N_("工作日历")), title, told, url_for("rules.index"))]


def unanswered() -> list[Beside]:
    """For those above: who owes a reply to a supervision order past its limit."""
    rows = orders_queries.unanswered(db(), actor(), now())
    if not rows:
        return []
    title = say(Sentence(N_("%(n)s 张"), {"n": sum(row.n for row in rows)}))
    names = say([row.org for row in rows[:MANY]]) + ("…" if len(rows) > MANY else "")
    return [Beside(say(N_("督办逾期未答复")), title, names, url_for("orders.index", state="reply", late="1"))]


def unheld() -> list[Beside]:
    """From the first of a month on, for those above: the branches that held no reception in the month before."""
    names = owed(month_before(local(now()).date()))
    if not names:
        return []
    title = say(Sentence(N_("%(n)s 个支部"), {"n": len(names)}))
    return [
        Beside(say(N_("上月没有接待")), title, say(names[:MANY]) + ("…" if len(names) > MANY else ""), "/receptions")
    ]


def next_reception(found: Ahead) -> Beside:
    """When people may come, and who receives them."""
    name, list_url = say(N_("下一次接待")), "/receptions" if "/receptions" in built() else None
    if found.held_on is None:
        return Beside(name, say(N_("还没有排定")), say(N_("每月一次，由年度计划排定")), list_url)
    url = list_url and f"/receptions/{found.reception}"
    return Beside(name, day(found.held_on), found.host or "", url, _today(found.held_on))


def next_meeting(found: Ahead) -> Beside:
    """When the body meets, and how many matters wait for an agenda."""
    name, list_url = say(N_("下一次会议")), "/meetings" if "/meetings" in built() else None
    many = N_("待议事项 %(n)s 件以上") if found.waiting == COUNTED else N_("待议事项 %(n)s 件")
    pool = say(Sentence(many, {"n": found.waiting}))
    if found.planned_on is None:
        return Beside(name, say(N_("还没有排定")), pool, list_url)
    told = say(Sentence(N_("已列 %(items)s 项 · %(pool)s"), {"items": found.items, "pool": pool}))
    url = list_url and f"/meetings/{found.meeting}"
    return Beside(name, day(found.planned_on), told, url, _today(found.planned_on))


def _today(on: date) -> bool:
    return on == local(now()).date()


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
