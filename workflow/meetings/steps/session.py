"""The meeting itself: opened with its roll, adjourned once every item has an outcome, or left open too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.issues.clocks import start
from workflow.kernel.errors import BadAnswers, Barred
from workflow.kernel.fields import Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case, clock
from workflow.meetings.facts import MeetingFacts
from workflow.meetings.flow import meeting_flow
from workflow.meetings.guards import all_items_settled, date_passed, on_its_day
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.protocol import draft_text
from workflow.meetings.relations import body
from workflow.meetings.roll import people_of
from workflow.orgs.roles import MEMBER, OFFICERS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

UNEQUAL = N_("应到 %(expected)s 不等于实到 %(present)s + 请假 %(excused)s + 缺席 %(absent)s，请核对")


def no_list(case: Case) -> bool:
    """Whether the roll is a matter of numbers: nobody was asked by name."""
    return not case.facts.voters


@meeting_flow.step(
    N_("开会"), "convened", to="in_session", by=body, guards=[on_its_day], primary=True,
    expected=Whole(label=N_("应到人数"), least=1, most=2000, required_if=no_list),
    present=Whole(label=N_("实到人数"), least=1, most=2000, required_if=no_list),
    excused=Whole(label=N_("请假人数"), required=False, most=2000),
    absent=Whole(label=N_("缺席人数"), required=False, most=2000, help=N_("不填则为应到减去实到和请假")),
)  # fmt: skip
def open(desk: Desk, meeting: Meeting, **told: int | None) -> None:
    """The roll is frozen: 应到 = 实到 + 请假 + 缺席, by name where there is a list, else in numbers."""
    facts = MeetingFacts(desk.db, meeting)
    if facts.voters:
        still_in_office(desk, meeting, facts.voters)
        told = called_roll(facts.voters, told)
    expected, present, excused = told["expected"] or 0, told["present"] or 0, told["excused"] or 0
    away = expected - present - excused
    if away < 0 or told["absent"] not in (None, away):
        values = {"expected": expected, "present": present, "excused": excused, "absent": told["absent"] or 0}
        raise BadAnswers({"expected": Sentence(UNEQUAL, values)})
    meeting.expected, meeting.present, meeting.excused, meeting.absent = expected, present, excused, away
    meeting.here, meeting.opened_at, meeting.rule = present, desk.now, facts.rule.written()


def still_in_office(desk: Desk, meeting: Meeting, voters: list[Any]) -> None:
    """Whoever left office after the list was made would be counted as absent, and change the quorum.

    Raises: Barred, with their names.
    """
    members = people_of(desk.db, meeting.org_id, OFFICERS | {MEMBER}, meeting.planned_on)
    gone = [one.name for one in voters if one.person_id is not None and one.person_id not in members]
    if gone:
        told = N_("名单上的%(names)s已不在任，请先移出名单；接任的人用“列入本组织成员”补上")
        raise Barred(told, names=gone)


def called_roll(voters: list[Any], told: dict[str, int | None]) -> dict[str, int | None]:
    """The numbers of a list.

    Raises: Barred where nobody has signed in, BadAnswers where other numbers were typed.
    """
    here = sum(one.here for one in voters)
    if not here:
        raise Barred(N_("名单上还没有人签到，请先签到再开会"))
    excused = sum(one.reply == "excused" and not one.here for one in voters)
    found = {"expected": len(voters), "present": here, "excused": excused, "absent": len(voters) - here - excused}
    wrong = [name for name, n in told.items() if n not in (None, found[name])]
    if wrong:
        raise BadAnswers({name: Sentence(N_("按名单应为 %(n)s"), {"n": found[name]}) for name in wrong})
    return {**found}


@meeting_flow.step(N_("散会"), "in_session", to="minuting", by=body, guards=[all_items_settled], primary=True)
def adjourn(desk: Desk, meeting: Meeting) -> None:
    """Every item has an outcome; the minutes start from what was resolved."""
    meeting.adjourned_at = desk.now
    meeting.minutes = draft_text(desk.db, meeting)


@meeting_flow.step(N_("逾期未散会，退回未议议题"), "in_session", by=clock, guards=[date_passed])
def run_over(desk: Desk, meeting: Meeting) -> None:
    """Nobody adjourned it in time: what was not decided goes back to the pool, and the minutes are waited for."""
    for item in MeetingFacts(desk.db, meeting).open_items:
        desk.follow(AgendaItem, item.id, "leave")
    start(desk, meeting, "minutes", "general")
