"""What the rules of an issue may ask about it, each looked up at most once."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Connection, Select, bindparam, exists, func, or_, select

from workflow.issues.woven import entries_of, woven
from workflow.kernel.db import Record
from workflow.kernel.history import EVENTS
from workflow.kernel.prepared import fetch_rows
from workflow.orgs.capacities import able, acting
from workflow.orgs.model import line
from workflow.rules.book import Book, book_of

if TYPE_CHECKING:
    from workflow.issues.model import Assignment, Issue

TABLES = Record.metadata.tables
WORKING = ("execute", "transfer", "conclude", "escalate", "report_done", "block", "unblock", "unblock_units")
SHEET_WORK = ("sign", "progress", "report", "finish", "resist")
RECUSING = ("declare_recusal", "recuse")
"""The only steps that recuse anybody: where neither was taken yet, nobody needs to look."""
OPEN_SHEET = ("pending", "handling", "returned", "disputed", "reported")


@cache
def hanging(name: str, *columns: str) -> Select[Any]:
    """The rows of a table that hang on one `:issue`, in the order of their keys; built once, for rules ask often."""
    table = TABLES[name]
    found = select(*(table.c[column] for column in columns)) if columns else select(table)
    return found.where(table.c.issue_id == bindparam("issue")).order_by(*table.primary_key)


@cache
def _line() -> Select[Any]:
    """An organisation and all above it."""
    names = ("id", "name", "kind", "parent_id", "path")
    own, upper = TABLES["orgs"].alias("own"), TABLES["orgs"].alias("upper")
    here = select(*(own.c[name] for name in names)).where(own.c.id == bindparam("org")).cte("line", recursive=True)
    above = select(*(upper.c[name] for name in names)).join(here, upper.c.id == here.c.parent_id)
    return select(here.union_all(above))


@cache
def _deeds() -> Select[Any]:
    """Who did what, in an issue and in its assignments."""
    whose = woven(bindparam("issue", type_=BigInteger))
    return select(EVENTS.c.actor_id, EVENTS.c.step).select_from(entries_of(whose))


@cache
def _handling() -> Select[Any]:
    """The handling clock of a subject that runs now."""
    clocks = TABLES["deadlines"].c
    mine = (clocks.noun == bindparam("of")) & (clocks.subject_id == bindparam("id"))
    return select(clocks.paused, clocks.extended).where(mine, clocks.kind == "handle", clocks.stopped_at.is_(None))


class OrgFacts:
    """Organisations by id, fetched together."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        self._known: dict[int, Any] = {}

    def org(self, id: int) -> Any:
        """(id, name, kind, parent_id, path); its whole line of organisations above comes along."""
        if id not in self._known:
            self._known |= {row.id: row for row in fetch_rows(self.db, _line(), {"org": id})}
        return self._known[id]


