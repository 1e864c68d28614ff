"""What an old ledger tells: matters heard and answered before this house, kept so that they are found, and marked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.issues.flow import issue_flow
from workflow.issues.intake import grids_for, locate, need_where, number_for
from workflow.issues.model import Issue
from workflow.issues.relations import importer
from workflow.issues.steps.intake import categories
from workflow.issues.words import KINDS, OUTCOMES, URGENCIES
from workflow.kernel.fields import Choice, Line, Moment, Text
from workflow.kernel.i18n import N_
from workflow.kernel.policy import follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

AGES = 0
"""Days ahead that a day of the past may lie."""


@issue_flow.step(
    N_("导入历史台账"), (), to="past", by=importer,
    outside=Line(label=N_("原编号"), longest=60),
    what=Text(label=N_("内容")),
    place=Line(label=N_("地点"), required=False),
    grid=Choice(label=N_("网格"), among=grids_for, required=False),
    category=Choice(label=N_("类别"), among=categories, required=False),
    kind=Choice(label=N_("性质"), of=KINDS, required=False),
    urgency=Choice(label=N_("紧急程度"), of=URGENCIES, required=False),
    outcome=Choice(label=N_("结果"), of=OUTCOMES, required=False),
    answer=Text(label=N_("答复"), required=False),
    heard=Moment(label=N_("登记时间"), past=True, ahead=AGES),
    accepted=Moment(label=N_("受理时间"), past=True, ahead=AGES, required=False),
    ended=Moment(label=N_("办结时间"), past=True, ahead=AGES, required=False),
)  # fmt: skip
def import_past(
    desk: Desk, issue: Issue, outside: str, what: str, place: str | None, grid: int | None, category: int | None,
    kind: str | None, urgency: str | None, outcome: str | None, answer: str | None,
    heard: datetime, accepted: datetime | None, ended: datetime | None,
) -> None:  # fmt: skip
    """It is born filed: nobody has to act, no limit runs, and no step of the past is told as one taken here."""
    need_where(place, grid)
    issue.outside, issue.what, issue.place = outside, what, place or ""
    issue.category_id, issue.kind, issue.urgency = category, kind or "help", urgency or "general"
    issue.outcome, issue.answer = outcome, answer
    issue.counts, issue.restricted, issue.barred = {}, False, False
    issue.registered_at, issue.accepted_at = heard, accepted
    locate(desk, issue, grid, place, None)
    code, year, number = number_for(desk, issue.owner_id, "past")
    issue.number, issue.settled_at = f"{code}-P{year % 100:02d}-{number:05d}", ended or heard


@issue_flow.step(
    N_("历史台账归档"), "registered", to="past", by=follows,
    ended=Moment(label=N_("办结时间"), past=True, ahead=AGES),
)  # fmt: skip
def file_past(desk: Desk, issue: Issue, ended: datetime) -> None:
    """How it was done before it was born filed: nothing takes this step any more, older histories tell of it."""
    issue.settled_at = ended
