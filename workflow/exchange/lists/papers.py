"""Requests for more time, and orders to answer for lost time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workflow.exchange.tables import NUMBER, WHAT, Column, Ledger, as_is, of, state
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor
from workflow.requests import queries as asked
from workflow.requests.flow import request_flow
from workflow.requests.kinds import KINDS
from workflow.rules.limits import CLOCKS
from workflow.supervision import queries as ordered
from workflow.supervision.flow import order_flow
from workflow.supervision.queries import Filter


@dataclass(frozen=True, slots=True)
class RequestsOf:
    """Requests, narrowed."""

    states: tuple[str, ...] = ()
    kind: str = ""


def _requests(db: Connection, actor: Actor, wanted: RequestsOf, now: datetime, last: Any, limit: int) -> list[Any]:
    return asked.listed(db, actor, wanted.states, wanted.kind, last and last.id, limit)


def _orders(db: Connection, actor: Actor, wanted: Filter, now: datetime, last: Any, limit: int) -> list[Any]:
    return ordered.listed(db, actor, replace(wanted, before=last and last.id), now, limit - 1)  # which gives one more


WORDS = {name: kind.label for name, kind in KINDS.items()}
REQUESTS = Ledger(
    "requests", N_("申请"),
    (
        NUMBER, WHAT,
        Column("kind", N_("事由"), N_("延期、暂停或挂账"), of(WORDS, "kind")),
        Column("asked_for", N_("申请组织"), N_("为哪个组织申请"), as_is("asked_for")),
        Column("asked_by", N_("申请人"), N_("提出申请的工作人员"), as_is("asked_by")),
        Column("asked_at", N_("申请时间"), N_("北京时间"), as_is("asked_at")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(request_flow)),
        Column("decided_by", N_("审批人"), N_("作出决定的工作人员，未决定为空"), as_is("decided_by")),
        Column("settled", N_("审批时间"), N_("北京时间，未决定为空"), as_is("settled_at")),
    ),
    RequestsOf, _requests, lambda db, actor, wanted, now: asked.many(db, actor, wanted.states, wanted.kind),
)  # fmt: skip

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
    Filter, _orders, ordered.many,
)  # fmt: skip
