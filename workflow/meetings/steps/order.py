"""The agenda as a whole: filled from the pool in one press, put in order, each item with its time and its audience."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from workflow.issues.model import Issue
from workflow.kernel.db import bare
from workflow.kernel.errors import Barred
from workflow.kernel.fields import Choice, Whole
from workflow.kernel.i18n import N_
from workflow.kernel.policy import scope
from workflow.meetings.facts import MeetingFacts
from workflow.meetings.flow import AHEAD, meeting_flow
from workflow.meetings.guards import late_item_by_chair
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.pool import pool
from workflow.meetings.relations import recorder
from workflow.meetings.steps.ahead import open_items
from workflow.meetings.words import AUDIENCES, MOVES

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ITEMS = bare(AgendaItem)
FULL = 30
"""Items beyond that belong on the next agenda: nobody decides more in an evening."""
BEFORE_THE_END = f"{AHEAD} in_session"


@meeting_flow.step(N_("全部列入"), AHEAD, by=recorder, guards=[late_item_by_chair])
def fill_agenda(desk: Desk, meeting: Meeting) -> None:
    """Everything that waits, unfinished resolutions first, as far as one meeting can hold."""
    room = FULL - len(MeetingFacts(desk.db, meeting).open_items)
    waiting = pool(desk.db, meeting.org_id, desk.today, scope(Issue, desk.actor.capacities))
    if room <= 0 or not waiting:
        raise Barred(N_("没有可列入的事项，或议程已满 %(most)s 项"), most=FULL)
    late = meeting.state == "convened"
    for one in waiting[:room]:
        desk.follow_birth(AgendaItem, "table", meeting=meeting.id, issue=one.id, kind=one.kind, late=late)


ITEM = Choice(label=N_("议题"), among=open_items)


@meeting_flow.step(
    N_("调整顺序"), BEFORE_THE_END, by=recorder,
    item=ITEM,
    move=Choice(label=N_("移到哪里"), of=MOVES),
)  # fmt: skip
def move_item(desk: Desk, meeting: Meeting, item: int, move: str) -> None:
    """One place up or down, or to the front; what is settled already keeps its place."""
    taken = {row.id: row.position for row in MeetingFacts(desk.db, meeting).open_items}
    order = list(taken)
    at = order.index(item)
    order.insert({"up": max(at - 1, 0), "down": at + 1, "first": 0}[move], order.pop(at))
    mine = ITEMS.c.meeting_id == meeting.id
    changed = dict(zip(order, sorted(taken.values()), strict=True))
    for id, place in changed.items():  # out of the way first: no two items ever share a place
        desk.db.execute(update(ITEMS).where(mine, ITEMS.c.id == id).values(position=-place))
    for id, place in changed.items():
        desk.db.execute(update(ITEMS).where(mine, ITEMS.c.id == id).values(position=place))


@meeting_flow.step(
    N_("时间和范围"), BEFORE_THE_END, by=recorder,
    item=ITEM,
    minutes=Whole(label=N_("预计几分钟"), required=False, least=1, most=240),
    audience=Choice(label=N_("谁在场听"), of=AUDIENCES, help=N_("“仅成员”的议题不上投屏，受邀单位也看不到")),
)  # fmt: skip
def set_item(desk: Desk, meeting: Meeting, item: int, minutes: int | None, audience: str) -> None:
    """How long it may take, and whether guests hear it."""
    mine = (ITEMS.c.meeting_id == meeting.id) & (ITEMS.c.id == item)
    desk.db.execute(update(ITEMS).where(mine).values(minutes_planned=minutes, audience=audience))
