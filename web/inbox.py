"""What must be worked on, as lists of a home page: matters, assignments, orders and texts, each line ready to draw."""

from __future__ import annotations

from typing import Any, NamedTuple

from web import postings
from web.assignments import Line as SheetLine
from web.current import db, now
from web.dates import Until, counted
from web.language import say
from web.links import links
from web.orders import NAMED
from web.sessions import actor
from web.viewer import PARTY
from workflow.issues import today
from workflow.issues.masking import headline
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.orgs import roles
from workflow.rules.limits import CLOCKS
from workflow.supervision.flow import order_flow
from workflow.supervision.matters import NOUNS

TAKING = PARTY | {roles.HANDLER}
ANSWERED = "answered"
"""The state of an order that waits for its issuer."""


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
COLLEAGUE = N_("同事核实")


def inboxes(roles_now: frozenset[str]) -> dict[str, Any]:
    """Matters for those who hold any, assignments for whoever may get one; found together."""
    if not roles_now & TAKING:
        return {}
    found = today.inbox(db(), actor(), now())
    matters = {"inbox": inbox(found)} if roles_now & PARTY else {}
    more = {**ordered(found.more.get("orders", [])), "reviews": reviews(found.more.get("postings", []))}
    more["findings"] = findings(found.more.get("findings", []))
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
    label: str
    phase: str
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


LATE = N_("%(number)s · 超过%(clock)s")
LATE_MATTER = N_("%(about)s · 超过%(clock)s · %(number)s")


def owed_by(row: Any, url: str, org: str) -> Owed:
    """A row with its texts ready; `org` is the other side."""
    due = counted(now())(row.due_at)
    name = say(Sentence(NAMED, {"kind": Label(NOUNS[row.role]), "name": row.what}))
    words = {"number": row.number, "about": name, "clock": Label(CLOCKS[row.place])}
    late = say(Sentence(LATE_MATTER if row.title else LATE, words))
    stands = order_flow.states[row.state]
    label, title = say(stands.label), headline(actor(), row.title or "") or name
    return Owed(url, title, late, org, label, stands.phase, due.left, due.short, due.exact, due.late)


def findings(rows: list[Any]) -> list[Owed]:
    """What an auditor found in matters of one's own and nobody has answered."""
    url, due = links("inspections.show"), counted(now())
    return [_found(row, url(row.id), due(row.due_at)) for row in rows]


def _found(row: Any, url: str, due: Until) -> Owed:
    words = {"n": int(row.place), "number": row.number}
    told = Sentence(N_("%(number)s 等 %(n)s 件") if words["n"] > 1 else N_("事项 %(number)s"), words)
    by, owes = say(roles.LABELS[roles.AUDITOR]), say(N_("待答复"))
    return Owed(url, row.what, say(told), by, owes, "held", due.left, due.short, due.exact, due.late)


def inbox(found: today.Inbox) -> dict[str, list[Task]]:
    """What must be done now, with what came back apart; then what waits for others, for a meeting or for a date."""
    url, due = links("issues.show"), counted(now())
    mine = [(waits_for(one), task(one, url(one.id), due(one.due_at))) for one in found.mine]
    tasks = [one for other, one in mine if not other]
    held = [one._replace(holder=say(other)) for other, one in mine if other]
    others = [task(one, url(one.id), due(one.due_at)) for one in found.waiting]
    return {
        "back": [one for one in tasks if one.back],
        "now": [one for one in tasks if not one.back],
        "waiting": others + held,
    }


def waits_for(one: today.Task) -> str | None:
    """What a matter of one's own waits for, where there is nothing to do for whoever reads this."""
    return COLLEAGUE if one.own_work else WAITS_FOR.get(one.state)


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
