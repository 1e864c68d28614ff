"""After the meeting: minutes drafted, circulated, objected to, signed, and corrected beside the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from workflow.issues.intake import number_for
from workflow.kernel.db import bare
from workflow.kernel.fields import Choice, Option, Text
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case
from workflow.meetings.flow import meeting_flow
from workflow.meetings.guards import minutes_written, objections_answered
from workflow.meetings.model import Meeting, Minutes
from workflow.meetings.papers import Dissent
from workflow.meetings.protocol import content_hash, draft_text
from workflow.meetings.relations import body, chair, invited, recorder
from workflow.meetings.words import NUMBERED
from workflow.sealing.work import ask

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

MINUTES, DISSENTS = bare(Minutes), bare(Dissent)
LONGEST = 50_000


@meeting_flow.step(
    N_("整理纪要"), "minuting", by=recorder,
    text=Text(label=N_("会议纪要"), longest=LONGEST),
)  # fmt: skip
def draft_minutes(desk: Desk, meeting: Meeting, text: str) -> None:
    """The whole text; who edits beside another is told so by the version."""
    meeting.minutes = text


@meeting_flow.step(
    N_("按议题重新汇总"), "minuting", by=recorder,
    help=N_("用各议题现在的汇报、讨论和结论重写全文，现有文字会被替换"),
)  # fmt: skip
def assemble(desk: Desk, meeting: Meeting) -> None:
    """The text as the items tell it now, in the place of what was written before."""
    meeting.minutes = draft_text(desk.db, meeting)


@meeting_flow.step(N_("送阅"), "minuting", to="circulated", by=body, guards=[minutes_written], primary=True)
def circulate(desk: Desk, meeting: Meeting) -> None:
    """Those who attended read and object before it is signed."""
    meeting.circulated_at = desk.now


@meeting_flow.step(N_("修改纪要"), "circulated", to="minuting", by=body, reason=Text(label=N_("理由"), longest=500))
def amend(desk: Desk, meeting: Meeting, reason: str) -> None:
    """Back to be worked on."""


@meeting_flow.step(
    N_("保留意见"), "circulated", by=(invited, recorder),
    opinion=Text(label=N_("不同意见"), longest=2000),
)  # fmt: skip
def dissent(desk: Desk, meeting: Meeting, opinion: str) -> None:
    """A member's differing opinion, kept with the minutes: it must be answered before they are signed."""
    kept = desk.add(Dissent(meeting_id=meeting.id, by_id=desk.actor.id, at=desk.now, opinion=opinion))
    desk.attest(dissent=kept.id)


def waiting(case: Case) -> list[Option]:
    return [(row.id, f"{row.name}：{row.opinion[:30]}") for row in case.facts.unanswered]


@meeting_flow.step(
    N_("答复意见"), "minuting circulated", by=body,
    which=Choice(label=N_("哪一条意见"), among=waiting),
    answer=Text(label=N_("怎么答复"), longest=2000),
)  # fmt: skip
def answer_dissent(desk: Desk, meeting: Meeting, which: int, answer: str) -> None:
    """Taken up or not, and why; both stay with the minutes."""
    one = (DISSENTS.c.meeting_id == meeting.id) & (DISSENTS.c.id == which)
    desk.db.execute(update(DISSENTS).where(one).values(answer=answer, answered_by_id=desk.actor.id))


@meeting_flow.step(N_("签发"), "circulated", to="signed", by=chair, guards=[objections_answered], primary=True)
def approve(desk: Desk, meeting: Meeting) -> None:
    """Numbered, hashed, frozen. Each kind of meeting of a body has numbers of its own, every year, without gaps."""
    _code, year, number = number_for(desk, meeting.org_id, f"minutes.{meeting.kind}")
    meeting.number = f"{NUMBERED[meeting.kind]}〔{year}〕{number}号"
    meeting.signed_at, meeting.signed_by_id = desk.now, desk.actor.id
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
    """Write a signed version, to be sealed at once; its hash."""
    hashed = content_hash(desk.db, meeting, text, version)
    row = {"meeting_id": meeting.id, "version": version, "text": text, "hash": hashed, "at": desk.now}
    desk.add(Minutes(**row, signed_by_id=desk.actor.id))
    if desk.office.sealing_key is not None:
        ask(desk.db, meeting.street_id, f"minutes-{meeting.id}-{version}")
    return hashed
