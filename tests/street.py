"""A small street for every test that needs people: 1 street, 2 communities, 4 branches, 6 grids, 3 units.

Names are by place: branches `a1 a2` under community `a`, `b1 b2` under `b`; grids `a1g1 a1g2 a2g1 …`; units `u1 u2 u3`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, insert, select

from workflow.kernel.clock import local
from workflow.kernel.db import Record, bare
from workflow.kernel.desk import Desk, Office
from workflow.kernel.policy import Actor, Capacity
from workflow.orgs import capacities
from workflow.orgs.accounts import Account
from workflow.orgs.entering import operator
from workflow.orgs.model import Grid, Mandate, Org, Post
from workflow.orgs.roles import HOLDER
from workflow.rules.model import Category

PASSWORD = "plum-and-lychee-7"

ORGS = (  # name here, kind, code, name, parent
    ("street", "street", "S", "荔枝街道党工委", None),
    ("a", "community", "A", "东社区党委", "street"),
    ("b", "community", "B", "西社区党委", "street"),
    ("a1", "branch", "A1", "东一网格党支部", "a"),
    ("a2", "branch", "A2", "东二网格党支部", "a"),
    ("b1", "branch", "B1", "西一网格党支部", "b"),
    ("b2", "branch", "B2", "西二网格党支部", "b"),
    ("u1", "unit", "U1", "城管中队", "street"),
    ("u2", "unit", "U2", "市政所", "street"),
    ("u3", "unit", "U3", "供水公司", "street"),
)
GRIDS = (  # name here, branch, name, places
    ("a1g1", "a1", "东一第一网格", ["荔枝路12号"]),
    ("a1g2", "a1", "东一第二网格", ["荔枝路30号"]),
    ("a2g1", "a2", "东二第一网格", ["圳美村口"]),
    ("b1g1", "b1", "西一第一网格", ["迳口广场"]),
    ("b1g2", "b1", "西一第二网格", []),
    ("b2g1", "b2", "西二第一网格", []),
)
PEOPLE = (  # account, person, role, organisation
    ("secretary", "周明", "secretary", "a1"),
    ("member", "吴芳", "member", "a1"),
    ("member2", "郑强", "member", "a1"),
    ("secretary_a2", "王丽", "secretary", "a2"),
    ("secretary_b1", "陈刚", "secretary", "b1"),
    ("secretary_b2", "褚红", "secretary", "b2"),
    ("community", "卫东", "committee", "a"),
    ("community_head", "蒋英", "secretary", "a"),
    ("community_b", "沈涛", "committee", "b"),
    ("street", "韩梅", "street_officer", "street"),
    ("street2", "杨柳", "street_officer", "street"),
    ("street_head", "朱峰", "secretary", "street"),
    ("dispatcher", "秦岭", "dispatcher", "street"),
    ("unit", "尤川", "handler", "u1"),
    ("unit2", "许江", "handler", "u2"),
    ("unit3", "何海", "handler", "u3"),
    ("auditor", "吕正", "auditor", "street"),
    ("security", "施安", "security_admin", "street"),
    ("system", "张统", "system_admin", "street"),
)
DELEGATED = ["accept", "verify", "redo", "contact", "confirm", "call_back", "rate", "note"]
CATEGORIES = (  # code, name, routine, evidence
    ("clutter", "楼道堆物", True, "text"),
    ("lamp", "路灯", True, "photo"),
    ("drain", "下水管网", False, "text"),
)


@dataclass
class Street:
    """The ids of everything by name, and actors by account."""

    office: Office
    orgs: dict[str, int] = field(default_factory=dict)
    grids: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)

    def actor(self, account: str) -> Actor:
        """The person behind an account, with the capacities of the office's today."""
        with self.office.database.reading() as db:
            return capacities.actor(db, self.people[account], local(self.office.clock()).date())


