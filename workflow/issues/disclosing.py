"""Seeing a contact: for a purpose, some minutes, so many a day; the second log is the grant and the account of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from workflow.kernel.accesses import ACCESSES, WORDS
from workflow.kernel.clock import LOCAL, parse_stamp, stamp
from workflow.kernel.errors import Barred
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Actor, Case
from workflow.rules.limits import REVEAL_MINUTES
from workflow.rules.settable import REVEALS

PURPOSES = {
    "learn": N_("了解情况"),
    "appoint": N_("约定上门或现场时间"),
    "answer": N_("送达答复"),
    "call_back": N_("回访核实"),
    "danger": N_("紧急危险，须立即联系"),
}


@guard(N_("留有联系方式"))
def has_contact(case: Case) -> None:
    if not any(claim.contact_id for claim in case.facts.claims):
        raise Barred(N_("诉求人没有留联系方式，或已撤回"))


@guard(N_("当天查看未满次数"))
def reveals_left(case: Case) -> None:
    """Looking is work done for one matter at a time, never a way to copy a register."""
    most = case.facts.book.ruled(REVEALS, case.subject.owner_id, case.today)
    if revealed_today(case.db, case.subject.street_id, case.actor.id, case.today) >= most:
        raise Barred(N_("您今天已查看 %(n)s 次联系方式，到了每日上限，请明天再看"), n=most)


def revealed_today(db: Connection, street: int, person: int, day: date) -> int:
    """How often somebody has looked since midnight."""
    midnight = stamp(datetime.combine(day, time(), LOCAL))
    mine = (ACCESSES.c.street_id == street) & (ACCESSES.c.actor_id == person) & (ACCESSES.c.at >= midnight)
    return int(db.execute(select(func.count()).where(mine, ACCESSES.c.kind == "reveal")).scalar_one())


def open_now(db: Connection, actor: Actor, issue: int, now: datetime) -> dict[int, datetime]:
    """The claims whose contact this person revealed within the last minutes, and until when each is open."""
    if not actor.id:
        return {}
    mine = (ACCESSES.c.noun == "issue") & (ACCESSES.c.subject_id == issue) & (ACCESSES.c.actor_id == actor.id)
    since = stamp(now - timedelta(minutes=REVEAL_MINUTES))
    found = select(ACCESSES.c.payload).where(mine, ACCESSES.c.at > since, ACCESSES.c.kind == "reveal")
    entries = [json.loads(payload) for payload in db.execute(found.order_by(ACCESSES.c.at)).scalars()]
    return {e["facts"]["claim"]: parse_stamp(e["at"]) + timedelta(minutes=REVEAL_MINUTES) for e in entries}


@dataclass(frozen=True, slots=True)
class Look:
    """One time somebody looked: whoever is looked at reads all but the words."""

    at: datetime
    name: str
    post: str
    purpose: Label
    words: str
    claim: int


def looks(db: Connection, issues: tuple[int, ...], claim: int | None = None) -> list[Look]:
    """Every reveal of these matters' contacts, or of one claim's, newest first."""
    place = [getattr(WORDS.c, key) == getattr(ACCESSES.c, key) for key in ("chain", "month", "seq")]
    mine = (ACCESSES.c.noun == "issue") & ACCESSES.c.subject_id.in_(issues) & (ACCESSES.c.kind == "reveal")
    found = select(ACCESSES.c.payload, WORDS.c.text).join_from(
        ACCESSES, WORDS, place[0] & place[1] & place[2], isouter=True
    )
    rows = [(json.loads(row.payload), row.text) for row in db.execute(found.where(mine).order_by(ACCESSES.c.at.desc()))]
    return [_look(entry, text) for entry, text in rows if claim in (None, entry["facts"]["claim"])]


def _look(entry: dict[str, Any], text: str | None) -> Look:
    who, facts = entry["actor"], entry["facts"]
    purpose = Label(PURPOSES.get(facts["purpose"], facts["purpose"]))
    return Look(parse_stamp(entry["at"]), who["name"], who["post"], purpose, text or "", facts["claim"])