class IssueFacts(OrgFacts):
    """Facts of one issue."""

    def __init__(self, db: Connection, issue: Issue) -> None:
        super().__init__(db)
        self.issue = issue
        self._acting: dict[tuple[tuple[int, ...], frozenset[str], date], list[Any]] = {}

    def _hanging(self, name: str, *columns: str) -> list[Any]:
        return fetch_rows(self.db, hanging(name, *columns), {"issue": self.issue.id})

    @cached_property
    def owner(self) -> Any:
        return self.org(self.issue.owner_id)

    @cached_property
    def parent(self) -> Any:
        """The organisation above the owner, None at the street."""
        return self.org(self.owner.parent_id) if self.owner.parent_id else None

    @cached_property
    def category(self) -> Any:
        table = TABLES["categories"]
        return self.db.execute(select(table).where(table.c.id == self.issue.category_id)).one_or_none()

    @cached_property
    def sheets(self) -> list[Any]:
        """All assignments, oldest first."""
        return self._hanging("assignments")

    @property
    def open_sheets(self) -> list[Any]:
        return [s for s in self.sheets if s.state in OPEN_SHEET]

    @property
    def lead(self) -> Any:
        """The open assignment of the lead unit, or None."""
        return next((s for s in self.open_sheets if s.role == "lead"), None)

    @cached_property
    def recusals(self) -> list[Any]:
        if self.issue.counts.keys().isdisjoint(RECUSING):
            return []
        return self._hanging("recusals", "person_id", "replacement_id")

    @property
    def recused(self) -> set[int]:
        return {row.person_id for row in self.recusals}

    @property
    def replacements(self) -> set[int]:
        """People the level above named in the place of a recused head."""
        return {row.replacement_id for row in self.recusals if row.replacement_id is not None}

    @cached_property
    def deeds(self) -> set[tuple[int, str]]:
        """(person, step) of everything done so far in the issue and in its assignments."""
        return {(row.actor_id, row.step) for row in fetch_rows(self.db, _deeds(), {"issue": self.issue.id})}

    @property
    def workers(self) -> set[int]:
        """People who took a working step, in any round."""
        return {person for person, step in self.deeds if step in WORKING or step in SHEET_WORK}

    @property
    def participants(self) -> set[int]:
        return {person for person, _step in self.deeds}

    def officers(self, orgs: tuple[int, ...], roles: set[str], step: str, day: date) -> dict[int, set[int]]:
        """By organisation, who may take this step there today in one of these roles."""
        asked = (orgs, frozenset(roles), day)
        if asked not in self._acting:
            self._acting[asked] = acting(self.db, orgs, roles, day)
        return able(self._acting[asked], orgs, step)

    @cached_property
    def decisions(self) -> list[Any]:
        return self._hanging("decisions")

    @cached_property
    def followers(self) -> list[int]:
        """Issues merged into this one."""
        table = TABLES["issues"]
        return list(self.db.execute(select(table.c.id).where(table.c.merged_into_id == self.issue.id)).scalars())

    @cached_property
    def merged_into_owner(self) -> int | None:
        """Who answers for the issue this one was merged into."""
        table = TABLES["issues"]
        return self.db.execute(
            select(table.c.owner_id).where(table.c.id == self.issue.merged_into_id)
        ).scalar_one_or_none()

    @cached_property
    def claims(self) -> list[Any]:
        """Stakes still held by reporters, of this issue and of those merged into it."""
        table, issues = TABLES["claims"], TABLES["issues"]
        followers = select(issues.c.id).where(issues.c.merged_into_id == self.issue.id)
        here = or_(table.c.issue_id == self.issue.id, table.c.issue_id.in_(followers))
        found = select(table.c.id, table.c.issue_id, table.c.contact_id).where(here, table.c.ended_at.is_(None))
        return list(self.db.execute(found))

    @cached_property
    def all_claims(self) -> list[Any]:
        """Every stake there ever was in this very issue, ended ones too."""
        table = TABLES["claims"]
        columns = (table.c.id, table.c.contact_id, table.c.at, table.c.ended_at, table.c.erased_at)
        return list(self.db.execute(select(*columns).where(table.c.issue_id == self.issue.id).order_by(table.c.id)))

    @cached_property
    def _lead_issue(self) -> Any:
        table = TABLES["issues"]
        found = select(table.c.state, table.c.held_at).where(table.c.id == self.issue.merged_into_id)
        return self.db.execute(found).one_or_none() if self.issue.merged_into_id else None

    @property
    def lead_state(self) -> str | None:
        """How the issue stands that this one was merged into."""
        return self._lead_issue.state if self._lead_issue else None

    @property
    def lead_held(self) -> bool:
        """Whether the issue this one was merged into is under a legal hold: it is part of that one."""
        return bool(self._lead_issue and self._lead_issue.held_at)

    @cached_property
    def follower_held(self) -> bool:
        """Whether one of those merged into this one is."""
        table = TABLES["issues"]
        mine = (table.c.merged_into_id == self.issue.id) & table.c.held_at.is_not(None)
        return bool(self.db.execute(select(exists().where(mine))).scalar_one())

    @property
    def round(self) -> int:
        """How often it was answered so far: evaluations belong to a round."""
        return int(self.issue.counts.get("verify", 0)) + int(self.issue.counts.get("uphold", 0))

    @cached_property
    def evaluations(self) -> dict[int, Any]:
        """What was said of this round so far, by claim."""
        table = TABLES["evaluations"]
        ids = [claim.id for claim in self.claims]
        found = select(table).where(table.c.claim_id.in_(ids), table.c.round == self.round)
        return {row.claim_id: row for row in self.db.execute(found)}

    @property
    def answered(self) -> set[int]:
        """Claims that answered in this round."""
        return set(self.evaluations)

    @cached_property
    def doubts(self) -> list[Any]:
        """What stood out in evaluations of any round, and whether somebody has looked into it."""
        return self._hanging("doubts", "why", "looked_at")

    @cached_property
    def calls(self) -> list[Any]:
        """Tries to reach reporters by telephone in this round, the latest last."""
        return [row for row in self._hanging("call_backs") if row.round == self.round]

    @cached_property
    def seats(self) -> dict[int, int]:
        """Claims that speak for all, by the seat they have."""
        return {row.seat: row.claim_id for row in self._hanging("representatives")}

    @cached_property
    def summoned(self) -> dict[int, Any]:
        """Units called to the spot, with the time they arrived."""
        return {row.unit_id: row.arrived_at for row in self._hanging("summons", "unit_id", "arrived_at")}

    def emergency_at(self, at: datetime) -> int | None:
        """The declaration of emergency mode that holds where the matter lies."""
        return self.book.emergency(self.issue.grid_id, at)

    @cached_property
    def book(self) -> Book:
        """What holds in the street."""
        return book_of(self.db, self.issue.street_id)

    @cached_property
    def handling(self) -> list[Any]:
        """What paused and extended the handling clock that runs."""
        return fetch_rows(self.db, _handling(), {"of": "issue", "id": self.issue.id})

    @cached_property
    def asked_for(self) -> set[str]:
        """Kinds of requests that wait for an answer; requests hang on a matter like everything else."""
        return {row.kind for row in self.asked if not row.claim_id}

    @cached_property
    def asked(self) -> list[Any]:
        """Requests that nobody has settled yet."""
        rows = self._hanging("requests", "kind", "claim_id", "settled_at")
        return [row for row in rows if row.settled_at is None]

    def accused(self, org: int) -> bool:
        """Whether the issue is about the staff of this organisation or of one above it."""
        return self.issue.about_org_id is not None and self.issue.about_org_id in line(self.org(org).path)


