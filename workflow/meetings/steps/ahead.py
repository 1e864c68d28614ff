"""Before the meeting: drafted, given an agenda, convened, put off or cancelled."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Day, Line, Option, Text, Whole
from workflow.kernel.i18n import C_, N_, Label, Sentence
from workflow.kernel.policy import Case, clock
from workflow.meetings import series
from workflow.meetings.facts import MeetingFacts
from workflow.meetings.flow import AHEAD, meeting_flow
from workflow.meetings.guards import date_passed, late_item_by_chair
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.pool import kind_of, pool_for
from workflow.meetings.relations import body, planner, recorder
from workflow.meetings.steps.rules import kept
from workflow.meetings.voting import rule_of
from workflow.meetings.words import KINDS, KINDS_OF
from workflow.orgs.roles import MEMBER, OFFICERS, PARTY

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


def bodies(case: Case) -> list[Option]:
    """Organisations the actor may draft a meeting for; the first is the usual one."""
    hats = [c for c in case.actor.capacities if c.kind in PARTY and c.role in OFFICERS | {MEMBER}]
    return list({c.org: (c.org, c.post) for c in hats}.values())


def kinds(case: Case) -> list[Option]:
    """Kinds of meetings the actor's organisations hold."""
    held = {c.kind for c in case.actor.capacities if c.kind in PARTY}
    return [(name, Label(KINDS[name])) for name in KINDS if any(name in KINDS_OF[kind] for kind in held)]


@meeting_flow.step(
    N_("拟定会议"), (), to="draft", by=planner,
    kind=Choice(label=N_("会议类型"), among=kinds),
    title=Line(label=N_("会议名称"), required=False),
    on=Day(label=N_("拟开日期")),
    place=Line(label=N_("地点"), required=False),
    org=Choice(label=N_("所属组织"), among=bodies, required=False, help=N_("兼任多个组织职务时选择")),
)  # fmt: skip
def plan(
    desk: Desk, meeting: Meeting, kind: str, title: str | None, on: date, place: str | None, org: int | None
) -> None:
    """A meeting of the own organisation, with an agenda to be filled from the pool."""
    assert desk.capacity is not None
    meeting.org_id = org or desk.capacity.org
    hat = next(c for c in desk.actor.capacities if c.org == meeting.org_id)
    if kind not in KINDS_OF.get(hat.kind, ()):
        raise BadAnswers({"kind": Sentence(N_("%(org)s不召开这一类会议"), {"org": hat.post})})
    meeting.kind, meeting.title, meeting.planned_on = kind, title or KINDS[kind], on
    meeting.place, meeting.starts, meeting.short_notice = place or "", "", False
    meeting.rule = kept(desk.db, meeting.org_id, kind)


def branches(case: Case) -> list[Option]:
    """The own branch, or those below."""
    return [(row.id, row.name) for row in series.branches(case.db, case.actor)]


@meeting_flow.step(
    N_("按年度计划拟定"), (), to="draft", by=planner,
    branch=Choice(label=N_("网格党支部"), among=branches),
    on=Day(label=N_("拟开日期"), ahead=800),
    quarter=Whole(label=N_("季度"), least=1, most=4),
)  # fmt: skip
def plan_series(desk: Desk, meeting: Meeting, branch: int, on: date, quarter: int) -> None:
    """The joint meeting a branch owes in a quarter; one of them, however often it is planned."""
    meeting.org_id, meeting.kind, meeting.title, meeting.planned_on = branch, series.KIND, KINDS[series.KIND], on
    meeting.series = series.name_of(on.year, quarter)
    meeting.place, meeting.starts, meeting.short_notice = "", "", False
    meeting.rule = kept(desk.db, branch, series.KIND)


@meeting_flow.step(
    N_("列入议题"), AHEAD, by=recorder, guards=[late_item_by_chair],
    issue=Choice(label=C_("one", "事项"), among=pool_for),
)  # fmt: skip
def add_item(desk: Desk, meeting: Meeting, issue: int) -> None:
    """From the pool; after the notice went out it is marked as added late."""
    kind = kind_of(desk.db, meeting.org_id, desk.today, issue)
    desk.follow_birth(AgendaItem, "table", meeting=meeting.id, issue=issue, kind=kind, late=meeting.state == "convened")


def open_items(case: Case) -> list[Option]:
    """Items of this meeting without an outcome."""
    return [(row.id, f"{row.number} {row.what[:30]}") for row in case.facts.open_items]


@meeting_flow.step(
    N_("移出议题"), AHEAD, by=recorder,
    item=Choice(label=N_("议题"), among=open_items),
    reason=Text(label=N_("理由"), required=False, longest=500),
)  # fmt: skip
def drop_item(desk: Desk, meeting: Meeting, item: int, reason: str | None) -> None:
    """Back to the pool."""
    desk.follow(AgendaItem, item, "drop", reason=reason)


@meeting_flow.step(
    N_("发通知"), "draft", to="convened", by=body, primary=True,
    starts=Line(label=N_("时间"), longest=40),
    place=Line(label=N_("地点")),
)  # fmt: skip
def convene(desk: Desk, meeting: Meeting, starts: str, place: str) -> None:
    """Time and place are told to those who attend; short notice is flagged, not hidden."""
    meeting.starts, meeting.place, meeting.convened_at = starts, place, desk.now
    meeting.short_notice = is_short(desk, meeting)
    for one in MeetingFacts(desk.db, meeting).attendees:
        desk.tell(meeting, "meeting.notice", attendee=one.id)


def is_short(desk: Desk, meeting: Meeting) -> bool:
    """Convened later than the body's rule wants: flagged, not hidden."""
    return (meeting.planned_on - desk.today).days < rule_of(meeting.kind, meeting.rule).notice


@meeting_flow.step(
    N_("改期"), AHEAD, by=body,
    on=Day(label=N_("新日期")),
    starts=Line(label=N_("时间"), required=False, longest=40),
    place=Line(label=N_("地点"), required=False),
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def reschedule(desk: Desk, meeting: Meeting, on: date, starts: str | None, place: str | None, reason: str) -> None:
    """The meeting keeps its identity, its items follow it to the new day."""
    meeting.planned_on, meeting.starts, meeting.place = on, starts or meeting.starts, place or meeting.place
    if meeting.state == "convened":
        meeting.short_notice = is_short(desk, meeting)
    for item in MeetingFacts(desk.db, meeting).open_items:
        desk.follow(AgendaItem, item.id, "redate", on=on)


@meeting_flow.step(
    N_("取消会议"), AHEAD, to="cancelled", by=body,
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def cancel(desk: Desk, meeting: Meeting, reason: str) -> None:
    """All items go back to the pool."""
    return_items(desk, meeting, "cancelled")


@meeting_flow.step(N_("逾期未开，退回议题"), AHEAD, by=clock, guards=[date_passed])
def pass_over(desk: Desk, meeting: Meeting) -> None:
    """The date passed and nobody opened it: all items go back to the pool, the meeting waits for a new date."""
    return_items(desk, meeting, "not_held")


def return_items(desk: Desk, meeting: Meeting, because: str) -> None:
    """Each with the reason, which its matter's history tells."""
    for item in MeetingFacts(desk.db, meeting).open_items:
        desk.follow(AgendaItem, item.id, "drop", because=because)
