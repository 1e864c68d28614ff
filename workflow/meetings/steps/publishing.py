"""Decisions are published twice, as resolved and as carried out: one writes the text, another lets it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from workflow.issues.clocks import STOP, start
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Text
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case
from workflow.meetings.flow import item_flow, meeting_flow
from workflow.meetings.guards import being_recorded, decision_published, reviewed_decision, reviewed_result
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.papers import Publication
from workflow.meetings.relations import body, recorder
from workflow.meetings.words import PUBLICATIONS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

TEXTS = bare(Publication)


@meeting_flow.step(
    N_("拟写公开文稿"), "signed", by=recorder,
    kind=Choice(label=N_("公开什么"), of=PUBLICATIONS),
    text=Text(label=N_("公开文稿"), longest=5000, help=N_("不写诉求人和其他个人的姓名、电话、住址")),
)  # fmt: skip
def draft_publication(desk: Desk, meeting: Meeting, kind: str, text: str) -> None:
    """A text for everybody, without anybody's personal data; it may be rewritten until it is out."""
    known = Case(desk.db, desk.actor, meeting, desk.now).facts.publications.get(kind)
    if known is not None and known.published_at:
        raise BadAnswers({"kind": Sentence(N_("已经发布的文稿不能再改"))})
    mine = (TEXTS.c.meeting_id == meeting.id) & (TEXTS.c.kind == kind)
    desk.db.execute(delete(TEXTS).where(mine))
    desk.add(Publication(meeting_id=meeting.id, kind=kind, text=text, drafted_by_id=desk.actor.id))


def let_out(desk: Desk, meeting: Meeting, kind: str) -> None:
    mine = (TEXTS.c.meeting_id == meeting.id) & (TEXTS.c.kind == kind)
    desk.db.execute(update(TEXTS).where(mine).values(published_by_id=desk.actor.id, published_at=desk.now))


@meeting_flow.step(N_("公开议决"), "signed", by=body, guards=[reviewed_decision])
def publish_decision(desk: Desk, meeting: Meeting) -> None:
    """From now on the public waits for the result."""
    let_out(desk, meeting, "decision")
    meeting.result_due_on = local(start(desk, meeting, "publication", "general")).date()


@meeting_flow.step(N_("公开结果"), "signed", by=body, guards=[decision_published, reviewed_result])
def publish_result(desk: Desk, meeting: Meeting) -> None:
    """What came of it; the second promise is kept."""
    let_out(desk, meeting, "result")
    meeting.result_due_on = None
    desk.db.execute(STOP, {"of": "meeting", "id": meeting.id, "at": desk.now})


@item_flow.step(
    N_("记录汇报和讨论"), "open decided deferred", by=recorder, guards=[being_recorded],
    report=Text(label=N_("汇报"), required=False, longest=5000),
    discussion=Text(label=N_("讨论"), required=False, longest=5000),
)  # fmt: skip
def write_item(desk: Desk, item: AgendaItem, report: str | None, discussion: str | None) -> None:
    """What was reported and what was said, as the minutes will tell it."""
    item.report, item.discussion = report, discussion
