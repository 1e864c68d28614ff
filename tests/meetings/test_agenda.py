"""The agenda: filled in one press, put in order, each item with its time and its audience."""

from __future__ import annotations

import pytest

from tests.meetings.conftest import Meetings
from workflow.kernel.errors import BadAnswers, Barred, NotLegal, NotPermitted
from workflow.meetings import Meeting, queries


def order(meetings: Meetings, meeting: Meeting) -> list[int]:
    return [item.issue_id for item in meetings.items(meeting) if item.state == "open"]


def test_everything_that_waits_comes_on_in_one_press_unfinished_first(meetings: Meetings) -> None:
    late = meetings.drain()
    meeting, item = meetings.in_session(late)
    meetings.take("secretary", item, "decide_execute", ballot="consensus", days=1)
    meetings.take("secretary", meeting, "adjourn")
    meetings.watch.forward(days=10)
    fresh = [meetings.drain(), meetings.drain()]
    nxt = meetings.plan(on="2026-12-20")
    meetings.take("member", nxt, "fill_agenda")
    assert order(meetings, nxt) == [late.id, *(one.id for one in fresh)]
    assert [one.kind for one in meetings.items(nxt)] == ["follow_up", "decide", "decide"]
    with pytest.raises(Barred, match="没有可列入的事项"):
        meetings.take("member", nxt, "fill_agenda")


def test_after_the_notice_only_the_chair_fills_it_up_and_it_is_marked(meetings: Meetings) -> None:
    meeting = meetings.convene(meetings.plan())
    meetings.drain()
    with pytest.raises(NotPermitted, match="临时议题"):
        meetings.take("member", meeting, "fill_agenda")
    meetings.take("secretary", meeting, "fill_agenda")
    assert [item.late for item in meetings.items(meeting)] == [True]


def test_items_move_up_down_and_to_the_front(meetings: Meetings) -> None:
    meeting = meetings.plan()
    issues = [meetings.drain() for _ in range(3)]
    items = [meetings.add(meeting, issue) for issue in issues]
    a, b, c = (issue.id for issue in issues)

    def move(nth: int, to: str) -> list[int]:
        meetings.take("member", meeting, "move_item", item=items[nth].id, move=to)
        return order(meetings, meeting)

    assert move(1, "up") == [b, a, c]
    assert move(1, "up") == [b, a, c], "nothing above the first"
    assert move(1, "down") == [a, b, c]
    assert move(2, "first") == [c, a, b]
    assert move(1, "down") == [c, a, b], "nothing below the last"


def test_an_item_that_was_moved_can_be_decided_with_the_form_drawn_before(meetings: Meetings) -> None:
    meeting, item = meetings.in_session(meetings.drain())
    seen = meetings.again(item).version
    meetings.take("secretary", meeting, "move_item", item=item.id, move="first")
    assert meetings.again(item).version == seen


def test_what_only_members_hear_is_not_shown_to_an_invited_unit(meetings: Meetings) -> None:
    meeting = meetings.plan()
    first, second = (meetings.add(meeting, meetings.drain()) for _ in range(2))
    unit = {"seat_as": "unit", "names": "供水公司", "org": meetings.street.orgs["u3"]}
    meetings.take("secretary", meeting, "invite", **unit)
    meetings.take("secretary", meeting, "set_item", item=second.id, minutes=10, audience="members")
    with meetings.office.database.reading() as db:
        seen = [row.id for row in queries.items(db, meetings.actor("unit3"), meeting.id)]
        known = {row.number for row in queries.items(db, meetings.actor("unit3"), meeting.id)}
    assert seen == [first.id]
    assert known == {None}, "the meeting is theirs to see, the matter is not"
    assert meetings.again(second).minutes_planned == 10


def test_a_date_that_does_not_exist_or_lies_in_the_past_plans_nothing(meetings: Meetings) -> None:
    for on in ("2026-02-30", "2026-11-01", "morgen"):
        with pytest.raises(BadAnswers):
            meetings.plan(on=on)


def test_nothing_comes_on_the_agenda_once_it_is_over(meetings: Meetings) -> None:
    meeting = meetings.open(meetings.plan())
    issue = meetings.drain()
    for step in ("add_item", "fill_agenda"):
        with pytest.raises(NotLegal):
            meetings.take("secretary", meeting, step, issue=issue.id)
