"""The ledgers there are: each a list of the house as a table, read a batch at a time by the list's own question.

No ledger holds contact data: what a list may not show, its ledger cannot write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from workflow.issues import details
from workflow.issues.details import SheetFilter
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.masking import covered
from workflow.issues.queries import in_full, total
from workflow.issues.words import KINDS, OUTCOMES, URGENCIES
from workflow.kernel.clock import local
from workflow.kernel.db import Database
from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Actor
from workflow.orgs import roles
from workflow.requests import queries as asked
from workflow.requests.flow import request_flow
from workflow.requests.kinds import KINDS as REQUESTS
from workflow.rules.limits import CLOCKS
from workflow.supervision import queries as ordered
from workflow.supervision.flow import order_flow
from workflow.supervision.queries import Filter as OrderFilter

BATCH = 500
"""Rows of one short read: no transaction stays open while a ledger is written."""
EXPORTERS = (
    roles.SECRETARY, roles.COMMITTEE, roles.STREET_OFFICER, roles.HANDLER, roles.DISPATCHER, roles.AUDITOR,
)  # fmt: skip
"""WORKFLOWS.md section 6, "export a ledger, masked"."""

Cell = Any
"""Text as it stands, a label to be said in the reader's language, an instant, a day, a number, or nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, what it means, and how a row fills it."""

    name: str
    label: str
    told: str
    cell: Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One list as a table. `page` gives the rows after the one that `before` names, `many` says how many there are."""

    name: str
    label: str
    columns: tuple[Column, ...]
    page: Callable[[Connection, Actor, Any, datetime, int | None], list[Any]]
    many: Callable[[Connection, Actor, Any, datetime], int]

    def rows(self, database: Database, actor: Actor, wanted: Any, now: datetime) -> Iterator[Any]:
        """Every row, newest first; what is born meanwhile is not among them."""
        before: int | None = None
        while True:
            with database.reading() as db:
                batch = self.page(db, actor, wanted, now, before)
            yield from batch
            if len(batch) < BATCH:
                return
            before = batch[-1].id


def of(words: dict[str, str], name: str) -> Callable[[Any], Cell]:
    """A code of the row in words."""
    return lambda row: Label(words[code]) if (code := getattr(row, name)) in words else code


def state(flow: Flow) -> Callable[[Any], Cell]:
    return lambda row: Label(flow.states[row.state].label)


def as_is(name: str) -> Callable[[Any], Cell]:
    return lambda row: getattr(row, name)


def free_text(name: str) -> Callable[[Any], Cell]:
    """What people wrote, with numbers and addresses covered: a file goes where nobody is asked for a purpose."""
    return lambda row: covered(getattr(row, name) or "")


def plain(value: Cell) -> Any:
    """Instants by the clock on the wall and days as ISO 8601 has them, so that they sort; nothing as an empty cell."""
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


NUMBER = Column("number", N_("编号"), N_("事项的编号，不会重复"), as_is("number"))
WHAT = Column("what", N_("内容"), N_("登记时所写的内容"), free_text("what"))
PLACE = Column("place", N_("地点"), N_("登记或更正后的地点"), free_text("place"))
DUE = Column("due", N_("时限"), N_("最先到期的时限，已结束的为空"), as_is("due_at"))

ISSUES = Ledger(
    "issues", N_("事项"),
    (
        NUMBER,
        Column("outside", N_("原编号"), N_("从历史台账导入的事项在原台账中的编号，在这里登记的为空"), as_is("outside")),
        WHAT, PLACE,
        Column("grid", N_("网格"), N_("所在网格，没有则为空"), as_is("grid")),
        Column("category", N_("类别"), N_("事项类别，受理前可以为空"), as_is("category")),
        Column("kind", N_("性质"), N_("求助、咨询、投诉、举报、建议或主动发现"), of(KINDS, "kind")),
        Column("urgency", N_("紧急程度"), N_("一般、紧急、危险或复杂"), of(URGENCIES, "urgency")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(issue_flow)),
        Column("outcome", N_("结果"), N_("答复的结果，未答复为空"), of(OUTCOMES, "outcome")),
        Column("owner", N_("责任组织"), N_("对答复负责的组织"), as_is("owner_name")),
        Column("holder", N_("现由谁办"), N_("现在应当办理的组织，已办结为空"), as_is("holder_name")),
        Column("registered", N_("登记时间"), N_("北京时间"), as_is("registered_at")),
        Column("accepted", N_("受理时间"), N_("北京时间，未受理为空"), as_is("accepted_at")),
        Column("settled", N_("办结时间"), N_("北京时间，未办结为空"), as_is("settled_at")),
        DUE,
        Column("answer", N_("答复"), N_("对反映人的答复"), as_is("answer")),
    ),
    lambda db, actor, wanted, now, before: in_full(db, actor, replace(wanted, before=before), now, BATCH),
    total,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetsOf:
    """Assignments of these units, narrowed."""

    wanted: SheetFilter
    units: tuple[int, ...]


def _sheets(db: Connection, actor: Actor, wanted: SheetsOf, now: datetime, before: int | None) -> list[Any]:
    narrowed = replace(wanted.wanted, before=before)
    return details.sheets(db, actor, narrowed, list(wanted.units), now, BATCH - 1)  # which gives one more


ROLES = {"lead": N_("主办"), "co": N_("协办")}
ASSIGNMENTS = Ledger(
    "assignments", N_("移交单"),
    (
        NUMBER, WHAT, PLACE,
        Column("unit", N_("承办单位"), N_("收到移交单的组织"), as_is("unit_name")),
        Column("role", N_("主办或协办"), N_("同一事项只有一个主办"), of(ROLES, "role")),
        Column("owner", N_("派出组织"), N_("对答复负责的组织"), as_is("owner_name")),
        Column("request", N_("办理要求"), N_("派出时所写的要求"), as_is("request")),
        Column("urgency", N_("紧急程度"), N_("一般、紧急、危险或复杂"), of(URGENCIES, "urgency")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(assignment_flow)),
        Column("dispatched", N_("派出时间"), N_("北京时间"), as_is("dispatched_at")),
        Column("handle_by", N_("办结期限"), N_("派出时定下的期限，含已同意的延期"), as_is("handle_by")),
        DUE,
        Column("result", N_("办理结果"), N_("承办单位报结时所写"), as_is("result")),
    ),
    _sheets,
    lambda db, actor, wanted, now: details.many_sheets(db, actor, wanted.wanted, list(wanted.units), now),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RequestsOf:
    """Requests, narrowed."""

    states: tuple[str, ...]
    kind: str


REQUEST_KINDS = {name: kind.label for name, kind in REQUESTS.items()}
ASKED = Ledger(
    "requests", N_("申请"),
    (
        NUMBER, WHAT,
        Column("kind", N_("事由"), N_("延期、暂停或挂账"), of(REQUEST_KINDS, "kind")),
        Column("asked_for", N_("申请组织"), N_("为哪个组织申请"), as_is("asked_for")),
        Column("asked_by", N_("申请人"), N_("提出申请的工作人员"), as_is("asked_by")),
        Column("asked_at", N_("申请时间"), N_("北京时间"), as_is("asked_at")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(request_flow)),
        Column("decided_by", N_("审批人"), N_("作出决定的工作人员，未决定为空"), as_is("decided_by")),
        Column("settled", N_("审批时间"), N_("北京时间，未决定为空"), as_is("settled_at")),
    ),
    lambda db, actor, wanted, now, before: asked.listed(db, actor, wanted.states, wanted.kind, before, BATCH),
    lambda db, actor, wanted, now: asked.many(db, actor, wanted.states, wanted.kind),
)  # fmt: skip


def _orders(db: Connection, actor: Actor, wanted: OrderFilter, now: datetime, before: int | None) -> list[Any]:
    return ordered.listed(db, actor, replace(wanted, before=before), now, BATCH - 1)  # which gives one more


ORDERS = Ledger(
    "orders", N_("督办"),
    (
        Column("number", N_("督办单号"), N_("督办单的编号，不会重复"), as_is("number")),
        Column("about", N_("督办对象"), N_("被督办的事项、会议或接待的编号"), as_is("about_name")),
        Column("org", N_("被督办组织"), N_("应当答复的组织"), as_is("org")),
        Column("issuer", N_("发出组织"), N_("发出督办单的组织"), as_is("issuer")),
        Column("clock", N_("逾期的时限"), N_("因哪个时限逾期而督办"), of(CLOCKS, "clock")),
        Column("late_since", N_("逾期自"), N_("北京时间"), as_is("late_since")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(order_flow)),
        Column("issued", N_("发出时间"), N_("北京时间"), as_is("issued_at")),
        Column("due", N_("答复期限"), N_("北京时间，已结束为空"), as_is("due_at")),
        Column("closed", N_("结束时间"), N_("北京时间，未结束为空"), as_is("closed_at")),
        Column("circulated", N_("通报时间"), N_("北京时间，未通报为空"), as_is("circulated_at")),
    ),
    _orders,
    ordered.many,
)  # fmt: skip

LEDGERS = {ledger.name: ledger for ledger in (ISSUES, ASSIGNMENTS, ASKED, ORDERS)}
