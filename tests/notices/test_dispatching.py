"""Each message of the outbox is told once, to whoever must hear of it, may see it, and did not do it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.matters import STORIES
from tests.notices.conftest import NOTICES, Telling
from workflow.audit import Inspection
from workflow.emergency import Emergency
from workflow.jobs.sweep import sweep
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch, fetch_one
from workflow.kernel.outbox import Message
from workflow.kernel.subject import SUBJECTS
from workflow.notices import dispatching
from workflow.notices.audiences import AUDIENCES, Round, Told
from workflow.notices.letters import letters
from workflow.receptions.model import Reception
from workflow.requests.model import Request

OUTBOX = bare(Message)

HEARD = (
    ("registered", "issue_arrived", {"member"}),
    ("transferred", "assignment_dispatched", {"unit", "unit2"}),
    ("returned", "assignment_returned", {"secretary", "member"}),
    ("disputed", "assignment_disputed", {"street", "street2", "street_head"}),
    ("resisted", "assignment_resisted", {"secretary", "member"}),
    ("escalated", "issue_escalated", {"community", "community_head"}),
    ("taken_up", "issue_decided_above", {"secretary", "member"}),
    ("verifying", "issue_to_verify", {"member"}),
    ("objected", "issue_objected", {"secretary", "member"}),
    ("withdrawn", "issue_withdrawn", {"secretary", "member"}),
    ("summoned", "issue_summoned", {"unit3"}),
)


@pytest.mark.parametrize(("state", "letter", "accounts"), HEARD)
def test_who_hears_what(street: Telling, state: str, letter: str, accounts: set[str]) -> None:
    street.reach(state)
    street.tell()
    assert street.heard(letter) == accounts


def test_the_level_below_hears_that_it_was_sent_back(street: Telling) -> None:
    issue = street.reach("taken_up")
    street.take("community", issue, "remand", reason="支部可以解决", guidance="先上门", days=5)
    street.tell()
    assert street.heard("issue_remanded") == {"secretary", "member"}


def test_the_holder_is_urged(street: Telling) -> None:
    issue = street.reach("handling")
    street.take("community", issue, "remind")
    street.tell()
    assert street.heard("issue_reminded") == {"unit"}


def test_whoever_is_asked_to_a_meeting_is_invited_and_told_when_it_moves(street: Telling) -> None:
    meeting = street.plan()
    street.take("secretary", meeting, "invite_members")
    street.take("secretary", meeting, "invite", seat_as="unit", names="城管中队", org=street.street.orgs["u1"])
    street.convene(meeting)
    street.take("secretary", meeting, "reschedule", on="2026-12-08", reason="场地")
    street.tell()
    assert street.heard("meeting_invited") == street.heard("meeting_moved") == {"member", "member2", "unit"}


# -- once ------------------------------------------------------------------------------------------


def test_what_was_told_is_not_told_again(street: Telling) -> None:
    street.reach("returned")
    assert street.tell() > 5
    told = street.told()
    assert told
    assert (street.tell(), street.told()) == (0, told)


def test_two_workers_with_the_same_batch_tell_it_once(street: Telling) -> None:
    street.reach("returned")
    batch = dispatching.planned(street.office, street.watch.now)
    same = dispatching.planned(street.office, street.watch.now)
    for mine in (batch, same):
        dispatching.record(street.office, street.watch.now, mine)
    told = [(one.message_id, one.person_id) for one in street.told()]
    assert len(told) == len(set(told)) > 3


def test_four_workers_at_once_tell_everything_once(street: Telling) -> None:
    for _ in range(10):
        street.reach("returned")
    now, counts = street.watch.now, []
    workers = [
        threading.Thread(target=lambda: counts.append(dispatching.dispatch(street.office, now))) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(counts) == 4
    assert len([one for one in street.told() if one.letter == "assignment_dispatched"]) == 20
    with street.office.database.reading() as db:
        assert db.execute(select(func.count()).where(OUTBOX.c.sent_at.is_(None))).scalar_one() == 0


def test_a_batch_that_breaks_off_is_told_later(street: Telling) -> None:
    street.register()
    batch = dispatching.planned(street.office, street.watch.now)
    broken = [dispatching.Telling(one.message, [*one.notices, {"person_id": None}], []) for one in batch]
    with pytest.raises(Exception, match=r"(?i)null|required|person_id"):
        dispatching.record(street.office, street.watch.now, broken)
    assert street.told() == []
    street.tell()
    assert street.heard("issue_arrived") == {"member"}


def test_old_news_is_told_to_nobody(street: Telling) -> None:
    street.register()
    street.watch.forward(days=15)
    assert (street.tell(), street.told()) == (0, [])


# -- only to who may see it ------------------------------------------------------------------------


@pytest.mark.parametrize("state", STORIES)
def test_nobody_is_told_of_what_they_may_not_see(street: Telling, state: str) -> None:
    street.reach(state)
    street.tell()
    with street.office.database.reading() as db:
        here = Round(db, local(street.watch.now).date())
        for one in street.told():
            model = SUBJECTS[one.noun]
            subject = fetch_one(db, model, bare(model).c.id == one.subject_id)
            if one.read_at is None:
                assert here.sees(one.person_id, subject), (one.letter, one.person_id)


def test_the_side_a_matter_is_about_never_hears_of_it(street: Telling) -> None:
    about = street.street.orgs["a1"]
    issue = street.register("community_b", about_staff_of=about)
    street.take("community", issue, "accept", category=street.street.categories["drain"], urgency="general")
    street.take("street", issue, "instruct", text="从严")
    street.tell()
    heard = set().union(*(street.heard(letter) for letter in ("issue_arrived", "issue_instructed")))
    assert heard == {"community", "community_head"}


def test_what_was_told_before_it_turned_out_to_be_about_them_is_taken_back(street: Telling) -> None:
    issue = street.register("street")
    street.tell()
    assert street.heard("issue_arrived") == {"secretary", "member"}
    street.take("community", issue, "correct_about", org=street.street.orgs["a1"], reason="反映的是支部人员")
    street.tell()
    assert street.heard("issue_arrived") == set()


def test_an_assignment_taken_back_is_no_news(street: Telling) -> None:
    issue = street.reach("transferred")
    lead = street.sheets(issue)[0]
    street.take("secretary", lead, "revoke", reason="派错单位")
    street.tell()
    assert "unit" not in street.heard("assignment_dispatched")


def test_the_test_of_sight_can_fail(street: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: without the look at what each may see, the unit hears of what was taken from it."""
    monkeypatch.setattr(Round, "sees", lambda self, person, subject: True)
    test = test_an_assignment_taken_back_is_no_news
    with pytest.raises(AssertionError):
        test(street)


