"""How pages speak of one reception day: its title, its line in a list, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import Connection

from web.current import db, now, number
from web.dates import day
from web.language import say
from web.sessions import actor
from web.steps import Room
from workflow.kernel.clock import local
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Sentence
from workflow.receptions import queries
from workflow.receptions.flow import reception_flow
from workflow.receptions.model import Reception

COMING = {
    "planned": N_("接下来：公告时间、地点和接待人"),
    "announced": N_("当天由接待人开始接待"),
    "open": N_("来访一件登记一件，当天结束并签字"),
    "closed": N_("合计和签字已存入当日登记表"),
    "cancelled": N_("本次接待已取消，请在当月另排一天"),
    "missed": N_("当月没有举行接待"),
}

LEFT_OVER = N_("本次登记的还有 %(n)s 件等受理，已列入“今日”")


def coming(db: Connection, reception: Reception) -> tuple[Sentence, datetime | None]:
    """What comes next, in words; of a day that was signed, what is left over of it."""
    if reception.state == "closed" and (n := untaken(queries.book(db, actor(), reception.id))):
        return Sentence(LEFT_OVER, {"n": n}), None
    return Sentence(COMING[reception.state]), None


def untaken(rows: list[Any]) -> int:
    """How many matters of the desk's book, as far as one sees them, nobody has accepted yet."""
    return len({row.issue_id for row in rows if row.state == "registered"})


def known(reception: Reception, step: Step) -> Mapping[str, Any]:
    """What the form of a step knows beforehand."""
    if step.name == "receive":
        return {"channel": "desk", "kind": "help", "urgency": "general"}
    if step.name == "reschedule":
        return {"on": reception.held_on, "hours": reception.hours, "place": reception.place}
    if step.name == "strike":  # pressed beside one line, as the address says
        return {"entry": number("entry") or ""}
    return {}


def title(reception: Reception) -> str:
    return f"{reception.month} · {day(reception.held_on)}"


ROOM = Room(Reception, "receptions.show", title, coming, known)


@dataclass(frozen=True, slots=True)
class Row:
    """One reception of the list, with its texts ready."""

    url: str
    when: str
    branch: str
    where: str
    host: str
    state: str
    label: str
    phase: str
    received: str
    moved: str = ""
    reason: str = ""
    flag: str = ""


def row_of(one: Any) -> Row:
    state = reception_flow.states[one.state]
    none = say(N_("零登记")) if one.zero else "–"
    count = say(Sentence(N_("%(n)s 件"), {"n": one.received})) if one.received else none
    place = " · ".join(part for part in (one.hours, one.place) if part)
    return Row(
        url_for("receptions.show", id=one.id), day(one.held_on), one.branch_name, place, one.host_name or "–",
        one.state, say(state.label), state.phase, count,
        moved=day(one.moved_from) if one.moved_from else "", reason=one.reason or "", flag=flag(one.state, one.held_on),
    )  # fmt: skip


def flag(state: str, on: date) -> str:
    """What is wrong with a day that is over: nobody opened it, or nobody signed it by midnight."""
    if on >= local(now()).date():
        return ""
    if state == "open":
        return say(N_("已过当天，还没有签字结束"))
    return say(N_("已过当天，没有举行")) if state in ("planned", "announced") else ""


def owed(month: str) -> list[str]:
    """Branches below the actor's own organisation that held no reception in a month."""
    above = {hat.org for hat in actor().capacities if hat.kind in ("street", "community")}
    if not above:
        return []
    found = queries.owed(db(), actor().street, month)
    return [row.name for row in found if row.parent_id in above or actor().street in above]
