"""A small street to measure on: one branch, one secretary, and matters registered through the desk."""

from __future__ import annotations

import secrets
from datetime import date

from workflow import migrations
from workflow.issues import Issue
from workflow.kernel.clock import local, utc_now
from workflow.kernel.db import Database, Record, bare, insert_into
from workflow.kernel.desk import Office
from workflow.kernel.policy import Actor, Capacity
from workflow.orgs.accounts import Account
from workflow.orgs.capacities import actor
from workflow.orgs.entering import operator
from workflow.orgs.model import Grid, Org, Person, Post
from workflow.orgs.passwords import hasher
from workflow.orgs.roles import HOLDER
from workflow.rules.model import Category

PASSWORD = secrets.token_urlsafe()
SECRET = b"bench" * 8
ACCEPT = {"category": 1, "urgency": "general"}
ROWS: list[Record] = [
    Org(id=1, street_id=1, kind="street", code="S", name="荔园街道", path="1"),
    Org(id=2, street_id=1, kind="community", code="C1", name="荔枝社区", parent_id=1, path="1/2"),
    Org(id=3, street_id=1, kind="branch", code="B01", name="丰安网格党支部", parent_id=2, path="1/2/3"),
    *(Category(id=n, street_id=1, code=f"c{n}", name=f"类别{n}", routine=True, evidence="text") for n in range(1, 13)),
    Grid(id=1, street_id=1, code="G1", name="一网格", branch_id=3, places=["荔枝路"]),
    Person(id=1, street_id=1, name="张书记"),
]
POST = {"person": 1, "org": 3, "role": "secretary", "starts": date(2020, 1, 1)}


class Street:
    """An office over a fresh database (unless `built` before), and its secretary."""

    def __init__(self, url: str, *, built: bool = False) -> None:
        if not built:
            migrations.upgrade(url)
        self.database = Database(url)
        self.office = Office(self.database, SECRET)
        if not built:
            self._settle()
        with self.database.reading() as db:
            self.secretary: Actor = actor(db, 1, local(utc_now()).date())

    def _settle(self) -> None:
        with self.database.writing() as db:
            for row in ROWS:
                values = {c.name: v for c in bare(type(row)).columns if (v := getattr(row, c.name)) is not None}
                db.execute(insert_into(bare(type(row))), values)
        with self.office.desk(operator()) as desk:
            desk.begin(Post, "grant", POST)
            account = desk.begin(Account, "create", {"name": "zhang", "person": 1})
        owner = Actor(1, "张书记", (Capacity(HOLDER, account.id, 1),))
        with self.office.desk(owner) as desk:
            desk.take(Account, account.id, "accept", {"password": hasher().hash(PASSWORD)})

    def register(self) -> int:
        """A matter as residents raise it; its id."""
        with self.office.desk(self.secretary) as desk:
            return desk.begin(Issue, "register", {"what": "楼道堆物，通行不便", "place": "荔枝路12号"}).id

    def registered(self, n: int) -> list[int]:
        return [self.register() for _ in range(n)]

    def accept(self, id: int) -> None:
        """One full step: guards, chained event, one clock stopped, two started, outbox, one commit."""
        with self.office.desk(self.secretary) as desk:
            desk.take(Issue, id, "accept", ACCEPT)

    def note(self, id: int) -> None:
        """A step that leaves the state as it is: event, text, outbox."""
        with self.office.desk(self.secretary) as desk:
            desk.take(Issue, id, "note", {"text": "已现场查看"})

    def close(self) -> None:
        self.database.close()
