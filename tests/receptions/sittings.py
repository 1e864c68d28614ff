"""Hands for stories of reception days on the small street."""

from __future__ import annotations

from typing import Any

from tests.matters import Matters
from workflow.issues import Issue
from workflow.kernel.db import bare, fetch_one
from workflow.receptions import Reception

ISSUES = bare(Issue)
MATTER = {"what": "楼道灯不亮", "place": "荔枝路12号", "reporter_name": "何女士"}


class Receptions(Matters):
    def plan(self, on: str = "2026-11-28", who: str = "secretary") -> Reception:
        with self.office.desk(self.actor(who)) as desk:
            return desk.begin(Reception, "plan", {"on": on, "place": "党群服务中心", "hours": "9:00—11:30"})

    def open(self, on: str = "2026-11-23") -> Reception:
        reception = self.plan(on)
        self.take("secretary", reception, "announce")
        return self.take("secretary", reception, "open")

    def receive(self, reception: Reception, who: str = "secretary", **data: Any) -> dict[str, Any]:
        with self.office.desk(self.actor(who)) as desk:
            desk.take(Reception, reception.id, "receive", MATTER | data)
        return desk.result

    def issue(self, id: int) -> Issue:
        with self.office.database.reading() as db:
            found = fetch_one(db, Issue, ISSUES.c.id == id)
        assert found is not None
        return found
