"""Steps that do not move the matter: said, added, corrected, reminded, called to the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from workflow.issues.choices import officers_around, people_around, units_for_co
from workflow.issues.clocks import retime
from workflow.issues.flow import OPEN, SETTLED, issue_flow
from workflow.issues.guards import remind_daily
from workflow.issues.intake import grids_for, put_above, staff_of
from workflow.issues.model import Assignment, Issue, Recusal, Summons
from workflow.issues.photos import Photo, Photos
from workflow.issues.photos import keep as keep_photos
from workflow.issues.recusal import ALONE, nobody_left, somebody_left
from workflow.issues.relations import above, dispatcher, head, involved, owner, parent, summoned
from workflow.issues.steps.intake import categories
from workflow.issues.steps.requests import sheets_at_work
from workflow.issues.words import URGENCIES
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Choices, Line, Text
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

SUMMONS, RECUSALS = bare(Summons), bare(Recusal)
ANY_TIME = f"{OPEN} {SETTLED}"
RECORD = Text(label=N_("内容"), longest=2000)


@issue_flow.step(N_("备注"), ANY_TIME, by=involved, text=Text(label=N_("备注（内部）"), longest=2000))
def note(desk: Desk, issue: Issue, text: str) -> None:
    """For colleagues only; the reporter never sees it."""


@issue_flow.step(N_("添加照片"), OPEN, by=involved, photos=Photos(label=N_("现场照片")))
def attach(desk: Desk, issue: Issue, photos: list[Photo]) -> None:
    """Photos of the spot."""
    keep_photos(desk, issue, photos)


@issue_flow.step(
    N_("联系记录"), OPEN, by=involved, voice=N_("工作人员与您联系"),
    how=Choice(
        label=N_("方式"),
        of={"phone": N_("电话"), "visit": N_("上门"), "spot": N_("现场"), "unreached": N_("未联系上")},
    ),
    said=RECORD,
)  # fmt: skip
def contact(desk: Desk, issue: Issue, how: str, said: str) -> None:
    """A call or a visit, and what was said. Not reached is not satisfied."""


@issue_flow.step(
    N_("更正"), OPEN, by=owner,
    category=Choice(label=N_("类别"), among=categories, required=False),
    urgency=Choice(label=N_("紧急程度"), of=URGENCIES, required=False),
    grid=Choice(label=N_("网格"), among=grids_for, required=False),
    place=Line(label=N_("地点"), required=False),
    reason=Text(label=N_("更正理由"), longest=500),
)  # fmt: skip
def correct(
    desk: Desk,
    issue: Issue,
    category: int | None,
    urgency: str | None,
    grid: int | None,
    place: str | None,
    reason: str,
) -> None:
    """What was entered wrongly; the clocks, the units' too, follow a new urgency."""
    before = issue.urgency
    issue.category_id, issue.urgency = category or issue.category_id, urgency or issue.urgency
    issue.grid_id, issue.place = grid or issue.grid_id, place or issue.place
    if issue.urgency != before:
        retime(desk, issue)
        for sheet in sheets_at_work(desk, issue):
            desk.follow(Assignment, sheet.id, "adjust", urgency=issue.urgency)


@issue_flow.step(
    N_("更正反映对象"), "registered accepted escalated", by=parent,
    org=Choice(label=N_("反映哪个组织的工作人员"), among=staff_of),
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def correct_about(desk: Desk, issue: Issue, org: int, reason: str) -> None:
    """It turns out to be about somebody's staff: from now on their side does not see it, the level above owns it."""
    put_above(desk, issue, org)


@issue_flow.step(N_("批示"), OPEN, by=above, text=Text(label=N_("批示内容"), longest=2000))
def instruct(desk: Desk, issue: Issue, text: str) -> None:
    """A word from above: a basis for the owner's decision; it never changes the holder."""
    hat = desk.capacity
    issue.instructed_by_id = hat.org if hat else None


@issue_flow.step(
    N_("催办"), OPEN, by=(above, dispatcher, owner), guards=[remind_daily],
    text=Text(label=N_("催办要求"), required=False, longest=500),
)  # fmt: skip
def remind(desk: Desk, issue: Issue, text: str | None) -> None:
    """At most once a day."""
    issue.reminded_on = desk.today
    desk.tell(issue, "issue.reminded", holder=issue.holder_id)


@issue_flow.step(
    N_("申请回避"), OPEN, by=involved, guards=[somebody_left],
    reason=Text(label=N_("回避理由"), longest=500),
)  # fmt: skip
def declare_recusal(desk: Desk, issue: Issue, reason: str) -> None:
    """From now on every step of this person in this issue is refused."""
    desk.add(Recusal(issue_id=issue.id, person_id=desk.actor.id, at=desk.now))


@issue_flow.step(
    N_("责令回避"), OPEN, by=(head, parent),
    person=Choice(label=N_("应回避的人"), among=people_around),
    replacement=Choice(label=N_("接替人"), among=officers_around, required=False),
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def recuse(desk: Desk, issue: Issue, person: int, replacement: int | None, reason: str) -> None:
    """The head, or the level above where it is the head, orders it and names who takes over."""
    if person == replacement:
        raise BadAnswers({"replacement": Sentence(N_("接替人不能就是应回避的人"))})
    case = Case(desk.db, desk.actor, issue, desk.now)
    already = case.facts.recused
    if person in already:
        mine = (RECUSALS.c.issue_id == issue.id) & (RECUSALS.c.person_id == person)
        desk.db.execute(update(RECUSALS).where(mine).values(replacement_id=replacement))
    else:
        if org := nobody_left(case, person):
            raise BadAnswers({"person": Sentence(ALONE, {"org": org})})
        desk.add(Recusal(issue_id=issue.id, person_id=person, replacement_id=replacement, at=desk.now))


@issue_flow.step(N_("限制查看"), OPEN, by=head, reason=Text(label=N_("理由"), longest=500))
def restrict(desk: Desk, issue: Issue, reason: str) -> None:
    """Branch members without a task in it no longer see it."""
    issue.restricted = True


@issue_flow.step(
    N_("吹哨"), "accepted scheduled executing transferred blocked", by=owner,
    units=Choices(label=N_("召集单位"), among=units_for_co),
    where=Line(label=N_("集合地点和时间")),
)  # fmt: skip
def summon(desk: Desk, issue: Issue, units: list[int], where: str) -> None:
    """Call units to the spot; each arrival is timed."""
    known = Case(desk.db, desk.actor, issue, desk.now).facts.summoned
    for unit in units:
        if unit not in known:
            desk.add(Summons(issue_id=issue.id, unit_id=unit, called_at=desk.now))


@issue_flow.step(N_("报到"), OPEN, by=summoned)
def arrive(desk: Desk, issue: Issue) -> None:
    """A summoned unit is on the spot."""
    hat = desk.capacity
    mine = (SUMMONS.c.issue_id == issue.id) & (SUMMONS.c.unit_id == (hat.org if hat else 0))
    desk.db.execute(update(SUMMONS).where(mine, SUMMONS.c.arrived_at.is_(None)).values(arrived_at=desk.now))
