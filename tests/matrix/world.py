"""The small street with a subject in every relation to everybody, made by real steps, and an app that keeps nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import insert
from werkzeug.test import TestResponse

from tests.matrix import consultations, emergencies, inspections, issues, office, orders, postings, requests, sessions
from tests.matrix.people import FORMER, OFFICERS, RAISED, REPORTER, STRANGER, Somebody
from tests.matrix.statement import Told, sees
from tests.site import API, Site
from tests.street import lend, password_hash
from web import Settings, create_app
from workflow.kernel.clock import local
from workflow.kernel.db import Database, bare
from workflow.kernel.policy import Actor, Capacity
from workflow.orgs.accounts import Account, Login
from workflow.orgs.entering import operator
from workflow.orgs.model import Org, Post
from workflow.orgs.roles import HOLDER


class Undo(Exception):
    """Raised to leave no trace."""


class Undone(Database):
    """The same database, in which everything may be tried and nothing stays."""

    kept = 0
    """How many transactions would have stayed."""
    look: Callable[[Any], None] = staticmethod(lambda db: None)
    """Looks at what would have stayed."""

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with suppress(Undo), super().writing() as db:
            yield db
            self.kept += 1
            self.look(db)
            raise Undo


@dataclass
class World:
    """Who can be sent to which address, and what is there."""

    site: Site
    app: Flask
    database: Undone
    ids: dict[str, int]
    told: dict[str, Told]
    codes: dict[str, tuple[str, str]]
    photo: str
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: dict[str, str] = field(default_factory=dict)

    def of(self, noun: str) -> list[Told]:
        return [it for it in self.told.values() if it.noun == noun]

    def unseen(self, who: Somebody) -> set[str]:
        """Issues whose words this person must never read; nobody reads a contact or a code."""
        return {"contact", "code"} | {
            it.name for it in self.of("issue") if not (sees(who, it) or (who is REPORTER and it.name == RAISED))
        }

    def ask(self, who: Somebody, method: str, path: str) -> TestResponse:
        """Send somebody there: a page with the cookie and the token of its forms, the API with a bearer token."""
        client = self.app.test_client(use_cookies=False)
        if path.startswith(API):
            headers = {"Authorization": f"Bearer {self.site.token(who.name)}"} if who.hats or who is FORMER else {}
            return client.open(path, method=method, headers=headers, json={} if method == "POST" else None)
        data = {"csrf_token": self.csrf[who.name]} if method == "POST" else None
        return client.open(path, method=method, headers={"Cookie": f"lianxi={self.cookies[who.name]}"}, data=data)


def build(database: Database, undone: Undone) -> World:
    """Everything is made on `database`; the app of the world works on the same one, but takes back all it does."""
    site = Site(database)
    _more_people(site)
    ids, told = issues.make(site.matters)
    sessions.make(site.matters, ids, told)
    orders.make(site.matters, ids, told)
    requests.make(site.matters, ids, told)
    emergencies.make(site.matters, ids, told)
    postings.make(site.matters, ids, told)
    consultations.make(site.matters, ids, told)
    office.make(site.matters, ids, told)
    inspections.make(site.matters, ids, told)
    codes = issues.codes(site.matters, ids)
    now = site.watch.now
    photo = issues.attach(site.matters, ids["own"], picture())
    app = create_app(
        replace(site.office, database=undone, clock=lambda: now + timedelta(seconds=30)),
        Settings(testing=True, secure_cookies=False),
    )
    world = World(site, app, undone, ids, told, codes, photo)
    for who in [STRANGER, REPORTER, FORMER, *OFFICERS.values()]:
        _let_in(world, who)
    with site.office.database.writing() as db:
        db.execute(bare(Login).update().values(seen_at=now))  # none is due to be touched
    left(site, now)
    return world


def left(site: Site, now: datetime) -> None:
    """Somebody whose last day, told beforehand, was yesterday: the session is still there, the rights are not."""
    before = replace(site.office, clock=lambda: now - timedelta(days=2))
    with before.desk(operator()) as desk:
        desk.take(Post, site.street.posts["former"], "limit", {"ends": local(now).date() - timedelta(days=1)})


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, "PNG")
    return out.getvalue()


def _let_in(world: World, who: Somebody) -> None:
    """Log in, or show a code; keep the cookie and the token of the forms."""
    browser = world.site.browser(who.name if who.hats or who is FORMER else None)
    if who is REPORTER:
        number, code = world.codes[RAISED]
        browser.get("/track")
        assert browser.post("/track", number=number, code=code).status_code == 303
    if who.hats or who is FORMER:
        world.site.token(who.name)
    browser.get("/login" if who is STRANGER else "/nothing")
    cookie = browser.client.get_cookie("lianxi")
    assert cookie is not None
    world.cookies[who.name], world.csrf[who.name] = cookie.value, browser.token()


def _more_people(site: Site) -> None:
    """The secretary's deputy, somebody whose post ends, and another street with officers of its own."""
    street, today = site.street, local(site.watch.now).date()
    begun = today - timedelta(days=30)
    with site.office.database.writing() as db:
        row = {"street_id": 1, "kind": "street", "code": "Z", "name": "邻街党工委", "path": ""}
        other = db.execute(insert(bare(Org)).values(**row)).inserted_primary_key[0]
        db.execute(bare(Org).update().where(bare(Org).c.id == other).values(street_id=other, path=str(other)))
    street.orgs["elsewhere"] = other
    for account, of, org, role in (
        ("deputy", 1, "a1", "member"),
        ("former", 1, "a1", "member"),
        ("elsewhere", other, "elsewhere", "street_officer"),
        ("elsewhere_auditor", other, "elsewhere", "auditor"),
    ):
        with site.office.desk(operator(of)) as desk:
            made = desk.begin(Account, "create", {"name": account, "person_name": f"人·{account}"})
            person = street.people[account] = made.person_id
            post = {"person": person, "org": street.orgs[org], "role": role, "starts": begun}
            street.posts[account] = desk.begin(Post, "grant", post).id
        with site.office.desk(Actor(person, account, (Capacity(HOLDER, made.id, of),))) as desk:
            desk.take(Account, made.id, "accept", {"password": password_hash()})
    with site.office.desk(operator()) as desk:
        lend(desk, street, "secretary", "deputy", begun, today + timedelta(days=300), kind="deputy")
