"""Whoever takes over the post of a matter's keeper is named in its history, with whom they took it over from."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import insert

from tests.matters import Matters
from tests.orgs.hands import take, today
from workflow.issues import Issue
from workflow.issues.succession import successions
from workflow.kernel.db import bare, fetch
from workflow.kernel.policy import Actor
from workflow.orgs.model import Person, Post

POSTS = bare(Post)


@pytest.fixture
def newcomer(matters: Matters) -> int:
    """Somebody without any post."""
    with matters.office.database.writing() as db:
        return int(db.execute(insert(bare(Person)).values(street_id=1, name="冯远")).inserted_primary_key[0])


def replace(matters: Matters, org: str, role: str, person: int) -> datetime:
    now_there = (POSTS.c.org_id == matters.street.orgs[org]) & (POSTS.c.role == role) & (POSTS.c.state == "granted")
    with matters.office.database.reading() as db:
        (old,) = fetch(db, Post, now_there)
    take(matters, "security", old, "replace", person=person)
    return matters.watch.now


def told(matters: Matters, issue: Issue) -> list[tuple[datetime, str]]:
    with matters.office.database.reading() as db:
        return [(one.at, str(one.who)) for one in successions(db, issue.id, matters.watch.now)]


def test_a_new_secretary_is_named_with_the_one_before(matters: Matters, newcomer: int) -> None:
    issue = matters.register("secretary")
    matters.watch.forward(hours=1)
    at = replace(matters, "a1", "secretary", newcomer)
    assert told(matters, issue) == [(at, "冯远接替周明，任东一网格党支部书记")]


def test_a_new_handler_of_the_unit_that_holds_it_is_named(matters: Matters, newcomer: int) -> None:
    issue = matters.reach("handling")
    at = replace(matters, "u1", "handler", newcomer)
    assert told(matters, issue) == [(at, "冯远接替尤川，任城管中队经办人")]


def test_who_takes_over_before_it_came_or_after_it_went_is_not_named(matters: Matters, newcomer: int) -> None:
    replace(matters, "a1", "secretary", newcomer)
    matters.watch.forward(minutes=1)
    matters.street.people["secretary"] = newcomer
    issue = matters.reach("transferred")
    matters.watch.forward(minutes=1)
    replace(matters, "a1", "secretary", matters.street.people["member2"])
    assert told(matters, issue) == []


def test_a_secretary_appointed_after_the_last_day_of_the_one_before_is_named_from_that_day(
    matters: Matters, newcomer: int
) -> None:
    issue = matters.register("secretary")
    with matters.office.database.reading() as db:
        (old,) = fetch(db, Post, POSTS.c.id == matters.street.posts["secretary"])
    take(matters, "security", old, "limit", ends=f"{today(matters)}")
    matters.watch.forward(days=1)
    take(matters, Actor.clock(1), old, "expire")
    org, starts = matters.street.orgs["a1"], f"{today(matters)}"
    with matters.office.desk(matters.actor("security")) as desk:
        desk.begin(Post, "grant", {"person": newcomer, "org": org, "role": "secretary", "starts": starts})
    assert [who for _at, who in told(matters, issue)] == ["冯远接替周明，任东一网格党支部书记"]