def test_danger_is_marked(street: Telling) -> None:
    street.reach("transferred", urgency="danger")
    street.tell()
    sent = [one.urgent for one in street.told() if one.letter == "assignment_dispatched"]
    assert sent
    assert all(sent)
    street.register()
    street.tell()
    assert not street.told()[-1].urgent


def test_a_sent_message_says_when(street: Telling) -> None:
    street.register()
    street.watch.forward(minutes=5)
    street.tell()
    with street.office.database.reading() as db:
        row = db.execute(select(OUTBOX).where(OUTBOX.c.topic == "issue.register")).one()
    assert row.sent_at - row.at >= timedelta(minutes=5)


def test_read_notices_are_kept_when_the_matter_moves_on(street: Telling) -> None:
    issue = street.reach("transferred")
    street.tell()
    with street.office.database.writing() as db:
        db.execute(update(NOTICES).values(read_at=street.watch.now))
    before = len(street.told())
    street.take("secretary", street.sheets(issue)[0], "revoke", reason="派错单位")
    street.tell()
    assert len(street.told()) >= before


# -- clocks ----------------------------------------------------------------------------------------

LADDER = (
    ("transferred", {"days": 8}, "clock_urged", {"unit"}),
    ("escalated", {"days": 30}, "clock_supervised", {"community", "community_head"}),
    ("escalated", {"days": 30}, "clock_supervised_above", {"street", "street2", "street_head"}),
    ("escalated", {"days": 30}, "order_issued", {"community", "community_head"}),
)


@pytest.mark.parametrize(("state", "later", "letter", "accounts"), LADDER)
def test_the_ladder_of_a_passed_clock_is_heard(
    street: Telling, state: str, later: dict[str, float], letter: str, accounts: set[str]
) -> None:
    street.reach(state)
    street.watch.forward(**later)
    sweep(street.office)
    street.tell()
    assert street.heard(letter) == accounts


def test_whoever_asked_hears_what_was_decided(street: Telling) -> None:
    issue = street.reach("handling")
    street.take("unit", street.sheets(issue)[0], "ask_extension", days=3, reason="等配件")
    with street.office.database.reading() as db:
        (asked,) = fetch(db, Request)
    street.tell()
    assert street.heard("request_asked") == {"secretary", "member"}
    street.take("secretary", asked, "refuse", opinion="可以按期完成")
    street.tell()
    assert street.heard("request_refused") == {"unit"}


def test_an_order_that_is_not_answered_is_heard_of(street: Telling) -> None:
    street.reach("escalated")
    for days in (30, 12):
        street.watch.forward(days=days)
        sweep(street.office)
        street.tell()
    assert street.heard("order_late") == {"community", "community_head"}


def one_of(street: Telling, noun: str) -> Any:
    """Some subject of this noun."""
    model = SUBJECTS[noun]
    with street.office.database.reading() as db:
        return fetch(db, model, limit=1)[0]


def test_every_audience_is_found_for_every_noun_its_letters_speak_of(street: Telling) -> None:
    issue = street.reach("handling")
    street.take("unit", street.sheets(issue)[0], "ask_extension", days=3, reason="等配件")
    street.reach("escalated")
    street.take("secretary", street.reach("closed"), "draft_public", text="楼道已清理")
    street.plan()
    with street.office.desk(street.actor("secretary")) as desk:
        desk.begin(Reception, "plan", {"on": "2026-12-01"})
    storm = {"title": "台风", "orders": "先断电", "hours": 2, "grids": [street.street.grids["a2g1"]]}
    with street.office.desk(street.actor("street")) as desk:
        desk.begin(Emergency, "declare", storm)
    sample = {"title": "抽查", "since": "2026-11-23", "until": "2026-11-23", "size": 1}
    with street.office.desk(street.actor("auditor")) as desk:
        desk.begin(Inspection, "draw", sample)
    street.watch.forward(days=30)
    sweep(street.office)
    with street.office.database.reading() as db:
        here = Round(db, local(street.watch.now).date())
        for letter in letters().values():
            for noun in {topic.partition(".")[0] for topic in letter.on}:
                found = AUDIENCES[letter.to](Told(here, one_of(street, noun), {}))
                assert isinstance(found, set), (letter.name, noun)


def test_a_message_that_breaks_keeps_nobody_waiting_and_is_not_lost(
    street: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(it: Told) -> set[int]:
        raise RuntimeError("a fault in the code")

    street.reach("returned")
    with monkeypatch.context() as fault:
        fault.setitem(AUDIENCES, "unit", breaks)
        street.tell()
    assert street.heard("assignment_returned") == {"secretary", "member"}
    assert street.heard("assignment_dispatched") == set()
    street.tell()
    assert street.heard("assignment_dispatched") == {"unit", "unit2"}
