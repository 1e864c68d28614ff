"""The people of the demo street, their posts and papers, and the accounts one may try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from sqlalchemy import select

from workflow.demo.accounts import ACCOUNTS, PASSWORD
from workflow.demo.clockwork import Watch
from workflow.demo.ground import Ground, add
from workflow.demo.names import GIVEN, SURNAMES
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.desk import Office
from workflow.kernel.policy import Actor
from workflow.orgs import capacities
from workflow.orgs.accounts import Account, holder
from workflow.orgs.capacities import POSTS
from workflow.orgs.entering import operator
from workflow.orgs.model import Mandate, Person, Post
from workflow.orgs.passwords import hasher
from workflow.orgs.roles import SECRETARY, SECURITY_ADMIN, SYSTEM_ADMIN

Posts = dict[str, int]
"""People by `organisation's code/role/which one`."""

STREET_ROLES = ("secretary", "street_officer", "street_officer", "street_officer", "dispatcher")
ADMINISTRATORS = ("auditor", "security_admin", "system_admin")
DELEGATED = [
    *("accept", "verify", "redo", "redo_units", "redo_decision"),
    *("confirm", "rate", "call_back", "object", "object_again"),
    *("contact", "note", "attach", "correct", "receive", "announce", "open", "close"),
]


NEWCOMERS = (("yeqing", "叶青"), ("qiuyue", "邱月"))
SINCE = 500
"""Days before the first one told of, on which everybody took office."""


def settle(office: Office, watch: Watch, ground: Ground, lots: Random) -> Posts:
    """Everybody has a post since before the first matter; each secretary has a delegate. All of it by real steps.

    The server's operator appoints the three administrators, who then do their work; the clock stands back meanwhile.
    """
    now, names = watch.now, _names(lots)
    watch.now = now - timedelta(days=SINCE)
    posts, known = dict[str, int](), {account.post: account.person for account in ACCOUNTS}
    with office.database.writing() as db:
        for key in _places(ground):
            posts[key] = add(db, bare(Person), street_id=1, name=known.get(key) or next(names))
    town = _Registry(office, ground, posts)
    for role in ADMINISTRATORS:
        town.grant(operator(), f"S/{role}/0")
    security = town.actor(f"S/{SECURITY_ADMIN}/0")
    for key in posts:
        if key.split("/")[1] not in ADMINISTRATORS:
            town.grant(security, key)
    for code in ground.orgs:
        if code[0] == "B":
            town.lend(code, local(watch.now).date() + timedelta(days=SINCE + 366 + 200))
    town.open_accounts()
    watch.now = now
    return posts


def expect(office: Office, ground: Ground, posts: Posts) -> None:
    """Work for the administrators of today: a link nobody has used, somebody without a post, a post that ends soon."""
    town = _Registry(office, ground, posts)
    for name, person in NEWCOMERS:
        with office.desk(town.actor(f"S/{SYSTEM_ADMIN}/0")) as desk:
            desk.begin(Account, "create", {"name": name, "person_name": person})
    leaving = (POSTS.c.person_id == posts["B05/secretary/0"]) & (POSTS.c.role == SECRETARY)
    with office.desk(town.actor(f"S/{SECURITY_ADMIN}/0")) as desk:
        post = desk.db.execute(select(POSTS.c.id).where(leaving)).scalar_one()
        desk.take(Post, post, "limit", {"ends": desk.today + timedelta(days=20)})


@dataclass(frozen=True)
class _Registry:
    """The register of people as it fills."""

    office: Office
    ground: Ground
    posts: Posts

    def actor(self, key: str) -> Actor:
        with self.office.database.reading() as db:
            return capacities.actor(db, self.posts[key], local(self.office.clock()).date())

    def grant(self, who: Actor, key: str) -> None:
        code, role, _which = key.split("/")
        with self.office.desk(who) as desk:
            answers = {"person": self.posts[key], "org": self.ground.orgs[code], "role": role, "starts": desk.today}
            desk.begin(Post, "grant", answers)

    def lend(self, code: str, ends: date) -> None:
        """The secretary's written word for the first member."""
        head = self.actor(f"{code}/secretary/0")
        with self.office.desk(head) as desk:
            held = (POSTS.c.person_id == head.id) & (POSTS.c.org_id == self.ground.orgs[code])
            post = desk.db.execute(select(POSTS.c.id).where(held)).scalar_one()
            paper = f"{self.ground.names[code]}委托书〔{desk.today.year}〕1号"
            who = {"post": post, "person": self.posts[f"{code}/member/0"], "kind": "delegate", "steps": DELEGATED}
            desk.begin(Mandate, "lend", {**who, "starts": desk.today, "ends": ends, "paper": paper})

    def open_accounts(self) -> None:
        """Made by the system administrator, whose own account is the operator's work; each owner sets the password."""
        hashed = hasher().hash(PASSWORD)
        system = self.actor(f"S/{SYSTEM_ADMIN}/0")
        for account in ACCOUNTS:
            owner = self.actor(account.post)
            with self.office.desk(operator() if owner.id == system.id else system) as desk:
                made = desk.begin(Account, "create", {"name": account.name, "person": owner.id})
            with self.office.desk(holder(made.id, owner)) as desk:
                desk.take(Account, made.id, "accept", {"password": hashed})


def _places(ground: Ground) -> Iterator[str]:
    for code in ground.orgs:
        roles: tuple[str, ...] = {
            "S": (*STREET_ROLES, *ADMINISTRATORS),
            "C": ("secretary", "committee", "committee"),
            "B": ("secretary", "member", "member"),
            "U": ("handler", "handler") if int(code[1:] or 0) % 2 else ("handler",),
        }[code[0]]
        seen: dict[str, Iterator[int]] = {}
        for role in roles:
            yield f"{code}/{role}/{next(seen.setdefault(role, count()))}"


def _names(lots: Random) -> Iterator[str]:
    """Drawn without repeating."""
    drawn = [surname + given for surname in SURNAMES for given in GIVEN]
    taken = {account.person for account in ACCOUNTS}
    lots.shuffle(drawn)
    return (name for name in drawn if name not in taken)
