"""The log of accounts, posts and mandates: who did what to whose, newest first, read from history itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, tuple_

from workflow.kernel.clock import parse_stamp
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.subject import SUBJECTS, Subject
from workflow.orgs import registers, roles
from workflow.orgs.accounts import ACCOUNTS
from workflow.orgs.registers import MANDATES, PEOPLE, POSTS

NOUNS = ("account", "post", "mandate")
ORDER = (EVENTS.c.at, EVENTS.c.noun, EVENTS.c.subject_id, EVENTS.c.seq)
Cursor = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, ready to be told."""

    at: datetime
    step: str
    noun: str
    id: int
    about: Sentence | str
    person: int | None
    actor: str
    role: str
    cursor: Cursor


def log(db: Connection, street: int, before: Cursor | None = None, limit: int = 50, *where: Any) -> list[Entry]:
    """The newest first; one more than `limit` says that there are more."""
    found = select(EVENTS).where(EVENTS.c.street_id == street, EVENTS.c.noun.in_(NOUNS), *where)
    if before:
        found = found.where(tuple_(*ORDER) < before)
    rows = list(db.execute(found.order_by(*(column.desc() for column in ORDER)).limit(limit + 1)))
    about = _about(db, rows)
    return [_entry(row, *about.get((row.noun, row.subject_id), ("", None))) for row in rows]


def of_person(db: Connection, street: int, person: int) -> list[Entry]:
    """Everything about one person's account, posts and papers."""
    theirs = {
        "account": select(ACCOUNTS.c.id).where(ACCOUNTS.c.person_id == person),
        "post": select(POSTS.c.id).where(POSTS.c.person_id == person),
        "mandate": select(MANDATES.c.id).where(MANDATES.c.person_id == person),
    }
    ways = [(EVENTS.c.noun == noun) & EVENTS.c.subject_id.in_(ids) for noun, ids in theirs.items()]
    return log(db, street, None, 100, ways[0] | ways[1] | ways[2])


def of_subject(db: Connection, subject: Subject) -> list[Entry]:
    """Everything about one account, post or paper."""
    mine = (EVENTS.c.noun == subject.noun) & (EVENTS.c.subject_id == subject.id)
    return log(db, subject.street_id, None, 100, mine)


def _entry(row: Any, about: Sentence | str, person: int | None) -> Entry:
    actor, flow = json.loads(row.payload)["actor"], SUBJECTS[row.noun].flow
    step = flow.steps[row.step].label if row.step in flow.steps else row.step
    role = roles.LABELS.get(actor["role"]) or roles.NAMELESS.get(actor["role"]) or N_("系统")
    cursor = (row.at, row.noun, row.subject_id, row.seq)
    return Entry(parse_stamp(row.at), step, row.noun, row.subject_id, about, person, actor["name"], role, cursor)


def _about(db: Connection, rows: list[Any]) -> dict[tuple[str, int], tuple[Sentence | str, int]]:
    """What each subject is about, in three queries however many there are."""
    ids = {noun: [row.subject_id for row in rows if row.noun == noun] for noun in NOUNS}
    told: dict[tuple[str, int], tuple[Sentence | str, int]] = {}
    named = select(ACCOUNTS.c.id, ACCOUNTS.c.name, ACCOUNTS.c.person_id, PEOPLE.c.name.label("person"))
    named = named.join(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id).where(ACCOUNTS.c.id.in_(ids["account"]))
    for row in db.execute(named):
        words = {"person": row.person, "account": row.name}
        told["account", row.id] = Sentence(N_("%(person)s（账号 %(account)s）"), words), row.person_id
    for row in registers.posts(db, POSTS.c.id.in_(ids["post"])):
        words = {"person": row.person, "post": roles.post_of(row.org, row.role)}
        told["post", row.id] = Sentence(N_("%(person)s，%(post)s"), words), row.person_id
    for row in registers.mandates_by(db, ids["mandate"]):
        words = {"person": row.person, "head": row.head_name, "org": row.org}
        told["mandate", row.id] = Sentence(N_("%(person)s代%(org)s书记%(head)s"), words), row.person_id
    return told
