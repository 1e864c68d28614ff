"""Reception days and meetings: when, where, how many came, how each ended. What was said there goes into no file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from workflow.exchange.filling import Fill
from workflow.exchange.tables import Column, Ledger, as_is, free_text, of, state, whether
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Actor
from workflow.meetings import queries as met
from workflow.meetings.flow import meeting_flow
from workflow.meetings.words import KINDS
from workflow.receptions import queries as received
from workflow.receptions.flow import reception_flow


@dataclass(frozen=True, slots=True)
class DaysOf:
    """Reception days from this one on, or all: a day as ISO 8601 has it."""

    since: str = ""

    @property
    def first(self) -> date | None:
        return date.fromisoformat(self.since) if self.since else None


@dataclass(frozen=True, slots=True)
class MeetingsOf:
    """Meetings in one state, or all but what is only a plan for later than a day."""

    state: str = ""
    drafts_until: str = ""

    @property
    def narrowed(self) -> dict[str, Any]:
        until = date.fromisoformat(self.drafts_until) if self.drafts_until else None
        return {"state": self.state or None, "drafts_until": until}


def _days(db: Connection, actor: Actor, wanted: DaysOf, now: datetime, last: Any, limit: int) -> list[Any]:
    cursor = (last.held_on, last.id) if last else None
    return received.listed(db, actor, cursor=cursor, limit=limit, since=wanted.first)


def _meetings(db: Connection, actor: Actor, wanted: MeetingsOf, now: datetime, last: Any, limit: int) -> list[Any]:
    cursor = (last.planned_on, last.id) if last else None
    return met.listed(db, actor, cursor=cursor, limit=limit, **wanted.narrowed)


def _called(row: Any) -> Any:
    """A meeting nobody gave a name is called by its kind, in the reader's language."""
    return Label(KINDS[row.kind]) if row.title == KINDS[row.kind] else row.title


RECEPTIONS = Ledger(
    "receptions", N_("接待日"),
    (
        Column("held_on", N_("日期"), N_("接待的日子"), as_is("held_on")),
        Column("branch", N_("支部"), N_("接待的支部"), as_is("branch_name")),
        Column("hours", N_("时间"), N_("公告的接待时间"), as_is("hours")),
        Column("where", N_("接待地点"), N_("公告的接待地点"), free_text("place")),
        Column("host", N_("接待人"), N_("公告的接待人，未定为空"), as_is("host_name")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(reception_flow)),
        Column("moved_from", N_("原定日期"), N_("改期前的日子，没有改期为空"), as_is("moved_from")),
        Column("reason", N_("改期或取消的原因"), N_("公告的原因"), free_text("reason")),
        Column("visitors", N_("来访人次"), N_("当天来了多少次，不含任何人的资料"), as_is("visitors")),
        Column("received", N_("登记件数"), N_("当天登记的事项"), as_is("received")),
        Column("joined", N_("加入已有事项"), N_("和已登记的事项是同一件的次数"), as_is("joined")),
        Column("zero", N_("零登记"), N_("签字时声明当天没有人来访"), whether("zero")),
        Column("opened", N_("开始时间"), N_("北京时间，没有开始为空"), as_is("opened_at")),
        Column("closed", N_("签字时间"), N_("北京时间，没有签字为空"), as_is("closed_at")),
        Column("signer", N_("签字人"), N_("结束时签字的人"), as_is("signer_name")),
    ),
    DaysOf, _days, lambda db, actor, wanted, now: received.many(db, actor, wanted.first),
)  # fmt: skip

MEETINGS = Ledger(
    "meetings", N_("会议"),
    (
        Column("number", N_("纪要编号"), N_("签发后才有，同一类会议依次编号"), as_is("number")),
        Column("title", N_("会议名称"), N_("没有另起名称的按会议类别"), Fill(_called)),
        Column("kind", N_("会议类别"), N_("由谁召开、按哪些规则表决"), of(KINDS, "kind")),
        Column("org", N_("召开组织"), N_("召开会议的组织"), as_is("org_name")),
        Column("planned_on", N_("会议日期"), N_("计划或举行的日子"), as_is("planned_on")),
        Column("starts", N_("时间"), N_("通知的开会时间"), as_is("starts")),
        Column("where", N_("会议地点"), N_("通知的地点"), free_text("place")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(meeting_flow)),
        Column("items", N_("议题数"), N_("列入议程的议题，不含撤下的"), as_is("items")),
        Column("expected", N_("应到"), N_("应到人数，开会前为空"), as_is("expected")),
        Column("present", N_("实到"), N_("实到人数，开会前为空"), as_is("present")),
        Column("excused", N_("请假"), N_("请假人数，开会前为空"), as_is("excused")),
        Column("absent", N_("缺席"), N_("缺席人数，开会前为空"), as_is("absent")),
        Column("opened", N_("开会时间"), N_("北京时间，没有开会为空"), as_is("opened_at")),
        Column("adjourned", N_("散会时间"), N_("北京时间，没有散会为空"), as_is("adjourned_at")),
        Column("signed", N_("纪要签发时间"), N_("北京时间，没有签发为空"), as_is("signed_at")),
        Column("result_due", N_("结果公开期限"), N_("议决的结果最迟哪天公开，不需要的为空"), as_is("result_due_on")),
    ),
    MeetingsOf, _meetings, lambda db, actor, wanted, now: met.many(db, actor, **wanted.narrowed),
)  # fmt: skip
