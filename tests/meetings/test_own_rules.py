"""The rule by which a body votes: its own for the meetings to come, whatever was pressed first, never in session."""

from __future__ import annotations

import pytest

from tests.meetings.conftest import Meetings
from workflow.issues.entitled import entitled
from workflow.kernel.errors import BadAnswers, Barred, NotPermitted, Refusal
from workflow.kernel.verify import verify
from workflow.meetings import roll


def test_a_body_sets_its_own_rule_for_the_meetings_to_come(meetings: Meetings) -> None:
    told = {
        "voters": "members", "quorum": "2/3", "quorum_base": "expected", "quorum_sign": "least",
        "threshold": "2/3", "threshold_base": "present", "threshold_sign": "more", "ballots": ["secret", "hands"],
        "notice": 7,
    }  # fmt: skip
    first = meetings.plan(kind="general_meeting")
    with pytest.raises(NotPermitted):
        meetings.take("member2", first, "set_rule", **told)
    meetings.take("secretary", first, "set_rule", **told)
    meeting, item = meetings.in_session(meetings.drain(), kind="general_meeting", present=14, excused=6, absent=0)
    with pytest.raises(Barred, match="9 ≤ 14 × 2 ÷ 3，未通过"):
        meetings.take("secretary", item, "decide_execute", ballot="secret", yes=9)
    with pytest.raises(BadAnswers):
        meetings.take("secretary", item, "decide_execute", ballot="named")  # not one of its ballots any more
    assert meetings.take("secretary", item, "decide_execute", ballot="secret", yes=10).formula.endswith(
        "10 > 14 × 2 ÷ 3，通过"
    )
    assert meetings.again(meeting).rule["notice"] == 7
    assert meetings.plan(kind="branch_committee").rule is None, "another kind keeps its default"


@pytest.mark.parametrize("first", ["invite", "set_rule"])
def test_whether_guests_vote_does_not_hang_on_what_was_pressed_first(meetings: Meetings, first: str) -> None:
    meeting = meetings.plan()
    everyone = {
        "voters": "everyone", "quorum": "none", "quorum_base": "expected", "quorum_sign": "least", "threshold": "1/2",
        "threshold_base": "present", "threshold_sign": "more", "ballots": ["consensus", "hands"], "notice": 3,
    }  # fmt: skip
    asked = {"seat_as": "resident", "names": "居民甲"}
    for step in sorted(("invite", "set_rule"), key=lambda name: name != first):
        meetings.take("secretary", meeting, step, **(asked if step == "invite" else everyone))
    with meetings.office.database.reading() as db:
        assert [one.votes for one in roll.attendees(db, meeting.id)] == [True]
    assert verify(meetings.office, entitled).status == 0
    if first == "invite":
        meetings.take("secretary", meeting, "set_rule", **(everyone | {"voters": "members"}))
        with meetings.office.database.reading() as db:
            assert [one.votes for one in roll.attendees(db, meeting.id)] == [False]
        assert verify(meetings.office, entitled).status == 0


def test_a_rule_changed_later_leaves_a_meeting_in_session_alone(meetings: Meetings) -> None:
    meeting, _item = meetings.in_session(meetings.drain(), kind="general_meeting")
    with pytest.raises(Refusal):
        meetings.take("secretary", meeting, "set_rule", notice=1)
    assert meetings.again(meeting).rule["quorum"] == ["1/2", "expected", False]
