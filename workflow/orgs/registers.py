"""How accounts, people, posts and mandates are looked up: plain rows, a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, exists, or_, select

from workflow.kernel.db import bare
from workflow.kernel.desk import Office
from workflow.kernel.policy import Actor, scope
from workflow.orgs import attempts
from workflow.orgs.accounts import ACCOUNTS, LIMIT, LOGINS, Account
from workflow.orgs.capacities import in_force
from workflow.orgs.model import Mandate, Org, Person, Post
from workflow.orgs.overlaps import meets

POSTS, MANDATES, ORGS, PEOPLE = bare(Post), bare(Mandate), bare(Org), bare(Person)
SOON = timedelta(days=30)
HEAD = PEOPLE.alias("head")
WITHOUT, ENDING = "without", "ending"
"""People without any post, and those one of whose posts ends within a month."""


def accounts(db: Connection, actor: Actor, state: str = "", q: str = "", after: str = "", limit: int = 50) -> list[Any]:
    """Accounts by name with their people; one more than `limit` says that there are more."""
    found = select(ACCOUNTS, PEOPLE.c.name.label("person")).join(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id)
    found = found.where(scope(Account, actor.capacities), ACCOUNTS.c.name > after)
    found = found.where(ACCOUNTS.c.state == state) if state else found.where(ACCOUNTS.c.state != "removed")
    if q:
        found = found.where(or_(ACCOUNTS.c.name.contains(q, autoescape=True), _called(q)))
    return list(db.execute(found.order_by(ACCOUNTS.c.name).limit(limit + 1)))


def has_branches(db: Connection, street: int) -> bool:
    """Whether the ground of this street is laid: matters belong to branches."""
    mine = (ORGS.c.street_id == street) & (ORGS.c.kind == "branch")
    return db.execute(select(ORGS.c.id).where(mine).limit(1)).first() is not None


def account(db: Connection, id: int) -> Any:
    """One account with its person."""
    found = select(ACCOUNTS, PEOPLE.c.name.label("person")).join(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id)
    return db.execute(found.where(ACCOUNTS.c.id == id)).one()


def _called(q: str) -> Any:
    return PEOPLE.c.name.contains(q, autoescape=True)


def people(
    db: Connection, street: int, day: date, q: str = "", only: str = "", after: int = 0, limit: int = 50
) -> list[Any]:
    """People in office by number; one more than `limit` says that there are more."""
    found = select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.street_id == street, PEOPLE.c.id > after)
    mine = POSTS.c.person_id == PEOPLE.c.id
    if q:
        there = exists().where(
            mine, in_force(POSTS, day), ORGS.c.id == POSTS.c.org_id, ORGS.c.name.contains(q, autoescape=True)
        )
        found = found.where(or_(_called(q), there))
    if only == WITHOUT:
        found = found.where(~exists().where(mine, meets(POSTS, day, None)))
    if only == ENDING:
        found = found.where(exists().where(mine, in_force(POSTS, day), POSTS.c.ends <= day + SOON))
    return list(db.execute(found.order_by(PEOPLE.c.id).limit(limit + 1)))


def posts(db: Connection, *where: Any) -> list[Any]:
    """Posts with the names of holder and organisation, those that run on first."""
    found = (
        select(POSTS, PEOPLE.c.name.label("person"), ORGS.c.name.label("org"))
        .join(PEOPLE, PEOPLE.c.id == POSTS.c.person_id)
        .join(ORGS, ORGS.c.id == POSTS.c.org_id)
        .where(*where)
    )
    return list(db.execute(found.order_by(POSTS.c.state.desc(), POSTS.c.starts.desc(), POSTS.c.id)))


def ending(db: Connection, street: int, day: date, limit: int = 30) -> list[Any]:
    """Posts of today that end within a month, the next to end first."""
    soon = in_force(POSTS, day) & (POSTS.c.ends <= day + SOON) & (POSTS.c.street_id == street)
    return sorted(posts(db, soon), key=lambda row: (row.ends, row.id))[:limit]


def held_by(db: Connection, person: int) -> list[Any]:
    """Every post of one person."""
    return posts(db, POSTS.c.person_id == person)


def last_held(db: Connection, account: str) -> Any:
    """The post of an account's owner that ended last, None where none has."""
    person = select(ACCOUNTS.c.person_id).where(ACCOUNTS.c.name == account, ACCOUNTS.c.state == "active")
    over = posts(db, POSTS.c.person_id == person.scalar_subquery(), POSTS.c.ends.is_not(None))
    return max(over, key=lambda row: (row.ends, row.id), default=None)


