"""Matters and what units are asked to do about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workflow.exchange.tables import NUMBER, PLACE, WHAT, Column, Ledger, as_is, free_text, of, state
from workflow.issues import details
from workflow.issues.details import SheetFilter
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.queries import Filter, in_full, total
from workflow.issues.today import my_orgs
from workflow.issues.words import KINDS, OUTCOMES, URGENCIES
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor

DUE = Column("due", N_("时限"), N_("最先到期的时限，已结束的为空"), as_is("due_at"))
ROLES = {"lead": N_("主办"), "co": N_("协办")}


def _issues(db: Connection, actor: Actor, wanted: Filter, now: datetime, last: Any, limit: int) -> list[Any]:
    return in_full(db, actor, replace(wanted, before=last and last.id), now, limit)


def _sheets(db: Connection, actor: Actor, wanted: SheetFilter, now: datetime, last: Any, limit: int) -> list[Any]:
    narrowed = replace(wanted, before=last and last.id)
    return details.sheets(db, actor, narrowed, my_orgs(actor), now, limit - 1)  # which gives one more


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
        Column("answer", N_("答复"), N_("对反映人的答复"), free_text("answer")),
    ),
    Filter, _issues, total,
)  # fmt: skip

ASSIGNMENTS = Ledger(
    "assignments", N_("移交单"),
    (
        NUMBER, WHAT, PLACE,
        Column("unit", N_("承办单位"), N_("收到移交单的组织"), as_is("unit_name")),
        Column("role", N_("主办或协办"), N_("同一事项只有一个主办"), of(ROLES, "role")),
        Column("owner", N_("派出组织"), N_("对答复负责的组织"), as_is("owner_name")),
        Column("request", N_("办理要求"), N_("派出时所写的要求"), free_text("request")),
        Column("urgency", N_("紧急程度"), N_("一般、紧急、危险或复杂"), of(URGENCIES, "urgency")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(assignment_flow)),
        Column("dispatched", N_("派出时间"), N_("北京时间"), as_is("dispatched_at")),
        Column("handle_by", N_("办结期限"), N_("派出时定下的期限，含已同意的延期"), as_is("handle_by")),
        DUE,
        Column("result", N_("办理结果"), N_("承办单位报结时所写"), free_text("result")),
    ),
    SheetFilter, _sheets,
    lambda db, actor, wanted, now: details.many_sheets(db, actor, wanted, my_orgs(actor), now),
)  # fmt: skip
