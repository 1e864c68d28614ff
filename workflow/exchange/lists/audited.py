"""What an auditor asks the record about, and who looked at what: the lists behind an inspection, to be taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from workflow.audit import risks
from workflow.exchange.filling import Fill
from workflow.exchange.tables import EXPORTERS, NUMBER, PLACE, WHAT, Column, Ledger, as_is, free_text, state
from workflow.issues import reads
from workflow.issues.flow import issue_flow
from workflow.issues.spans import Span, span
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor
from workflow.orgs.roles import AUDITOR


@dataclass(frozen=True, slots=True)
class RisksOf:
    """One question to the record, about matters registered from one day to another, as ISO 8601 has them."""

    name: str
    since: str
    until: str

    @property
    def span(self) -> Span:
        return span(date.fromisoformat(self.since), date.fromisoformat(self.until))


@dataclass(frozen=True, slots=True)
class ReadsOf:
    """The log of reads, narrowed."""

    kind: str = ""
    person: int | None = None
    number: str = ""
    day: str = ""

    def wanted(self, before: reads.Cursor | None = None) -> reads.Wanted:
        day = date.fromisoformat(self.day) if self.day else None
        return reads.Wanted(self.kind, self.person, self.number, day, before)


def _risks(db: Connection, actor: Actor, wanted: RisksOf, now: datetime, last: Any, limit: int) -> list[Any]:
    return risks.listed(db, actor, wanted.span, wanted.name, now, last and last.id, limit - 1)  # which gives one more


def _reads(db: Connection, actor: Actor, wanted: ReadsOf, now: datetime, last: Any, limit: int) -> list[Any]:
    return reads.listed(db, actor, wanted.wanted(last and last.cursor), limit - 1)


RISKS = Ledger(
    "risks", N_("异常提示"),
    (
        NUMBER, WHAT, PLACE,
        Column("state", N_("状态"), N_("导出时所处的状态"), state(issue_flow)),
        Column("holder", N_("现由谁办"), N_("现在应当办理的组织，已办结为空"), as_is("holder_name")),
        Column("registered", N_("登记时间"), N_("北京时间"), as_is("registered_at")),
        Column("settled", N_("办结时间"), N_("北京时间，未办结为空"), as_is("settled_at")),
        Column("due", N_("时限"), N_("最先到期的时限，已结束的为空"), as_is("due_at")),
    ),
    RisksOf, _risks, lambda db, actor, wanted, now: risks.many(db, actor, wanted.span, wanted.name, now),
    open_to=(AUDITOR,),
)  # fmt: skip

READS = Ledger(
    "reads", N_("查阅日志"),
    (
        Column("at", N_("何时"), N_("北京时间"), as_is("at")),
        Column("kind", N_("何事"), N_("查看、导出、登录、被拒绝、得到授权等"), as_is("kind")),
        Column("detail", N_("详情"), N_("哪一步、为了什么、怎么结束的，没有则为空"), Fill(lambda row: row.detail)),
        Column("name", N_("何人"), N_("当时登录的人，没有登录为空"), as_is("name")),
        Column("post", N_("岗位"), N_("当时以什么岗位"), as_is("post")),
        Column("number", N_("事项编号"), N_("与哪件事项有关，您无权查看的为空"), as_is("number")),
        Column("words", N_("所写的话"), N_("查看时写的缘由或导出时的筛选，号码和邮箱已遮住"), free_text("words")),
    ),
    ReadsOf, _reads, lambda db, actor, wanted, now: reads.many(db, actor, wanted.wanted()),
    open_to=tuple(role for role in EXPORTERS if role in reads.READERS),
)  # fmt: skip
