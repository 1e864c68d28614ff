"""An item of the agenda: tabled, moved to another date, put off, dropped, not reached."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from workflow.issues.model import Issue
from workflow.issues.words import OFF_THE_TABLE
from workflow.kernel.db import bare
from workflow.kernel.errors import Barred
from workflow.kernel.fields import Choice, Day, Flag, Text, Whole
from workflow.kernel.i18n import C_, N_
from workflow.kernel.policy import follows
from workflow.meetings.flow import item_flow
from workflow.meetings.guards import in_session
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.relations import acting_chair, chair
from workflow.meetings.words import ITEM_KINDS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ISSUES, ITEMS, MEETINGS = bare(Issue), bare(AgendaItem), bare(Meeting)
ON = Day(label=N_("会议日期"), past=True)


def open_item_of(desk: Desk, issue_id: int) -> int | None:
    """The one open agenda item of an issue."""
    mine = (ITEMS.c.issue_id == issue_id) & (ITEMS.c.state == "open")
    return desk.db.execute(select(ITEMS.c.id).where(mine)).scalar_one_or_none()


def issue_state(desk: Desk, item: AgendaItem) -> str:
    """Where the issue of the item is now."""
    return str(desk.db.execute(select(ISSUES.c.state).where(ISSUES.c.id == item.issue_id)).scalar_one())


@item_flow.step(
    N_("列入"), (), to="open", by=follows,
    meeting=Whole(label=N_("会议"), most=2**40),
    issue=Whole(label=C_("one", "事项"), most=2**40),
    kind=Choice(label=N_("议题类型"), of=ITEM_KINDS),
    late=Flag(label=N_("临时议题")),
)  # fmt: skip
def table(desk: Desk, item: AgendaItem, meeting: int, issue: int, kind: str, late: bool) -> None:
    """On the agenda; a matter to be decided is scheduled with it. One open item at a time."""
    desk.db.execute(select(ISSUES.c.id).where(ISSUES.c.id == issue).with_for_update()).one()
    if open_item_of(desk, issue) is not None:
        raise Barred(N_("本事项已在另一次会议的议程上"))
    held = desk.db.execute(select(MEETINGS.c.org_id, MEETINGS.c.planned_on).where(MEETINGS.c.id == meeting)).one()
    last = desk.db.execute(select(func.max(ITEMS.c.position)).where(ITEMS.c.meeting_id == meeting)).scalar_one()
    item.meeting_id, item.org_id, item.issue_id = meeting, held.org_id, issue
    item.audience, item.kind, item.late, item.position, item.recused = "everyone", kind, late, (last or 0) + 1, 0
    desk.add(item)
    if kind == "decide":
        desk.follow(Issue, issue, "schedule", on=held.planned_on)


@item_flow.step(N_("随会议改期"), "open", by=follows, on=ON)
def redate(desk: Desk, item: AgendaItem, on: date) -> None:
    """The meeting got another date: the matter's clock runs to that day."""
    if issue_state(desk, item) == "scheduled":
        desk.follow(Issue, item.issue_id, "unschedule")
        desk.follow(Issue, item.issue_id, "schedule", on=on)


@item_flow.step(
    N_("移出"), "open", to="dropped", by=follows,
    reason=Text(label=N_("理由"), required=False, longest=500),
    because=Choice(label=N_("原因"), of=OFF_THE_TABLE, required=False),
)  # fmt: skip
def drop(desk: Desk, item: AgendaItem, reason: str | None, because: str | None) -> None:
    """Off the agenda; the matter goes back to the pool unless it has moved on already."""
    if issue_state(desk, item) == "scheduled":
        desk.follow(Issue, item.issue_id, "unschedule", because=because)


@item_flow.step(N_("未议"), "open", to="unreached", by=follows)
def leave(desk: Desk, item: AgendaItem) -> None:
    """The meeting did not come to it: the matter goes back to the pool, and its history says why."""
    if issue_state(desk, item) == "scheduled":
        desk.follow(Issue, item.issue_id, "unschedule", because="unreached")


@item_flow.step(
    N_("暂缓"), "open", to="deferred", by=(chair, acting_chair), guards=[in_session],
    resume_on=Day(label=N_("恢复研究日期")),
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def defer(desk: Desk, item: AgendaItem, resume_on: date, reason: str) -> None:
    """Put off until a date; needs no quorum. The issue counts how often."""
    item.outcome, item.resume_on, item.resolution = "defer", resume_on, reason
    if issue_state(desk, item) == "scheduled":
        desk.follow(Issue, item.issue_id, "unschedule", resume_on=resume_on)