@lru_cache(maxsize=1)
def password_hash() -> str:
    """Of the weakest argon2id there is, for the thousands of logins of the tests; tests/orgs looks at the real one."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


WRITTEN = (
    "orgs",
    "grids",
    "categories",
    "people",
    "accounts",
    "posts",
    "mandates",
    "flows",
    "events",
    "bodies",
    "outbox",
    "accesses",
    "access_chains",
)
NAMED = ("orgs", "grids", "people", "posts", "categories")
_first: dict[tuple[bool, date], tuple[Street, dict[str, list[dict[str, Any]]]]] = {}
"""The first street of this process by database and day: its ids, and every row it wrote."""


def small_street(office: Office) -> Street:
    """Build it in an empty database; posts began a year ago, the delegation of `member` holds for a year.

    To take every real step again for each test would cost 70 ms: later ones get the rows that the first one wrote,
    if they are not there already (the fixture `peopled`).
    """
    now = office.clock()
    key = (office.database.is_sqlite, local(now).date())
    if not (key in _first and _peopled(office)):
        with office.database.writing() as db:
            if key in _first:
                _pour(db, _first[key][1])
            else:
                _first[key] = _build(db, Street(replace(office, clock=lambda: now)))
    return Street(office, **{name: dict(getattr(_first[key][0], name)) for name in NAMED})


def _peopled(office: Office) -> bool:
    with office.database.reading() as db:
        return db.exec_driver_sql("SELECT 1 FROM orgs LIMIT 1").first() is not None


def _build(db: Connection, street: Street) -> tuple[Street, dict[str, list[dict[str, Any]]]]:
    _places(db, street)
    _people(db, street, local(street.office.clock()).date())
    tables = {name: Record.metadata.tables[name] for name in WRITTEN}
    return street, {name: [dict(row._mapping) for row in db.execute(select(tables[name]))] for name in WRITTEN}


def _pour(db: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
    for name, found in rows.items():
        table = Record.metadata.tables[name]
        db.execute(insert(table), found)
        if db.dialect.name != "sqlite" and "id" in table.c:  # ids given by hand do not move PostgreSQL's counters
            counter, last = f"pg_get_serial_sequence('{name}', 'id')", max(row["id"] for row in found)
            db.exec_driver_sql(f"SELECT nextval({counter}) FROM generate_series(1, {last})")


def _add(db: Connection, model: Any, **row: Any) -> int:
    return int(db.execute(insert(bare(model)), row).inserted_primary_key[0])


def _places(db: Connection, street: Street) -> None:
    paths: dict[str | None, str] = {None: ""}
    for name, kind, code, title, parent in ORGS:
        row = {"street_id": 1, "kind": kind, "code": code, "name": title, "parent_id": street.orgs.get(parent or "")}
        id = street.orgs[name] = _add(db, Org, **row, path="")
        paths[name] = f"{paths[parent]}/{id}".strip("/")
        assert street.orgs["street"] == 1, "the street's own id is the street_id of every row"
        db.execute(bare(Org).update().where(bare(Org).c.id == id).values(path=paths[name]))
    for name, branch, title, places in GRIDS:
        row = {"street_id": 1, "code": name, "name": title, "branch_id": street.orgs[branch], "places": places}
        street.grids[name] = _add(db, Grid, **row)
    for code, title, routine, evidence in CATEGORIES:
        row = {"street_id": 1, "code": code, "name": title, "routine": routine, "evidence": evidence, "keywords": ""}
        street.categories[code] = _add(db, Category, **row)


def _people(db: Connection, street: Street, today: date) -> None:
    """By real steps on the server, as `lianxi init` makes its three: history knows of every post, paper and account."""
    begun, ends = today - timedelta(days=365), today + timedelta(days=365)
    desk = street.office.desk(operator())
    desk.db = db
    for account, name, role, org in PEOPLE:
        made = desk.begin(Account, "create", {"name": account, "person_name": name})
        person = street.people[account] = made.person_id
        desk.actor = Actor(person, name, (Capacity(HOLDER, made.id, 1),))
        desk.take(Account, made.id, "accept", {"password": password_hash()})
        desk.actor = operator()
        post = {"person": person, "org": street.orgs[org], "role": role, "starts": begun}
        street.posts[account] = desk.begin(Post, "grant", post).id
    lend(desk, street, "secretary", "member", begun, ends, kind="delegate", steps=DELEGATED)


def lend(desk: Desk, street: Street, head: str, to: str, starts: date, ends: date, **how: Any) -> Mandate:
    """A paper for somebody to act for the holder of a post."""
    who = {"post": street.posts[head], "person": street.people[to], "paper": "委托书〔2026〕1号"}
    return desk.begin(Mandate, "lend", {**who, "starts": starts, "ends": ends, **how})