class AssignmentFacts(OrgFacts):
    """Facts of one assignment, with those of its issue."""

    def __init__(self, db: Connection, sheet: Assignment) -> None:
        super().__init__(db)
        self.sheet = sheet

    @cached_property
    def issue(self) -> Any:
        """The issue's row."""
        table = TABLES["issues"]
        return self.db.execute(select(table).where(table.c.id == self.sheet.issue_id)).one()

    @cached_property
    def of_issue(self) -> IssueFacts:
        return IssueFacts(self.db, self.issue)

    @cached_property
    def handling(self) -> list[Any]:
        """What paused and extended the unit's handling clock."""
        return fetch_rows(self.db, _handling(), {"of": "assignment", "id": self.sheet.id})

    @cached_property
    def open_co_units(self) -> int:
        table = TABLES["assignments"]
        busy = table.c.state.in_(("pending", "handling", "returned", "disputed"))
        mine = (table.c.issue_id == self.sheet.issue_id) & (table.c.role == "co") & busy
        return int(self.db.execute(select(func.count()).select_from(table).where(mine)).scalar_one())

    @cached_property
    def given_back_before(self) -> bool:
        """Whether this unit gave this issue back already, on any of its assignments."""
        table = TABLES["assignments"]
        mine = select(table.c.id).where(table.c.issue_id == self.sheet.issue_id, table.c.unit_id == self.sheet.unit_id)
        there = (EVENTS.c.noun == "assignment") & EVENTS.c.subject_id.in_(mine) & (EVENTS.c.step == "give_back")
        return self.db.execute(select(EVENTS.c.seq).where(there)).first() is not None

    @cached_property
    def superior(self) -> int:
        """The lowest organisation above both the owner and the unit (the street above itself)."""
        owner, unit = line(self.org(self.sheet.owner_id).path), line(self.org(self.sheet.unit_id).path)
        shared = [
            a
            for a, b in zip(owner, unit, strict=False)
            if a == b and a not in (self.sheet.owner_id, self.sheet.unit_id)
        ]
        return shared[-1] if shared else owner[0]
