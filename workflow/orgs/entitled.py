"""Whether a person held, on the day, the post or the paper under which an old entry of history is signed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from workflow.kernel.clock import local, parse_stamp
from workflow.kernel.legible import columns, legible
from workflow.kernel.policy import CLOCK
from workflow.orgs.accounts import ACCOUNTS
from workflow.orgs.capacities import MANDATES, POSTS
from workflow.orgs.roles import ANYBODY, DELEGATE, HOLDER, OPERATOR

Hat = tuple[int, int, str]
"""Person, organisation, role."""


COLUMNS = {
    ("post", "grant"): {"person": "person_id", "org": "org_id", "role": "role", "starts": "starts"},
    ("mandate", "lend"): {"post": "post_id", "person": "person_id", "kind": "kind", "starts": "starts"},
}
"""What a birth was asked, and the column that holds it unchanged ever after."""


BY_ITSELF = {CLOCK: CLOCK, OPERATOR: OPERATOR, ANYBODY: "respondent"}
"""Roles that nobody holds by a paper, and the relation in which each acts."""


class Papers:
    """All posts and mandates there ever were, loaded once."""

    def __init__(self, db: Connection) -> None:
        self.posts: dict[Hat, list[tuple[date, date]]] = defaultdict(list)
        self.mandates: dict[tuple[Hat, int], list[tuple[date, date, Any]]] = defaultdict(list)
        self.rows: dict[tuple[str, int], Any] = {}
        for row in db.execute(legible(db, POSTS)):
            self.rows["post", row.id] = row
            self.posts[row.person_id, row.org_id, row.role].append((row.starts, last_day(row)))
        held = (POSTS.c.org_id, POSTS.c.role, POSTS.c.person_id.label("holder"))
        dates = (POSTS.c.starts.label("since"), POSTS.c.ends.label("until"))
        lent = select(*columns(db, MANDATES), *held, *dates).join(POSTS, POSTS.c.id == MANDATES.c.post_id)
        for row in db.execute(lent):
            hat = (row.person_id, row.org_id, DELEGATE if row.kind == "delegate" else row.role)
            self.rows["mandate", row.id] = row
            span = (max(row.starts, row.since), min(last_day(row), row.until or date.max), row.steps)
            self.mandates[hat, row.holder].append(span)
        self.accounts = {row.id: row.person_id for row in db.execute(select(ACCOUNTS.c.id, ACCOUNTS.c.person_id))}

    def as_granted(self, entry: dict[str, Any]) -> bool:
        """Whether the row still says what was granted: a role changed behind the desk's back is found."""
        told, said = entry["answers"], COLUMNS.get((entry["noun"], entry["step"]))
        if said is None or not told:  # taken over from before there was a history
            return True
        row = self.rows.get((entry["noun"], entry["id"]))
        return row is not None and all(str(getattr(row, column)) == str(told[name]) for name, column in said.items())

    def entitle(self, entry: dict[str, Any], step: dict[str, Any]) -> bool:
        """Whether the signature of this entry was good on its day."""
        if not self.as_granted(entry):
            return False
        actor, follows = entry["actor"], "follows" in step["by"]
        if actor["role"] in BY_ITSELF:
            return actor["id"] == 0 and (follows or BY_ITSELF[actor["role"]] in step["by"])
        if actor["role"] == HOLDER:
            return bool(self.accounts.get(actor["org"]) == actor["id"])
        day = local(parse_stamp(entry["at"])).date()
        hat: Hat = (actor["id"], actor["org"], actor["role"])
        if "behalf" not in actor:
            return any(first <= day <= last for first, last in self.posts.get(hat, ()))
        return any(
            first <= day <= last and (steps is None or follows or entry["step"] in steps)
            for first, last, steps in self.mandates.get((hat, actor["behalf"]), ())
        )


def last_day(row: Any) -> date:
    """The last day a post or paper entitled; one that was ended before it began never did."""
    ends: date = row.ends or date.max
    return min(ends, local(row.ended_at).date()) if row.ended_at else ends
