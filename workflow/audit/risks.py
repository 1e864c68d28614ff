"""What an auditor looks at first: matters in which the record itself shows something worth asking about.

A risk is a question, never a verdict: each says in words what it looks for, and finds the matters by SELECTs. Nothing
that happened to a matter is older than its registration: each begins where the days do, at an index of just such rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Index,
    Select,
    Table,
    and_,
    exists,
    func,
    literal_column,
    select,
    text,
    union,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from workflow.issues.model import Assignment, Claim, Deadline, Decision, Issue
from workflow.issues.spans import Span
from workflow.kernel.accesses import ACCESSES
from workflow.kernel.clock import stamp
from workflow.kernel.db import at_most, bare
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor
from workflow.kernel.prepared import fixed
from workflow.orgs.model import Org

ISSUES, SHEETS, CLAIMS = bare(Issue), bare(Assignment), bare(Claim)
DEADLINES, DECISIONS, HOLDER = bare(Deadline), bare(Decision), bare(Org).alias("holder")
OFTEN, CROWD, WIDE, COUNTED = 3, 5, 3, 200
LISTED = ("id", "number", "what", "place", "state", "due_at", "registered_at", "settled_at")

AGAIN = ("object", "object_again", "reopen", "overturn")
TELLING = text("step IN ('object', 'object_again', 'reopen', 'overturn', 'give_back', 'verify', 'join', 'transfer')")
"""The steps a risk begins with."""
OVERDUE = text("kind = 'answer' AND (stopped_at IS NULL OR stopped_at > due_at)")
HASTY = text("kind = 'reporter' AND (julianday(stopped_at) - julianday(started_at)) * 1440.0 < 10")
HASTY_ON_SERVER = text("kind = 'reporter' AND stopped_at - started_at < interval '10 minutes'")
COMPLEX = text("urgency = 'complex'")
Index(
    "ix_events_telling", EVENTS.c.step, EVENTS.c.at, EVENTS.c.noun, EVENTS.c.subject_id, EVENTS.c.actor_id,
    sqlite_where=TELLING, postgresql_where=TELLING,
)  # fmt: skip
Index(
    "ix_deadlines_overdue", DEADLINES.c.due_at, DEADLINES.c.subject_id, sqlite_where=OVERDUE, postgresql_where=OVERDUE
)
Index(
    "ix_deadlines_hasty", DEADLINES.c.stopped_at, DEADLINES.c.subject_id,
    sqlite_where=HASTY, postgresql_where=HASTY_ON_SERVER,
)  # fmt: skip
Index("ix_issues_complex", ISSUES.c.registered_at, ISSUES.c.id, sqlite_where=COMPLEX, postgresql_where=COMPLEX)

Find = Callable[[datetime, datetime], list[Select[Any]]]


@dataclass(frozen=True, slots=True)
class Risk:
    """A question to the record: a name for the address, words, and the ids of the matters it asks about.

    `find(now, since)` gives SELECTs of ids, at least of all that were registered since then.
    """

    name: str
    label: str
    why: str
    find: Find


RISKS: dict[str, Risk] = {}


def risk(label: str, why: str) -> Callable[[Find], Find]:
    """Declare a risk by its SELECTs; the function's name is the risk's."""

    def declare(find: Find) -> Find:
        RISKS[find.__name__] = Risk(find.__name__, label, why, find)
        return find

    return declare


class hasty(FunctionElement[bool]):  # noqa: N801 - it is written like a function of SQL
    """A reporter's clock that stopped within ten minutes, in the words of its index."""

    inherit_cache = True


@compiles(hasty)
def _on_server(element: Any, compiler: Any, **how: Any) -> str:
    return str(HASTY_ON_SERVER.text)


@compiles(hasty, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return str(HASTY.text)


def _of(table: Table, noun: str) -> ColumnElement[bool]:
    """Asked as no index answers it: SQLite would read a whole noun in the order of its keys, to find each id once."""
    return (table.c.noun + literal_column("''")) == noun


def _took(since: datetime, *steps: str, noun: str = "issue") -> ColumnElement[bool]:
    """Events since then, in the words of their index."""
    return and_(_of(EVENTS, noun), EVENTS.c.step.in_(fixed(steps)), EVENTS.c.at >= stamp(since), TELLING)


@risk(N_("逾期答复"), N_("答复总时限（最长 60 天）已经超过，或者答复时已经超过"))
def late_answer(now: datetime, since: datetime) -> list[Select[Any]]:
    passed = (DEADLINES.c.due_at < now) & (func.coalesce(DEADLINES.c.stopped_at, now) > DEADLINES.c.due_at)
    return [select(DEADLINES.c.subject_id).where(_of(DEADLINES, "issue"), DEADLINES.c.due_at >= since, passed, OVERDUE)]


@risk(N_("两次以上重办"), N_("诉求人表示未解决，或者上级重启，合计两次以上"))
def reopened_twice(now: datetime, since: datetime) -> list[Select[Any]]:
    found = select(EVENTS.c.subject_id).where(_took(since, *AGAIN)).group_by(EVENTS.c.subject_id)
    twice = found.having(func.count() >= 2).subquery("twice")
    return [select(twice.c.subject_id)]


@risk(N_("单位退回"), N_("移交后有单位以不属职责为由退回"))
def given_back(now: datetime, since: datetime) -> list[Select[Any]]:
    joined = EVENTS.join(SHEETS, EVENTS.c.subject_id == SHEETS.c.id)
    return [select(SHEETS.c.issue_id).select_from(joined).where(_took(since, "give_back", noun="assignment"))]


@risk(N_("答复后几分钟就办结"), N_("答复后 10 分钟之内就有人确认解决"))
def closed_at_once(now: datetime, since: datetime) -> list[Select[Any]]:
    later = DEADLINES.alias()
    again = (later.c.noun == "issue") & (later.c.subject_id == DEADLINES.c.subject_id) & (later.c.kind == "reporter")
    after = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == DEADLINES.c.subject_id)
    confirmed = after & (EVENTS.c.step == "confirm") & (EVENTS.c.seq > DEADLINES.c.seq)
    found = select(DEADLINES.c.subject_id).where(_of(DEADLINES, "issue"), DEADLINES.c.stopped_at >= since, hasty())
    return [found.where(exists().where(confirmed), ~exists().where(again, later.c.seq > DEADLINES.c.seq))]


