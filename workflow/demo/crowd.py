"""The people of the demo street, their posts and papers, and the accounts one may try."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from random import Random

from sqlalchemy import Connection

from workflow.demo.accounts import ACCOUNTS, PASSWORD
from workflow.demo.ground import Ground, add
from workflow.demo.names import GIVEN, SURNAMES
from workflow.kernel.db import bare
from workflow.orgs.accounts import Account, hasher
from workflow.orgs.model import Mandate, Person, Post

Posts = dict[str, int]
"""People by `organisation's code/role/which one`."""

STREET_ROLES = ("secretary", "street_officer", "street_officer", "street_officer", "dispatcher")
ADMINISTRATORS = ("auditor", "security_admin", "system_admin")
DELEGATED = [
    *("accept", "verify", "redo", "redo_units", "redo_decision", "confirm", "object", "object_again"),
    *("contact", "note", "attach", "correct", "receive", "announce", "open", "close"),
]


def settle(db: Connection, ground: Ground, today: date, lots: Random) -> Posts:
    """Everybody has a post since before the first matter; each secretary has a delegate for the year."""
    posts: Posts = {}
    names = _names(lots)
    known = {account.post: account.person for account in ACCOUNTS}
    held = 0
    since = today - timedelta(days=500)
    for code, role, which in _places(ground):
        key = f"{code}/{role}/{which}"
        person = posts[key] = add(db, bare(Person), street_id=1, name=known.get(key) or next(names))
        row = {"street_id": 1, "person_id": person, "org_id": ground.orgs[code], "role": role}
        post = add(db, bare(Post), **row, starts=since, ends=None)
        if role == "secretary":
            held = post
        if key == f"{code}/member/0":
            paper = {"paper": f"{ground.names[code]}委托书〔{today.year}〕1号", "steps": DELEGATED, "kind": "delegate"}
            dates = {"starts": since, "ends": today + timedelta(days=240)}
            add(db, bare(Mandate), street_id=1, post_id=held, person_id=person, **paper, **dates)
    _accounts(db, posts)
    return posts


def _places(ground: Ground) -> Iterator[tuple[str, str, int]]:
    for code in ground.orgs:
        roles: tuple[str, ...] = {
            "S": (*STREET_ROLES, *ADMINISTRATORS),
            "C": ("secretary", "committee", "committee"),
            "B": ("secretary", "member", "member"),
            "U": ("handler", "handler") if int(code[1:] or 0) % 2 else ("handler",),
        }[code[0]]
        seen: dict[str, Iterator[int]] = {}
        for role in roles:
            yield code, role, next(seen.setdefault(role, count()))


def _names(lots: Random) -> Iterator[str]:
    """Drawn without repeating."""
    drawn = [surname + given for surname in SURNAMES for given in GIVEN]
    taken = {account.person for account in ACCOUNTS}
    lots.shuffle(drawn)
    return (name for name in drawn if name not in taken)


def _accounts(db: Connection, posts: Posts) -> None:
    hashed = hasher().hash(PASSWORD)
    for account in ACCOUNTS:
        row = {"street_id": 1, "name": account.name, "person_id": posts[account.post], "password": hashed}
        add(db, bare(Account), **row, closed_at=None)
