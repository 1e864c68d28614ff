"""What an auditor looks at first: matters in which the record itself shows something worth asking about.

A risk is a question, never a verdict: each is one SELECT of matters, and says in words what it looks for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Float, Select, and_, exists, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from workflow.issues.model import Assignment, Claim, Deadline, Decision, Issue
from workflow.issues.spans import Span
from workflow.kernel.accesses import ACCESSES
from workflow.kernel.db import at_most, bare
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor
from workflow.orgs.model import Org

ISSUES, SHEETS, CLAIMS = bare(Issue), bare(Assignment), bare(Claim)
DEADLINES, DECISIONS, HOLDER = bare(Deadline), bare(Decision), bare(Org).alias("holder")
OFTEN, CROWD, SOON, COUNTED = 3, 5, 10, 1000

Find = Callable[[datetime], Select[Any]]


@dataclass(frozen=True, slots=True)
class Risk:
    """A question to the record: a name for the address, words, and the ids of the matters it asks about."""

    name: str
    label: str
    why: str
    find: Find


RISKS: dict[str, Risk] = {}


def risk(label: str, why: str) -> Callable[[Find], Find]:
    """Declare a risk by its SELECT; the function's name is the risk's."""

    def declare(find: Find) -> Find:
        RISKS[find.__name__] = Risk(find.__name__, label, why, find)
        return find

    return declare


class minutes_between(FunctionElement[float]):  # noqa: N801 - it is written like a function of SQL
    """Minutes from the second instant to the first."""

    type = Float()
    inherit_cache = True


@compiles(minutes_between)
def _in_general(element: Any, compiler: Any, **how: Any) -> str:
    later, earlier = (compiler.process(one, **how) for one in element.clauses)
    return f"(EXTRACT(EPOCH FROM ({later}) - ({earlier})) / 60.0)"


@compiles(minutes_between, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    later, earlier = (compiler.process(one, **how) for one in element.clauses)
    return f"((julianday({later}) - julianday({earlier})) * 1440.0)"


def _took(*steps: str) -> Any:
    return and_(EVENTS.c.noun == "issue", EVENTS.c.step.in_(steps))


@risk(N_("逾期答复"), N_("答复总时限（最长 60 天）已经超过，或者答复时已经超过"))
def late_answer(now: datetime) -> Select[Any]:
    mine = (DEADLINES.c.noun == "issue") & (DEADLINES.c.kind == "answer")
    return select(DEADLINES.c.subject_id).where(mine, func.coalesce(DEADLINES.c.stopped_at, now) > DEADLINES.c.due_at)


@risk(N_("两次以上重办"), N_("诉求人表示未解决，或者上级重启，合计两次以上"))
def reopened_twice(now: datetime) -> Select[Any]:
    found = select(EVENTS.c.subject_id).where(_took("object", "object_again", "reopen", "overturn"))
    return found.group_by(EVENTS.c.subject_id).having(func.count() >= 2)


@risk(N_("单位退回"), N_("移交后有单位以不属职责为由退回"))
def given_back(now: datetime) -> Select[Any]:
    joined = EVENTS.join(SHEETS, and_(EVENTS.c.noun == "assignment", EVENTS.c.subject_id == SHEETS.c.id))
    return select(SHEETS.c.issue_id).select_from(joined).where(EVENTS.c.step == "give_back")


@risk(N_("答复后几分钟就办结"), N_("答复后 10 分钟之内就有人确认解决"))
def closed_at_once(now: datetime) -> Select[Any]:
    later = DEADLINES.alias()
    window = (DEADLINES.c.noun == "issue") & (DEADLINES.c.kind == "reporter") & DEADLINES.c.stopped_at.is_not(None)
    again = (later.c.noun == "issue") & (later.c.subject_id == DEADLINES.c.subject_id) & (later.c.kind == "reporter")
    confirmed = _took("confirm") & (EVENTS.c.subject_id == DEADLINES.c.subject_id) & (EVENTS.c.seq > DEADLINES.c.seq)
    return select(DEADLINES.c.subject_id).where(
        window,
        minutes_between(DEADLINES.c.stopped_at, DEADLINES.c.started_at) < SOON,
        exists().where(confirmed),
        ~exists().where(again, later.c.seq > DEADLINES.c.seq),
    )


@risk(N_("登记人自己核实"), N_("登记和核实答复是同一个人"))
def one_hand(now: datetime) -> Select[Any]:
    first = EVENTS.alias()
    same = (first.c.subject_id == EVENTS.c.subject_id) & (first.c.actor_id == EVENTS.c.actor_id)
    born = (first.c.noun == "issue") & (first.c.step == "register") & (first.c.actor_id != 0)
    return select(EVENTS.c.subject_id).join(first, and_(same, born)).where(_took("verify"))


@risk(N_("联系方式被多次查看"), N_("同一件事项的联系方式被查看 3 次以上"))
def revealed_often(now: datetime) -> Select[Any]:
    mine = (ACCESSES.c.noun == "issue") & (ACCESSES.c.kind == "reveal")
    found = select(ACCESSES.c.subject_id).where(mine)
    return found.group_by(ACCESSES.c.subject_id).having(func.count() >= OFTEN)


@risk(N_("紧急处置未追认"), N_("以紧急处置为依据作出的决定还没有会议追认，或者没有得到追认"))
def not_ratified(now: datetime) -> Select[Any]:
    open_or_refused = or_(DECISIONS.c.ratified.is_(None), DECISIONS.c.ratified.is_(False))
    return select(DECISIONS.c.issue_id).where(DECISIONS.c.basis == "emergency", open_or_refused)


@risk(N_("大事按常规办"), N_("以常规事项为依据，但紧急程度为复杂，或有 5 名以上诉求人，或移交给 3 个以上单位"))
def routine_but_large(now: datetime) -> Select[Any]:
    claims = select(CLAIMS.c.issue_id).group_by(CLAIMS.c.issue_id).having(func.count() >= CROWD)
    sheets = select(SHEETS.c.issue_id).group_by(SHEETS.c.issue_id).having(func.count(SHEETS.c.unit_id.distinct()) >= 3)
    large = or_(ISSUES.c.urgency == "complex", ISSUES.c.id.in_(claims), ISSUES.c.id.in_(sheets))
    joined = DECISIONS.join(ISSUES, ISSUES.c.id == DECISIONS.c.issue_id)
    return select(DECISIONS.c.issue_id).select_from(joined).where(DECISIONS.c.basis == "routine", large)


# -- how they are asked ------------------------------------------------------------------------------


def among(actor: Actor, span: Span, name: str | None, now: datetime) -> list[Any]:
    """The conditions of the matters of this span that the actor may see and, with a name, that the risk asks about."""
    where = span.seen_by(actor)
    return [*where, ISSUES.c.id.in_(RISKS[name].find(now))] if name else where


def counts(db: Connection, actor: Actor, span: Span, now: datetime) -> dict[str, int]:
    """How many matters each risk asks about, counted to 1,000."""
    found = {}
    for name in RISKS:
        some = select(ISSUES.c.id).where(*among(actor, span, name, now)).limit(at_most(COUNTED)).subquery()
        found[name] = db.execute(select(func.count()).select_from(some)).scalar_one()
    return found


def listed(
    db: Connection, actor: Actor, span: Span, name: str, now: datetime, before: int | None, limit: int
) -> list[Any]:
    """The matters a risk asks about, newest first; one more than `limit` says that there are more."""
    columns = (ISSUES.c.id, ISSUES.c.number, ISSUES.c.what, ISSUES.c.place, ISSUES.c.state, ISSUES.c.due_at)
    names = (HOLDER.c.id.label("holder_id"), HOLDER.c.name.label("holder_name"))
    joined = ISSUES.outerjoin(HOLDER, HOLDER.c.id == ISSUES.c.holder_id)
    found = select(*columns, *names).select_from(joined).where(*among(actor, span, name, now))
    if before is not None:
        found = found.where(ISSUES.c.id < before)
    return list(db.execute(found.order_by(ISSUES.c.id.desc()).limit(at_most(limit + 1))))
