"""The vote as it is counted in the room: who should be there, who is, who left, who stepped aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.meetings.conftest import Meetings
from workflow.kernel.errors import BadAnswers, NotPermitted, Refusal
from workflow.meetings import AgendaItem, Meeting, roll

NAMES = [f"党员{n:02d}" for n in range(1, 18)]  # with the secretary and two members: 20 who should attend


class Hall:
    """A party meeting of twenty with three items, its roll by name, and a hand for each."""

    def __init__(self, meetings: Meetings, present: int = 12) -> None:
        self.meetings = meetings
        issues = [meetings.drain() for _ in range(3)]
        meeting = meetings.plan(kind="general_meeting")
        meetings.take("secretary", meeting, "invite_members")
        meetings.take("secretary", meeting, "invite", seat_as="member", names="\n".join(NAMES))
        meetings.take("secretary", meeting, "invite", seat_as="resident", names="居民甲\n居民乙")
        self.items: list[AgendaItem] = [meetings.add(meeting, issue) for issue in issues]
        meetings.convene(meeting)
        meetings.watch.now = meetings.watch.now.replace(year=2026, month=12, day=1)
        self.voters = [one.id for one in self.seats(meeting) if one.votes]
        self.guests = [one.id for one in self.seats(meeting) if not one.votes]
        meetings.take("secretary", meeting, "check_in", who=[*self.voters[:present], *self.guests])
        self.meeting: Meeting = meetings.take("secretary", meeting, "open")

    def seats(self, meeting: Meeting) -> list[Any]:
        with self.meetings.office.database.reading() as db:
            return roll.attendees(db, meeting.id)

    def leaves(self, *who: int) -> None:
        self.meetings.take("secretary", self.meeting, "step_out", who=list(who))

    def comes(self, *who: int) -> None:
        self.meetings.take("secretary", self.meeting, "check_in", who=list(who))

    def aside(self, item: AgendaItem, *who: int, **more: Any) -> None:
        self.meetings.take("secretary", item, "recuse_item", who=list(who), reason="亲属", **more)

    def votes(self, item: AgendaItem, yes: int, who: str = "secretary", **more: Any) -> str:
        """The formula where it is carried, else the refusal's sentence."""
        answers = {"ballot": "hands", "yes": yes} | more
        try:
            return str(self.meetings.take(who, item, "decide_execute", **answers).formula)
        except Refusal as refusal:
            fields = refusal.fields.values() if isinstance(refusal, BadAnswers) else ()
            return " ".join(map(str, fields)) or str(refusal.sentence)


@pytest.fixture
def hall(meetings: Meetings) -> Callable[..., Hall]:
    return lambda **how: Hall(meetings, **how)


def test_the_roll_is_counted_from_the_names_and_guests_stand_apart(hall: Callable[..., Hall]) -> None:
    meeting = hall().meeting
    assert (meeting.expected, meeting.present, meeting.excused, meeting.absent) == (20, 12, 0, 8)
    assert meeting.here == 12


# present, leave before the vote, recused, yes -> what is said of it
TABLE = [
    (12, 0, 0, 11, "应到 20，实到 12，赞成 11：11 > 20 ÷ 2，通过"),
    (12, 0, 0, 10, "应到 20，实到 12，赞成 10：10 ≤ 20 ÷ 2，未通过。未通过的议题只能暂缓或不采纳"),
    (12, 0, 0, 12, "应到 20，实到 12，赞成 12：12 > 20 ÷ 2，通过"),
    (12, 0, 0, 13, "票数之和超过实到人数 12"),
    (9, 0, 0, 9, "应到 20，实到 9：9 < 20 ÷ 2，不足法定人数，不能表决"),
    (10, 0, 0, 10, "应到 20，实到 10，赞成 10：10 ≤ 20 ÷ 2，未通过。未通过的议题只能暂缓或不采纳"),
    (12, 1, 0, 12, "票数之和超过实到人数 11"),
    (12, 1, 0, 11, "应到 20，实到 11，赞成 11：11 > 20 ÷ 2，通过"),
    (12, 3, 0, 9, "应到 20，实到 9：9 < 20 ÷ 2，不足法定人数，不能表决"),
    (12, 0, 1, 10, "回避 1 人后，应到 19，实到 11，赞成 10：10 > 19 ÷ 2，通过"),
    (12, 0, 1, 9, "回避 1 人后，应到 19，实到 11，赞成 9：9 ≤ 19 ÷ 2，未通过。未通过的议题只能暂缓或不采纳"),
    (12, 0, 1, 12, "票数之和超过实到人数 11"),
    (12, 1, 2, 9, "回避 2 人后，应到 18，实到 9，赞成 9：9 ≤ 18 ÷ 2，未通过。未通过的议题只能暂缓或不采纳"),
    (12, 2, 2, 8, "回避 2 人后，应到 18，实到 8：8 < 18 ÷ 2，不足法定人数，不能表决"),
]


@pytest.mark.parametrize(("present", "leave", "recused", "yes", "told"), TABLE)
def test_quorum_and_threshold(
    hall: Callable[..., Hall], present: int, leave: int, recused: int, yes: int, told: str
) -> None:
    room = hall(present=present)
    if leave:
        room.leaves(*room.voters[present - leave : present])
    if recused:
        room.aside(room.items[0], *room.voters[3 : 3 + recused])
    assert room.votes(room.items[0], yes) == told


