"""After the meeting: minutes drafted, circulated, objected to, signed, and corrected beside the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from workflow.issues.intake import number_for
from workflow.kernel.db import bare
from workflow.kernel.fields import Text
from workflow.kernel.i18n import N_
from workflow.meetings.flow import meeting_flow
from workflow.meetings.guards import minutes_written
from workflow.meetings.model import Meeting, Minutes
from workflow.meetings.protocol import content_hash
from workflow.meetings.relations import body, chair, recorder

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

MINUTES = bare(Minutes)
LONGEST = 50_000


@meeting_flow.step(
    N_("整理纪要"), "minuting", by=recorder,
    text=Text(label=N_("会议纪要"), longest=LONGEST),
)  # fmt: skip
def draft_minutes(desk: Desk, meeting: Meeting, text: str) -> None:
    """The whole text; who edits beside another is told so by the version."""
    meeting.minutes = text


@meeting_flow.step(N_("送阅"), "minuting", to="circulated", by=body, guards=[minutes_written], primary=True)
def circulate(desk: Desk, meeting: Meeting) -> None:
    """Those who attended read and object before it is signed."""
    meeting.circulated_at = desk.now


@meeting_flow.step(N_("修改纪要"), "circulated", to="minuting", by=body, reason=Text(label=N_("理由"), longest=500))
def amend(desk: Desk, meeting: Meeting, reason: str) -> None:
    """Back to be worked on."""


@meeting_flow.step(N_("保留意见"), "circulated", by=recorder, opinion=Text(label=N_("不同意见"), longest=2000))
def dissent(desk: Desk, meeting: Meeting, opinion: str) -> None:
    """A member's differing opinion, kept with the minutes."""


@meeting_flow.step(N_("签发"), "circulated", to="signed", by=chair, primary=True)
def approve(desk: Desk, meeting: Meeting) -> None:
    """Numbered, hashed, frozen."""
    _code, year, number = number_for(desk, meeting.org_id, "minutes")
    meeting.number, meeting.signed_at, meeting.signed_by_id = f"〔{year}〕{number}号", desk.now, desk.actor.id
    meeting.content_hash = keep(desk, meeting, meeting.minutes or "", 1)


@meeting_flow.step(
    N_("更正纪要"), "signed", by=chair,
    text=Text(label=N_("更正后的纪要"), longest=LONGEST),
    reason=Text(label=N_("更正理由"), longest=500),
)  # fmt: skip
def correct_minutes(desk: Desk, meeting: Meeting, text: str, reason: str) -> None:
    """A new version beside the old; what was signed stays as it was."""
    last = desk.db.execute(select(func.max(MINUTES.c.version)).where(MINUTES.c.meeting_id == meeting.id)).scalar_one()
    keep(desk, meeting, text, last + 1)


def keep(desk: Desk, meeting: Meeting, text: str, version: int) -> str:
    """Write a signed version; its hash."""
    hashed = content_hash(desk.db, meeting, text, version)
    row = {"meeting_id": meeting.id, "version": version, "text": text, "hash": hashed, "at": desk.now}
    desk.add(Minutes(**row, signed_by_id=desk.actor.id))
    return hashed
