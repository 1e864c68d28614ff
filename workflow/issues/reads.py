"""The second log as people look it up: by kind, person, matter and day; each reader sees the part that is theirs."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select, tuple_

from workflow.issues.disclosing import PURPOSES
from workflow.issues.model import Issue
from workflow.kernel.accesses import ACCESSES, KINDS, PLACE, WORDS
from workflow.kernel.clock import LOCAL, parse_stamp, stamp
from workflow.kernel.db import bare
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Actor, scope
from workflow.kernel.subject import SUBJECTS
from workflow.orgs.roles import AUDITOR, OFFICERS, SECURITY_ADMIN

ISSUES = bare(Issue)
READERS = (AUDITOR, SECURITY_ADMIN, *sorted(OFFICERS))
SHOWN = ("reveal", "unveil", "export", "audit")
"""What is told of one matter when it is asked who saw it."""

WHAT = {
    "barred": N_("规则不允许"),
    "not_permitted": N_("无权办理"),
    "not_legal": N_("当前状态不能这样办"),
    "stale": N_("他人已先办理"),
    "wrong_password": N_("密码不正确"),
    "wrong_code": N_("动态码不正确"),
    "no_account": N_("没有这个账号"),
    "no_post": N_("没有任职"),
    "matter": N_("校验事项的历史"),
    "history": N_("查事项的存证"),
    "voices": N_("看三种说法"),
    "past": N_("还原事项"),
    "reads": N_("查查阅日志"),
    "who_saw": N_("查谁看过事项"),
    "pack": N_("存证包"),
}
"""Codes of refusals, of what an auditor opened and of what was taken out, in words."""

EXPORTED = {"process": N_("办理过程日志")}
"""What is taken out as a file, by its name in the log; ledgers add theirs (workflow/exchange/ledgers.py)."""
LINES = N_("%(n)s 行")

Cursor = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is narrowed to; `before` is the place where the page before ended."""

    kind: str = ""
    person: int | None = None
    number: str = ""
    day: date | None = None
    before: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One entry in words. `number` only for those who may know of the matter."""

    at: datetime
    kind: Label
    person: int
    name: str
    post: str
    number: str
    issue: int
    detail: list[Label | Sentence]
    words: str
    cursor: Cursor


def visible(actor: Actor) -> ColumnElement[bool]:
    """Auditor and security administrator: all of it. Officers: what the auditor looked at, in matters they may see."""
    mine = ACCESSES.c.street_id == actor.street
    if actor.roles & {AUDITOR, SECURITY_ADMIN}:
        return mine
    if not actor.roles & OFFICERS:
        return false()
    seen = select(ISSUES.c.id).where(scope(Issue, actor.capacities))
    near = and_(ACCESSES.c.noun == "issue", ACCESSES.c.subject_id.in_(seen))
    whole = ACCESSES.c.noun == "" if any(hat.kind == "street" for hat in actor.capacities) else false()
    return and_(mine, ACCESSES.c.kind == "audit", or_(near, whole))


def listed(db: Connection, actor: Actor, wanted: Wanted, limit: int) -> list[Read]:
    """The log, newest first; one more than `limit` says that there are more."""
    found = _found(actor).where(visible(actor), *_narrowed(wanted, actor))
    return [_read(row) for row in db.execute(found.order_by(*_order()).limit(limit + 1))]


def many(db: Connection, actor: Actor, wanted: Wanted) -> int:
    """How many entries there are, however many."""
    where = (visible(actor), *_narrowed(replace(wanted, before=None), actor))
    return db.execute(select(func.count()).select_from(ACCESSES).where(*where)).scalar_one()


def of_issue(db: Connection, street: int, issue: int) -> list[Read]:
    """Who saw one matter: every reveal, export and look of an auditor, newest first."""
    mine = and_(ACCESSES.c.noun == "issue", ACCESSES.c.subject_id == issue, ACCESSES.c.street_id == street)
    rows = db.execute(_found(None).where(mine, ACCESSES.c.kind.in_(SHOWN)).order_by(*_order()))
    return [_read(row) for row in rows]


def _order() -> tuple[Any, ...]:
    return tuple(ACCESSES.c[name].desc() for name in ("at", "chain", "seq"))


def _found(actor: Actor | None) -> Any:
    """Entries with their words, and with the number of the matter where it may be known."""
    place = and_(*(WORDS.c[name] == ACCESSES.c[name] for name in PLACE))
    known = scope(Issue, actor.capacities) if actor else ISSUES.c.id.is_not(None)
    matter = and_(ACCESSES.c.noun == "issue", ISSUES.c.id == ACCESSES.c.subject_id, known)
    joined = ACCESSES.outerjoin(WORDS, place).outerjoin(ISSUES, matter)
    columns = (ACCESSES.c.payload, ACCESSES.c.chain, ACCESSES.c.seq, WORDS.c.text, ISSUES.c.number)
    return select(*columns).select_from(joined)


def _narrowed(wanted: Wanted, actor: Actor) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.kind in KINDS:
        asked.append(ACCESSES.c.kind == wanted.kind)
    if wanted.person is not None:
        asked.append(ACCESSES.c.actor_id == wanted.person)
    if wanted.number:
        named = select(ISSUES.c.id).where(ISSUES.c.number == wanted.number, scope(Issue, actor.capacities))
        asked.append(about(named))
    if wanted.day:
        first = datetime.combine(wanted.day, time(), LOCAL)
        asked += [ACCESSES.c.at >= stamp(first), ACCESSES.c.at < stamp(first + timedelta(days=1))]
    if wanted.before:
        asked.append(tuple_(ACCESSES.c.at, ACCESSES.c.chain, ACCESSES.c.seq) < wanted.before)
    return asked


def about(named: Select[Any]) -> ColumnElement[bool]:
    """Entries about these matters, and about what is part of one: a sheet, a request, a place on an agenda."""
    whole = and_(ACCESSES.c.noun == "issue", ACCESSES.c.subject_id.in_(named))
    tables = {noun: bare(model) for noun, model in SUBJECTS.items() if "issue_id" in bare(model).c}
    parts = [
        and_(ACCESSES.c.noun == noun, ACCESSES.c.subject_id.in_(select(part.c.id).where(part.c.issue_id.in_(named))))
        for noun, part in sorted(tables.items())
    ]
    return or_(whole, *parts)


def _read(row: Any) -> Read:
    entry = json.loads(row.payload)
    who, noun, kind = entry["actor"], entry["noun"], entry["kind"]
    model = SUBJECTS.get(noun)
    return Read(
        at=parse_stamp(entry["at"]),
        kind=Label(KINDS.get(kind, kind)),
        person=who["id"],
        name=who["name"],
        post=who["post"],
        number=row.number or "",
        issue=entry["id"] if row.number else 0,
        detail=_detail(entry["facts"], model),
        words=row.text or "",
        cursor=(entry["at"], row.chain, row.seq),
    )


def _detail(facts: dict[str, Any], model: Any) -> list[Label | Sentence]:
    """The step or the purpose, how it ended, and what was taken out, as far as they have words."""
    step = model.flow.steps.get(facts.get("step")) if model else None
    told = [step.label] if step else []
    told += [PURPOSES[facts["purpose"]]] if facts.get("purpose") in PURPOSES else []
    told += [WHAT[facts[name]] for name in ("code", "page", "what") if facts.get(name) in WHAT]
    told += [EXPORTED[facts["ledger"]]] if facts.get("ledger") in EXPORTED else []
    many = [Sentence(LINES, {"n": facts["rows"]})] if type(facts.get("rows")) is int else []
    return [*map(Label, told), *many]
