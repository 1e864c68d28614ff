"""The meeting itself: opened with its roll, adjourned once every item has an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.meetings.flow import meeting_flow
from workflow.meetings.guards import all_items_settled, on_its_day
from workflow.meetings.model import Meeting
from workflow.meetings.protocol import draft_text
from workflow.meetings.relations import body

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@meeting_flow.step(
    N_("开会"), "convened", to="in_session", by=body, guards=[on_its_day], primary=True,
    expected=Whole(label=N_("应到人数"), least=1, most=2000),
    present=Whole(label=N_("实到人数"), least=1, most=2000),
    excused=Whole(label=N_("请假人数"), required=False, most=2000),
    absent=Whole(label=N_("缺席人数"), required=False, most=2000, help=N_("不填则为应到减去实到和请假")),
)  # fmt: skip
def open(desk: Desk, meeting: Meeting, expected: int, present: int, excused: int | None, absent: int | None) -> None:
    """The roll is frozen: 应到 = 实到 + 请假 + 缺席."""
    away = expected - present - (excused or 0)
    if away < 0 or absent not in (None, away):
        values = {"expected": expected, "present": present, "excused": excused or 0, "absent": absent or 0}
        told = Sentence(
            N_("应到 %(expected)s 不等于实到 %(present)s + 请假 %(excused)s + 缺席 %(absent)s，请核对"), values
        )
        raise BadAnswers({"expected": told})
    meeting.expected, meeting.present, meeting.excused, meeting.absent = expected, present, excused or 0, away
    meeting.opened_at = desk.now


@meeting_flow.step(N_("散会"), "in_session", to="minuting", by=body, guards=[all_items_settled], primary=True)
def adjourn(desk: Desk, meeting: Meeting) -> None:
    """Every item has an outcome; the minutes start from what was resolved."""
    meeting.adjourned_at = desk.now
    meeting.minutes = draft_text(desk.db, meeting)
