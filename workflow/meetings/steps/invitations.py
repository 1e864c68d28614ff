"""Who is asked to a meeting, and what they answer: coming, excused with a reason, or somebody in their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from workflow.issues.model import Contact as Known
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers, Barred
from workflow.kernel.fields import Choice, Choices, Contact, Option, Text
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Case
from workflow.meetings.asking import Names
from workflow.meetings.attendance import Attendee
from workflow.meetings.flow import AHEAD, meeting_flow
from workflow.meetings.model import Meeting
from workflow.meetings.relations import invited, recorder
from workflow.meetings.roll import people_of
from workflow.meetings.voting import rule_of
from workflow.meetings.words import SEATS
from workflow.orgs.model import Org
from workflow.orgs.roles import MEMBER, OFFICERS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ASKED, ORGS = bare(Attendee), bare(Org)
MOST = 500
"""Beyond that a roll is kept in numbers."""


def seat(desk: Desk, meeting: Meeting, kind: str, **who: Any) -> list[Any]:
    """One more on the list; members vote, guests only where the rule says so. What the entry says of it."""
    votes = rule_of(meeting.kind, meeting.rule).gives_vote(kind)
    row = {"street_id": meeting.street_id, "meeting_id": meeting.id, "seat": kind, "votes": votes, "here": False}
    kept = desk.add(Attendee(**row, **who))
    return [kept.id, kept.person_id, votes]


def room_for(case: Case, more: int) -> None:
    """Raises: Barred where the list would grow beyond what can be called by name."""
    if len(case.facts.attendees) + more > MOST:
        raise Barred(N_("按名单签到最多 %(most)s 人；人数更多的会议请不列名单，开会时登记人数"), most=MOST)


@meeting_flow.step(N_("列入本组织成员"), AHEAD, by=recorder)
def invite_members(desk: Desk, meeting: Meeting) -> None:
    """Secretary, committee and members in office on the day, as far as they are not on the list yet."""
    case = Case(desk.db, desk.actor, meeting, desk.now)
    listed = {one.person_id for one in case.facts.attendees}
    members = people_of(desk.db, meeting.org_id, OFFICERS | {MEMBER}, meeting.planned_on)
    room_for(case, len(members.keys() - listed))
    new = sorted(members.keys() - listed)
    desk.attest(seats=[seat(desk, meeting, "member", person_id=person) for person in new])


def units(case: Case) -> Sequence[Option]:
    """Units and Party organisations a guest may come from."""
    found = select(ORGS.c.id, ORGS.c.name).where(ORGS.c.street_id == case.subject.street_id)
    return [(row.id, row.name) for row in case.db.execute(found.order_by(ORGS.c.kind.desc(), ORGS.c.code))]


@meeting_flow.step(
    N_("邀请参会人员"), AHEAD, by=recorder,
    seat_as=Choice(label=N_("以什么身份"), of=SEATS),
    names=Names(label=N_("姓名（每行一人）"), help=N_("单位可以只填单位名称，由单位定人")),
    org=Choice(
        label=N_("来自哪个组织或单位"), among=units, required=False, help=N_("该单位的经办人可以看到本次会议"),
    ),
)  # fmt: skip
def invite(desk: Desk, meeting: Meeting, seat_as: str, names: list[str], org: int | None) -> None:
    """By name: members without a post, two-new secretaries, representatives, squad leaders, units."""
    room_for(Case(desk.db, desk.actor, meeting, desk.now), len(names))
    seats = []
    for name in names:
        contact = desk.add(Known(street_id=meeting.street_id, name=name))
        seats.append(seat(desk, meeting, seat_as, contact_id=contact.id, org_id=org))
    desk.attest(seats=seats)


def listed(case: Case) -> list[Option]:
    """Whom this person may answer for: whoever keeps the list for everybody, the others for themselves."""
    mine = case.facts.attendees if keeps_list(case) else own(case)
    return [(one.id, called(one)) for one in mine]


def called(one: Any) -> str | Label:
    """A name, or the place kept for one whose name was erased."""
    return one.name or Label(SEATS[one.seat])


def keeps_list(case: Case) -> bool:
    hats = [hat for hat in case.actor.capacities if hat.role in OFFICERS | {MEMBER}]
    return any(hat.org == case.subject.org_id for hat in hats)


def own(case: Case) -> list[Any]:
    orgs = {hat.org for hat in case.actor.capacities}
    return [one for one in case.facts.attendees if one.person_id == case.actor.id or one.org_id in orgs]


WHO = Choice(label=N_("谁"), among=listed)


@meeting_flow.step(
    N_("移出名单"), AHEAD, by=recorder,
    who=Choices(label=N_("谁"), among=listed, most=MOST),
)  # fmt: skip
def uninvite(desk: Desk, meeting: Meeting, who: list[int]) -> None:
    """Off the list, as if never asked; the name goes with it."""
    rows = desk.db.execute(select(ASKED.c.contact_id, ASKED.c.substitute_id).where(ASKED.c.id.in_(who)))
    contacts = [id for row in rows for id in row if id is not None]
    desk.db.execute(delete(ASKED).where(ASKED.c.meeting_id == meeting.id, ASKED.c.id.in_(who)))
    desk.db.execute(delete(bare(Known)).where(bare(Known).c.id.in_(contacts)))


def answer(desk: Desk, meeting: Meeting, who: int, **row: Any) -> None:
    desk.db.execute(update(ASKED).where(ASKED.c.meeting_id == meeting.id, ASKED.c.id == who).values(**row))


@meeting_flow.step(N_("回复参加"), "convened", by=(invited, recorder), who=WHO)
def rsvp(desk: Desk, meeting: Meeting, who: int) -> None:
    """Coming; an excuse given before is taken back."""
    answer(desk, meeting, who, reply="coming")


@meeting_flow.step(
    N_("请假"), "convened", by=(invited, recorder),
    who=WHO,
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def excuse(desk: Desk, meeting: Meeting, who: int, reason: str) -> None:
    """Not coming, with a reason."""
    answer(desk, meeting, who, reply="excused")


@meeting_flow.step(
    N_("委托他人参会"), "convened", by=(invited, recorder),
    who=WHO,
    name=Contact(label=N_("代为参会的人"), longest=60, help=N_("党员不能委托他人表决；代会的人可以发言")),
)  # fmt: skip
def substitute(desk: Desk, meeting: Meeting, who: int, name: str) -> None:
    """Somebody comes in a guest's place; a member's vote cannot be lent."""
    if not name:
        raise BadAnswers({"name": Sentence(N_("请写明代为参会的人"))})
    asked = next(one for one in Case(desk.db, desk.actor, meeting, desk.now).facts.attendees if one.id == who)
    if asked.votes and asked.seat == "member":
        raise BadAnswers({"who": Sentence(N_("有表决权的成员不能由他人代替，请请假"))})
    contact = desk.add(Known(street_id=meeting.street_id, name=name))
    answer(desk, meeting, who, reply="coming", substitute_id=contact.id)
