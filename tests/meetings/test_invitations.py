"""Who is asked, what they answer, and how they sign in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.meetings.conftest import Meetings
from workflow.issues.model import Contact
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import BadAnswers, Barred, NotFound, NotPermitted, TooMany
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.outbox import Message
from workflow.meetings import Meeting, roll
from workflow.meetings.steps.rollcall import code_of
from workflow.orgs.model import Post

CONTACTS, OUTBOX = bare(Contact), bare(Message)


def seats(meetings: Meetings, meeting: Meeting) -> list[Any]:
    with meetings.office.database.reading() as db:
        return roll.attendees(db, meeting.id)


def invite(meetings: Meetings, meeting: Meeting, names: str, seat: str = "resident", **more: Any) -> list[int]:
    meetings.take("secretary", meeting, "invite", seat_as=seat, names=names, **more)
    return [one.id for one in seats(meetings, meeting)]


def test_the_bodys_own_people_are_asked_in_one_press_and_only_once(meetings: Meetings) -> None:
    meeting = meetings.plan()
    for _ in range(2):
        meetings.take("member", meeting, "invite_members")
    assert sorted(one.name for one in seats(meetings, meeting)) == ["吴芳", "周明", "郑强"]
    assert all(one.votes for one in seats(meetings, meeting))


def test_names_of_guests_are_contact_data_and_never_history(meetings: Meetings) -> None:
    meeting = meetings.plan()
    invite(meetings, meeting, "居民赵六\n  居民  钱七 \n\n居民赵六")
    assert [one.name for one in seats(meetings, meeting)] == ["居民赵六", "居民 钱七"]
    assert not any(one.votes for one in seats(meetings, meeting))
    with meetings.office.database.reading() as db:
        text = " ".join([*db.execute(select(EVENTS.c.payload)).scalars(), *db.execute(select(BODIES.c.text)).scalars()])
    assert "赵六" not in text


def test_five_hundred_are_called_by_name_and_no_more(meetings: Meetings) -> None:
    meeting = meetings.plan(kind="general_meeting")
    ids = invite(meetings, meeting, "\n".join(f"党员{n}" for n in range(500)), "member")
    with pytest.raises(Barred, match="500"):
        invite(meetings, meeting, "第五百零一人")
    meetings.convene(meeting)
    meetings.watch.now = meetings.watch.now.replace(year=2026, month=12, day=1)
    meetings.take("secretary", meeting, "check_in", who=ids[:400])
    opened = meetings.take("secretary", meeting, "open")
    assert (opened.expected, opened.present, opened.absent) == (500, 400, 100)


def test_whoever_is_taken_off_the_list_takes_the_name_along(meetings: Meetings) -> None:
    meeting = meetings.plan()
    (id,) = invite(meetings, meeting, "居民赵六")
    meetings.take("secretary", meeting, "uninvite", who=[id])
    with meetings.office.database.reading() as db:
        assert db.execute(select(CONTACTS).where(CONTACTS.c.name == "居民赵六")).all() == []
    assert seats(meetings, meeting) == []


def test_the_notice_lies_in_the_outbox_for_everybody_asked(meetings: Meetings) -> None:
    meeting = meetings.plan()
    meetings.take("secretary", meeting, "invite_members")
    ids = invite(meetings, meeting, "供水公司", "unit", org=meetings.street.orgs["u3"])
    meetings.convene(meeting)
    with meetings.office.database.reading() as db:
        rows = db.execute(select(OUTBOX.c.payload).where(OUTBOX.c.topic == "meeting.notice")).scalars().all()
    assert sorted(row["attendee"] for row in rows) == sorted(ids)
    assert "供水" not in json.dumps(rows, ensure_ascii=False)


def test_members_answer_for_themselves_and_the_recorder_for_all(meetings: Meetings) -> None:
    meeting = meetings.plan()
    meetings.take("secretary", meeting, "invite_members")
    meetings.convene(meeting)
    mine = {one.person_id: one.id for one in seats(meetings, meeting)}
    people = meetings.street.people
    meetings.take("member", meeting, "excuse", who=mine[people["member"]], reason="出差")
    meetings.take("secretary", meeting, "rsvp", who=mine[people["member2"]])
    told = {one.person_id: one.reply for one in seats(meetings, meeting)}
    assert (told[people["member"]], told[people["member2"]], told[people["secretary"]]) == ("excused", "coming", None)
    meetings.watch.now = meetings.watch.now.replace(year=2026, month=12, day=1)
    meetings.take("secretary", meeting, "check_in", who=[mine[people["secretary"]]])
    opened = meetings.take("secretary", meeting, "open")
    assert (opened.expected, opened.present, opened.excused, opened.absent) == (3, 1, 1, 1)


def test_a_guest_sends_somebody_else_a_members_vote_cannot_be_lent(meetings: Meetings) -> None:
    meeting = meetings.plan()
    meetings.take("secretary", meeting, "invite_members")
    ids = invite(meetings, meeting, "供水公司", "unit", org=meetings.street.orgs["u3"])
    meetings.convene(meeting)
    meetings.take("unit3", meeting, "substitute", who=ids[-1], name="何副经理")
    assert seats(meetings, meeting)[-1].substitute == "何副经理"
    with pytest.raises(BadAnswers) as refused:
        meetings.take("secretary", meeting, "substitute", who=ids[0], name="某人")
    assert "不能由他人代替" in str(refused.value.fields["who"])
    with pytest.raises(BadAnswers):  # nobody but the unit itself
        meetings.take("unit3", meeting, "rsvp", who=ids[0])


def test_an_invited_unit_finds_the_meeting_and_may_do_nothing_else(meetings: Meetings) -> None:
    meeting = meetings.plan()
    with pytest.raises(NotFound):
        meetings.take("unit3", meeting, "rsvp", who=1)
    invite(meetings, meeting, "供水公司", "unit", org=meetings.street.orgs["u3"])
    with pytest.raises(NotPermitted):
        meetings.take("unit3", meeting, "cancel", reason="无关")


def test_who_is_there_signs_in_with_the_code_on_the_wall(meetings: Meetings) -> None:
    meeting = meetings.plan()
    meetings.take("secretary", meeting, "invite_members")
    meetings.convene(meeting)
    code = code_of(meetings.office, meeting.id)
    with pytest.raises(Barred):  # not before its day
        meetings.take("member", meeting, "sign_in", code=code)
    meetings.watch.now = meetings.watch.now.replace(year=2026, month=12, day=1)
    with pytest.raises(BadAnswers):
        meetings.take("member", meeting, "sign_in", code=f"{(int(code) + 1) % 1_000_000:06d}")
    meetings.take("member", meeting, "sign_in", code=f" {code} ")
    assert [one.name for one in seats(meetings, meeting) if one.here] == ["吴芳"]


def test_the_code_on_the_wall_is_guessed_at_five_times_only_and_nobody_else_is_kept_out(meetings: Meetings) -> None:
    meeting = meetings.plan()
    meetings.take("secretary", meeting, "invite_members")
    meetings.convene(meeting)
    meetings.watch.now = meetings.watch.now.replace(year=2026, month=12, day=1)
    code = code_of(meetings.office, meeting.id)
    for n in range(5):
        with pytest.raises(BadAnswers):
            meetings.take("member", meeting, "sign_in", code=f"{(int(code) + 1 + n) % 1_000_000:06d}")
    with pytest.raises(TooMany):
        meetings.take("member", meeting, "sign_in", code=code)
    meetings.take("member2", meeting, "sign_in", code=code)
    meetings.watch.forward(minutes=16)
    meetings.take("member", meeting, "sign_in", code=code)
    assert sum(one.here for one in seats(meetings, meeting)) == 2


def test_a_list_nobody_has_signed_opens_no_meeting_and_other_numbers_are_refused(meetings: Meetings) -> None:
    meeting = meetings.plan()
    meetings.take("secretary", meeting, "invite_members")
    meetings.convene(meeting)
    meetings.watch.now = meetings.watch.now.replace(year=2026, month=12, day=1)
    with pytest.raises(Barred, match="签到"):
        meetings.take("secretary", meeting, "open")
    meetings.take("secretary", meeting, "check_in", who=[seats(meetings, meeting)[0].id])
    with pytest.raises(BadAnswers):
        meetings.take("secretary", meeting, "open", expected=20, present=12)


def test_who_left_office_after_the_list_was_made_is_taken_off_it_before_the_roll_is_frozen(meetings: Meetings) -> None:
    meeting = meetings.plan(kind="branch_committee")
    meetings.take("secretary", meeting, "invite_members")
    meetings.convene(meeting)
    meetings.take("security", post_of(meetings, "member2"), "end")
    meetings.watch.now = meetings.watch.now.replace(year=2026, month=12, day=1)
    listed = {one.name: one.id for one in seats(meetings, meeting)}
    meetings.take("secretary", meeting, "check_in", who=[listed["周明"]])
    with pytest.raises(Barred, match="郑强已不在任"):
        meetings.take("secretary", meeting, "open")
    meetings.take("secretary", meeting, "uninvite", who=[listed["郑强"]])
    opened = meetings.take("secretary", meeting, "open")
    assert (opened.expected, opened.present, opened.absent) == (2, 1, 1)


def post_of(meetings: Meetings, name: str) -> Post:
    with meetings.office.database.reading() as db:
        return fetch(db, Post, bare(Post).c.id == meetings.street.posts[name])[0]
