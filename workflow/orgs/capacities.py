"""In what capacities a person may act on a day: own posts, and others' posts by a dated paper."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Connection, bindparam, literal, null, or_, select, type_coerce, union_all
from sqlalchemy import String as Str

from workflow.kernel.db import bare, fetch_one
from workflow.kernel.errors import NotFound
from workflow.kernel.policy import Actor, Capacity
from workflow.kernel.prepared import fetch_rows
from workflow.orgs.model import Mandate, Org, Person, Post, line
from workflow.orgs.roles import DELEGATE

POSTS, MANDATES, ORGS, PEOPLE = bare(Post), bare(Mandate), bare(Org), bare(Person)


def in_force(table: Any, day: Any) -> Any:
    """The dated paper or post holds on this day; it ends by itself at midnight, or at once where it was ended."""
    running = table.c.state == ("granted" if table is POSTS else "running")
    return running & (table.c.starts <= day) & or_(table.c.ends.is_(None), table.c.ends >= day)


@lru_cache(maxsize=1)
def _hats() -> Any:
    """Every hat of one person on one day, in one query."""
    return hats_of(bindparam("person"))


def hats_of(person: Any, *known: Any) -> Any:
    """The hats, on the bound `day`, of the person a value or a condition (`known` goes with it) names."""
    day: Any = bindparam("day")
    org = (ORGS.c.id, ORGS.c.name, ORGS.c.kind, ORGS.c.path)
    own = (
        select(POSTS.c.role, *org, POSTS.c.street_id, null().label("mandate"), type_coerce(null(), JSON).label("steps"))
        .add_columns(null().label("behalf"), type_coerce(literal(""), Str).label("behalf_name"), *known)
        .join(ORGS, ORGS.c.id == POSTS.c.org_id)
        .where(POSTS.c.person_id == person, in_force(POSTS, day))
    )
    lent = (
        select(POSTS.c.role, *org, POSTS.c.street_id, MANDATES.c.kind.label("mandate"), MANDATES.c.steps)
        .add_columns(PEOPLE.c.id.label("behalf"), PEOPLE.c.name.label("behalf_name"), *known)
        .join(POSTS, POSTS.c.id == MANDATES.c.post_id)
        .join(ORGS, ORGS.c.id == POSTS.c.org_id)
        .join(PEOPLE, PEOPLE.c.id == POSTS.c.person_id)
        .where(MANDATES.c.person_id == person, in_force(MANDATES, day), in_force(POSTS, day))
    )
    return union_all(own, lent)


def capacities(db: Connection, person: int, day: date) -> tuple[Capacity, ...]:
    """The hats of a person on a day, own posts first."""
    return worn(fetch_rows(db, _hats(), {"day": day, "person": person}))


def worn(rows: list[Any]) -> tuple[Capacity, ...]:
    """What `hats_of` found, own posts first."""
    return tuple(sorted(map(_capacity, rows), key=lambda c: (c.behalf or 0, c.role, c.org)))


def _capacity(row: Any) -> Capacity:
    return Capacity(
        role=DELEGATE if row.mandate == "delegate" else row.role,
        org=row.id,
        street=row.street_id,
        kind=row.kind,
        path=line(row.path),
        post=row.name,
        steps=frozenset(row.steps) if row.steps is not None else None,
        behalf=row.behalf,
        behalf_name=row.behalf_name or "",
    )


def actor(db: Connection, person: int, day: date) -> Actor:
    """The person as an actor today.

    Raises: NotFound.
    """
    found = fetch_one(db, Person, PEOPLE.c.id == person)
    if found is None:
        raise NotFound
    return Actor(found.id, found.name, capacities(db, person, day))


@lru_cache(maxsize=1)
def _acting() -> Any:
    """Who acts in these organisations on one day in one of these roles, by own post or by paper, in one query."""
    day: Any = bindparam("day")
    held = POSTS.c.org_id.in_(bindparam("orgs", expanding=True)) & POSTS.c.role.in_(bindparam("roles", expanding=True))
    own = select(POSTS.c.org_id, POSTS.c.person_id, type_coerce(null(), JSON).label("steps"))
    lent = select(POSTS.c.org_id, MANDATES.c.person_id, MANDATES.c.steps).join(POSTS, POSTS.c.id == MANDATES.c.post_id)
    in_time = in_force(POSTS, day)
    return union_all(own.where(held, in_time), lent.where(held, in_time, in_force(MANDATES, day)))


def acting(db: Connection, orgs: tuple[int, ...], roles: set[str], day: date) -> list[Any]:
    """(organisation, person, the only steps a paper names or None) of everybody who acts there today in these roles."""
    return list(db.execute(_acting(), {"orgs": orgs, "roles": sorted(roles), "day": day}))


def able(acting: list[Any], orgs: tuple[int, ...], step: str) -> dict[int, set[int]]:
    """By organisation, those among them who may take this step."""
    found: dict[int, set[int]] = {org: set() for org in orgs}
    for org, person, steps in acting:
        if steps is None or step in steps:
            found[org].add(person)
    return found


def acting_in(db: Connection, orgs: tuple[int, ...], roles: set[str], step: str, day: date) -> dict[int, set[int]]:
    """By organisation, the people who may take this step there today in one of these roles."""
    return able(acting(db, orgs, roles, day), orgs, step)