@risk(N_("登记人自己核实"), N_("登记和核实答复是同一个人"))
def one_hand(now: datetime, since: datetime) -> list[Select[Any]]:
    first = EVENTS.alias()
    born = (first.c.noun == "issue") & (first.c.subject_id == EVENTS.c.subject_id) & (first.c.seq == 1)
    same = (first.c.step == "register") & (first.c.actor_id == EVENTS.c.actor_id) & (first.c.actor_id != 0)
    return [select(EVENTS.c.subject_id).where(_took(since, "verify"), exists().where(born, same))]


@risk(N_("联系方式被多次查看"), N_("同一件事项的联系方式被查看 3 次以上"))
def revealed_often(now: datetime, since: datetime) -> list[Select[Any]]:
    mine = (ACCESSES.c.noun == "issue") & (ACCESSES.c.kind == "reveal") & (ACCESSES.c.at >= stamp(since))
    found = select(ACCESSES.c.subject_id).where(mine)
    return [found.group_by(ACCESSES.c.subject_id).having(func.count() >= OFTEN)]


@risk(N_("紧急处置未追认"), N_("以紧急处置为依据作出的决定还没有会议追认，或者没有得到追认"))
def not_ratified(now: datetime, since: datetime) -> list[Select[Any]]:
    """Whether it was refused or has not been asked: only decisions of an emergency wait for it at all."""
    return [select(DECISIONS.c.issue_id).where(DECISIONS.c.ratified.is_(False))]


@risk(N_("大事按常规办"), N_("以常规事项为依据，但紧急程度为复杂，或有 5 名以上诉求人，或移交给 3 个以上单位"))
def routine_but_large(now: datetime, since: datetime) -> list[Select[Any]]:
    """More reporters than the first have joined, and what units got was transferred: it begins there."""
    mine, of = EVENTS.c.subject_id, ISSUES.alias()
    claims = select(func.count()).where(CLAIMS.c.issue_id == mine).scalar_subquery()
    units = select(func.count(SHEETS.c.unit_id.distinct())).where(SHEETS.c.issue_id == mine).scalar_subquery()
    return [
        select(of.c.id).where(of.c.registered_at >= since, of.c.urgency == "complex", COMPLEX, _by_routine(of.c.id)),
        select(mine).where(_took(since, "join"), claims >= CROWD, _by_routine(mine)),
        select(mine).where(_took(since, "transfer"), units >= WIDE, _by_routine(mine)),
    ]


def _by_routine(issue: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(DECISIONS.c.issue_id == issue, DECISIONS.c.basis == "routine")


# -- how they are asked ------------------------------------------------------------------------------


def among(actor: Actor, span: Span, name: str | None, now: datetime) -> list[Any]:
    """The conditions of the matters of this span that the actor may see and, with a name, that the risk asks about."""
    where = span.seen_by(actor)
    return [*where, ISSUES.c.id.in_(union_all(*RISKS[name].find(now, span.since)))] if name else where


def counts(db: Connection, actor: Actor, span: Span, now: datetime) -> dict[str, int]:
    """How many matters each risk asks about, counted to `COUNTED`: more tell an auditor nothing else."""
    found = {}
    for name, one in RISKS.items():
        some = union(*(_some(find, span.seen_by(actor)) for find in one.find(now, span.since))).subquery()
        cut = select(some).limit(at_most(COUNTED)).subquery()
        found[name] = db.execute(select(func.count()).select_from(cut)).scalar_one()
    return found


def _some(found: Select[Any], seen: list[Any]) -> Select[Any]:
    """As many as are counted, each looked at as it is found: what is common is counted after a few."""
    (id,) = found.selected_columns
    cut = found.where(exists().where(ISSUES.c.id == id, *seen)).distinct().limit(at_most(COUNTED)).subquery()
    return select(cut.c[0])


def many(db: Connection, actor: Actor, span: Span, name: str, now: datetime) -> int:
    """How many matters a risk asks about, however many."""
    where = among(actor, span, name, now)
    return db.execute(select(func.count()).select_from(ISSUES).where(*where)).scalar_one()


def listed(
    db: Connection, actor: Actor, span: Span, name: str, now: datetime, before: int | None, limit: int
) -> list[Any]:
    """The matters a risk asks about, newest first; one more than `limit` says that there are more."""
    columns = [ISSUES.c[name] for name in LISTED]
    names = (HOLDER.c.id.label("holder_id"), HOLDER.c.name.label("holder_name"))
    joined = ISSUES.outerjoin(HOLDER, HOLDER.c.id == ISSUES.c.holder_id)
    found = select(*columns, *names).select_from(joined).where(*among(actor, span, name, now))
    if before is not None:
        found = found.where(ISSUES.c.id < before)
    return list(db.execute(found.order_by(ISSUES.c.id.desc()).limit(at_most(limit + 1))))
