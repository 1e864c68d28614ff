"""A small street for every test that needs people: 1 street, 2 communities, 4 branches, 6 grids, 3 units.

Names are by place: branches `a1 a2` under community `a`, `b1 b2` under `b`; grids `a1g1 a1g2 a2g1 …`; units `u1 u2 u3`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, insert

from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.desk import Office
from workflow.kernel.policy import Actor
from workflow.orgs import capacities
from workflow.orgs.accounts import Account, hasher
from workflow.orgs.model import Grid, Mandate, Org, Person, Post
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
    return hasher().hash(PASSWORD)


def small_street(office: Office) -> Street:
    """Build it in an empty database; posts began a year ago, the delegation of `member` holds for a year."""
    street = Street(office)
    today = local(office.clock()).date()
    with office.database.writing() as db:
        _places(db, street)
        _people(db, street, today)
    return street


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
    begun, ends = today - timedelta(days=365), today + timedelta(days=365)
    for account, name, role, org in PEOPLE:
        person = street.people[account] = _add(db, Person, street_id=1, name=name)
        dates = {"starts": begun, "ends": None}
        row = {"street_id": 1, "person_id": person, "org_id": street.orgs[org], "role": role}
        street.posts[account] = _add(db, Post, **row, **dates)
        _add(db, Account, street_id=1, name=account, person_id=person, password=password_hash(), closed_at=None)
    paper = {
        "kind": "delegate",
        "paper": "委托书〔2026〕1号",
        "steps": ["accept", "verify", "redo", "contact", "confirm", "note"],
    }
    row = {"street_id": 1, "post_id": street.posts["secretary"], "person_id": street.people["member"]}
    _add(db, Mandate, **row, **paper, starts=begun, ends=ends)