def held(db: Connection, people: list[int], day: date) -> dict[int, list[Any]]:
    """The posts of today and to come of these people."""
    found: dict[int, list[Any]] = {id: [] for id in people}
    for row in posts(db, POSTS.c.person_id.in_(people), meets(POSTS, day, None)):
        found[row.person_id].append(row)
    return found


def accounts_of(db: Connection, people: list[int]) -> dict[int, Any]:
    """The account of each of these people, as far as they have one."""
    found = select(ACCOUNTS.c.id, ACCOUNTS.c.name, ACCOUNTS.c.state, ACCOUNTS.c.person_id)
    mine = ACCOUNTS.c.person_id.in_(people) & (ACCOUNTS.c.state != "removed")
    return {row.person_id: row for row in db.execute(found.where(mine))}


def _mandates() -> Select[Any]:
    return (
        select(MANDATES, PEOPLE.c.name.label("person"), HEAD.c.name.label("head_name"), ORGS.c.name.label("org"))
        .add_columns(POSTS.c.role, POSTS.c.person_id.label("head_id"))
        .join(POSTS, POSTS.c.id == MANDATES.c.post_id)
        .join(ORGS, ORGS.c.id == POSTS.c.org_id)
        .join(PEOPLE, PEOPLE.c.id == MANDATES.c.person_id)
        .join(HEAD, HEAD.c.id == POSTS.c.person_id)
        .order_by(MANDATES.c.id.desc())
    )


def mandates(db: Connection, actor: Actor, over: bool, before: int | None = None, limit: int = 50) -> list[Any]:
    """Papers the actor may see, in force and to come or over, the newest first; one more says that there are more."""
    found = _mandates().where(scope(Mandate, actor.capacities), (MANDATES.c.state != "running") == over)
    if before:
        found = found.where(MANDATES.c.id < before)
    return list(db.execute(found.limit(limit + 1)))


def mandates_by(db: Connection, ids: list[int]) -> list[Any]:
    """These papers with all their names."""
    return list(db.execute(_mandates().where(MANDATES.c.id.in_(ids))))


def mandate(db: Connection, id: int) -> Any:
    """One paper with all its names."""
    return db.execute(_mandates().where(MANDATES.c.id == id)).one()


def papers_of(db: Connection, person: int) -> list[Any]:
    """Papers by which this person acts for others, or others for this person."""
    return list(db.execute(_mandates().where(or_(MANDATES.c.person_id == person, POSTS.c.person_id == person))))


def logins(db: Connection, account: int, now: Any) -> list[Any]:
    """Sessions and tokens of one account that have not run out, the latest used first."""
    mine = (LOGINS.c.account_id == account) & (LOGINS.c.ends_at > now)
    return list(db.execute(select(LOGINS).where(mine).order_by(LOGINS.c.seen_at.desc())))


@dataclass(frozen=True, slots=True)
class Lockout:
    """An account whose password was guessed at more often than is allowed."""

    id: int
    name: str
    person: str
    tries: int
    since: Any


def lockouts(office: Office, db: Connection, street: int) -> list[Lockout]:
    """Accounts locked in the last day. Tries are kept without names: the names are asked one by one."""
    day = office.clock() - timedelta(days=1)
    many = select(attempts.TRIES).where(attempts.TRIES.c.since >= day, attempts.TRIES.c.n > LIMIT)
    tried = {row.key: row for row in db.execute(many)}
    if not tried:
        return []
    found = select(ACCOUNTS.c.id, ACCOUNTS.c.name, PEOPLE.c.name.label("person"))
    found = found.join(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id).where(ACCOUNTS.c.street_id == street)
    return [
        Lockout(row.id, row.name, row.person, one.n, one.since)
        for row in db.execute(found.order_by(ACCOUNTS.c.name))
        if (one := tried.get(attempts.login_key(office, row.name)))
    ]