def test_a_member_leaving_before_item_three_changes_the_base_from_item_three_on(hall: Callable[..., Hall]) -> None:
    room = hall()
    one, two, three = room.items
    told = [room.votes(one, 12), room.votes(two, 12)]
    room.leaves(room.voters[11])
    told += [room.votes(three, 12), room.votes(three, 11)]
    assert told == [
        "应到 20，实到 12，赞成 12：12 > 20 ÷ 2，通过",
        "应到 20，实到 12，赞成 12：12 > 20 ÷ 2，通过",
        "票数之和超过实到人数 11",
        "应到 20，实到 11，赞成 11：11 > 20 ÷ 2，通过",
    ]
    again = room.meetings.again(room.meeting)
    assert (again.present, again.here) == (12, 11), "the roll stays as it was frozen"


def test_who_comes_late_counts_from_then_on(hall: Callable[..., Hall]) -> None:
    room = hall(present=9)
    assert "不足法定人数" in room.votes(room.items[0], 9)
    room.comes(*room.voters[9:12])
    assert room.votes(room.items[0], 11).endswith("通过")


def test_recusals_leave_quorum_and_base_of_their_item_only(hall: Callable[..., Hall]) -> None:
    room = hall()
    room.aside(room.items[1], room.voters[4], room.voters[5])
    assert [room.votes(item, 10) for item in room.items] == [
        "应到 20，实到 12，赞成 10：10 ≤ 20 ÷ 2，未通过。未通过的议题只能暂缓或不采纳",
        "回避 2 人后，应到 18，实到 10，赞成 10：10 > 18 ÷ 2，通过",
        "应到 20，实到 12，赞成 10：10 ≤ 20 ÷ 2，未通过。未通过的议题只能暂缓或不采纳",
    ]


def test_somebody_recused_in_the_matter_itself_is_out_of_its_item(meetings: Meetings) -> None:
    room = Hall(meetings)
    meetings.take("member", meetings.again_issue(room.items[0]), "declare_recusal", reason="与诉求人是亲属")
    assert room.votes(room.items[0], 10) == "回避 1 人后，应到 19，实到 11，赞成 10：10 > 19 ÷ 2，通过"


def test_the_chairs_recusal_demands_an_acting_chair(hall: Callable[..., Hall]) -> None:
    room = hall()
    item, chair = room.items[0], room.voters[0]
    people = room.meetings.street.people
    for acting in (None, people["secretary"]):
        with pytest.raises(BadAnswers):
            room.aside(item, chair, acting=acting)
    room.aside(item, chair, acting=people["member2"])
    assert "回避" in room.votes(item, 11)
    with pytest.raises(NotPermitted, match="回避"):
        room.meetings.take("secretary", item, "defer", resume_on="2026-12-20", reason="待查")
    assert room.votes(item, 11, who="member2") == "回避 1 人后，应到 19，实到 11，赞成 11：11 > 19 ÷ 2，通过"
    assert room.votes(room.items[1], 12).endswith("通过"), "the other items are the chair's"


def test_a_roll_of_numbers_knows_who_left_and_how_many_stepped_aside(meetings: Meetings) -> None:
    meeting, item = meetings.in_session(meetings.drain(), kind="general_meeting")
    meetings.take("secretary", meeting, "step_out", number=1)
    meetings.take("secretary", item, "recuse_item", number=1, reason="亲属")
    decided = meetings.take("secretary", item, "decide_execute", ballot="hands", yes=10)
    assert decided.formula == "回避 1 人后，应到 19，实到 10，赞成 10：10 > 19 ÷ 2，通过"
    with pytest.raises(BadAnswers):
        meetings.take("secretary", meeting, "check_in", number=10)  # 21 of 20


def test_a_guest_who_steps_aside_is_missed_by_no_count(meetings: Meetings) -> None:
    """Of three members none has stepped aside, though three guests have."""
    meeting = meetings.plan()
    meetings.take("secretary", meeting, "invite_members")
    meetings.take("secretary", meeting, "invite", seat_as="resident", names="居民甲\n居民乙\n居民丙")
    item = meetings.add(meeting, meetings.drain())
    meetings.convene(meeting)
    meetings.watch.now = meetings.watch.now.replace(year=2026, month=12, day=1)
    with meetings.office.database.reading() as db:
        seats = roll.attendees(db, meeting.id)
    meetings.take("secretary", meeting, "check_in", who=[one.id for one in seats])
    meetings.take("secretary", meeting, "open")
    guests = [one.id for one in seats if not one.votes]
    assert meetings.take("secretary", item, "recuse_item", who=guests, reason="亲属").recused == 0


def test_whoever_comes_back_after_midnight_counts_again(hall: Callable[..., Hall]) -> None:
    room = hall()
    room.leaves(room.voters[0])
    room.meetings.watch.now = room.meetings.watch.now.replace(hour=16, minute=30)  # half past midnight
    room.comes(room.voters[0])
    assert room.votes(room.items[0], 12).endswith("通过")


def test_a_named_ballot_is_counted_from_its_votes(hall: Callable[..., Hall]) -> None:
    room = hall()
    said = [f"{id}:yes" for id in room.voters[:11]] + [f"{room.voters[11]}:no"]
    told = room.meetings.take("secretary", room.items[0], "decide_execute", ballot="named", named=said)
    assert (told.yes, told.no, told.abstain) == (11, 1, 0)
    for wrong in (
        {"ballot": "named"},  # without names
        {"ballot": "hands", "yes": 11, "named": said},  # names where hands are counted
        {"ballot": "named", "named": [*said, f"{room.voters[0]}:no"]},  # twice
        {"ballot": "named", "named": [f"{room.voters[12]}:yes"]},  # not there
        {"ballot": "named", "named": [f"{room.guests[0]}:yes"]},  # a guest
    ):
        with pytest.raises(BadAnswers):
            room.meetings.take("secretary", room.items[1], "decide_execute", **wrong)
