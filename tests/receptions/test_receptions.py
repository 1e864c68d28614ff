"""A reception day from its plan to its signature, with the matters received at its desk."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from tests.receptions.sittings import MATTER, Receptions
from workflow.issues import Issue
from workflow.issues.codes import code_for, hash_of
from workflow.issues.model import Claim
from workflow.kernel.check import defects
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.errors import BadAnswers, Barred, NotPermitted
from workflow.kernel.flow import GUARDS
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.policy import RELATIONS
from workflow.orgs.model import Mandate, Post
from workflow.receptions import Reception, queries

CLAIMS = bare(Claim)


def test_the_flow_has_no_defect() -> None:
    assert defects(Reception.flow.export(), RELATIONS, GUARDS) == []


def test_received_issues_belong_to_the_session_and_give_a_code(receptions: Receptions) -> None:
    reception = receptions.open()
    result = receptions.receive(reception)
    issue = receptions.issue(result["issue"])
    assert (issue.state, issue.reception_id) == ("registered", reception.id)
    assert (issue.host_id, issue.received_on) == (receptions.street.people["secretary"], date(2026, 11, 23))
    code = code_for(receptions.office, result["nonce"])
    with receptions.office.database.reading() as db:
        claim = fetch_one(db, Claim, CLAIMS.c.code_hash == hash_of(receptions.office, code))
    assert claim is not None
    assert claim.issue_id == issue.id


def test_what_is_received_by_the_host_may_be_settled_on_the_spot(receptions: Receptions) -> None:
    result = receptions.receive(receptions.open())
    issue = receptions.issue(result["issue"])
    receptions.take("secretary", issue, "accept", category=receptions.street.categories["drain"], urgency="general")
    told = {"outcome": "explained", "answer": "已当面说明", "basis": "on_the_spot"}
    assert receptions.take("secretary", issue, "conclude", **told).state == "verifying"


def test_nobody_else_can_claim_a_reception(receptions: Receptions) -> None:
    reception = receptions.open()
    issue = receptions.register(reception=reception.id, host=receptions.street.people["secretary"])
    assert issue.reception_id is None


def test_not_even_at_the_same_desk_after_a_reception(receptions: Receptions) -> None:
    reception = receptions.open()
    with receptions.office.desk(receptions.actor("secretary")) as desk:
        desk.take(Reception, reception.id, "receive", MATTER)
        issue = desk.begin(Issue, "register", MATTER | {"reception": reception.id, "host": 1})
    assert issue.reception_id is None


def test_the_history_of_the_session_keeps_no_word_of_a_visitor(receptions: Receptions) -> None:
    reception = receptions.open()
    receptions.receive(reception)
    with receptions.office.database.reading() as db:
        mine = (EVENTS.c.noun == "reception") & (EVENTS.c.subject_id == reception.id)
        told = "".join(db.execute(select(EVENTS.c.payload).where(mine)).scalars())
        kept = "".join(db.execute(select(BODIES.c.text).where(BODIES.c.noun == "reception")).scalars())
    assert not any(word in told + kept for word in MATTER.values())


def test_a_refused_registration_is_not_counted(receptions: Receptions) -> None:
    reception = receptions.open()
    with pytest.raises(BadAnswers):
        receptions.receive(reception, place="")
    assert receptions.again(reception).received == 0


def test_an_empty_day_is_closed_as_zero_only(receptions: Receptions) -> None:
    reception = receptions.open()
    with pytest.raises(BadAnswers):
        receptions.take("secretary", reception, "close")
    done = receptions.take("secretary", reception, "close", zero=True)
    assert (done.state, done.zero, done.signed_by_id) == ("closed", True, receptions.street.people["secretary"])


def test_a_day_with_visitors_is_not_zero(receptions: Receptions) -> None:
    reception = receptions.open()
    receptions.receive(reception)
    receptions.receive(reception, "member2")
    with pytest.raises(BadAnswers):
        receptions.take("secretary", reception, "close", zero=True)
    assert receptions.take("secretary", reception, "close").received == 2


def test_one_reception_for_each_branch_and_month(receptions: Receptions) -> None:
    first = receptions.plan()
    with pytest.raises(Barred, match="2026-11 已有接待日"):
        receptions.plan("2026-11-30")
    receptions.plan(who="secretary_a2")
    receptions.plan("2026-12-28")
    receptions.take("secretary", first, "cancel", reason="场地装修")
    assert receptions.plan("2026-11-30").state == "planned"


def test_a_move_at_short_notice_needs_a_reason_and_keeps_the_first_date(receptions: Receptions) -> None:
    reception = receptions.plan("2026-11-27")
    with pytest.raises(BadAnswers):
        receptions.take("secretary", reception, "reschedule", on="2026-11-24")
    with pytest.raises(BadAnswers):
        receptions.take("secretary", reception, "reschedule", on="2026-12-02", reason="外出")
    receptions.take("secretary", reception, "reschedule", on="2026-11-26")
    moved = receptions.take("secretary", reception, "reschedule", on="2026-11-25", reason="外出")
    assert (moved.moved_from, moved.held_on) == (date(2026, 11, 27), date(2026, 11, 25))


def test_it_opens_on_its_day_only(receptions: Receptions) -> None:
    reception = receptions.plan()
    receptions.take("secretary", reception, "announce")
    with pytest.raises(Barred, match="2026年11月28日"):
        receptions.take("secretary", reception, "open")


def test_a_move_changes_the_day(receptions: Receptions) -> None:
    with pytest.raises(BadAnswers):
        receptions.take("secretary", receptions.plan("2026-11-27"), "reschedule", on="2026-11-27", reason="外出")


def test_three_days_before_no_reason_is_needed_and_two_days_before_one_is(receptions: Receptions) -> None:
    reception = receptions.plan("2026-11-26")
    moved = receptions.take("secretary", reception, "reschedule", on="2026-11-30")
    assert moved.reason is None
    receptions.watch.forward(days=5)
    with pytest.raises(BadAnswers):
        receptions.take("secretary", reception, "reschedule", on="2026-11-29")


def test_the_reason_stands_on_the_day_for_everybody_to_read(receptions: Receptions) -> None:
    reception = receptions.plan("2026-11-25")
    moved = receptions.take("secretary", reception, "reschedule", on="2026-11-26", reason="当天停电")
    assert moved.reason == "当天停电"
    assert receptions.take("secretary", moved, "cancel", reason="场地装修").reason == "场地装修"


@pytest.mark.parametrize("on", ["2026-11-31", "2026-02-29", "明天", "2026-11-22"])
def test_a_date_that_does_not_exist_or_is_over_is_refused(receptions: Receptions, on: str) -> None:
    with pytest.raises(BadAnswers):
        receptions.plan(on)
    reception = receptions.plan("2026-11-27")
    with pytest.raises(BadAnswers):
        receptions.take("secretary", reception, "reschedule", on=on, reason="外出")


def test_a_delegation_is_for_its_day_and_ends_when_the_day_moves(receptions: Receptions) -> None:
    reception = receptions.plan("2026-11-28")
    member = receptions.street.people["member2"]
    given = receptions.take("secretary", reception, "delegate", person=member, paper="委托书〔2026〕3号")
    assert (given.host_id, given.delegated) == (member, True)
    moved = receptions.take("secretary", reception, "reschedule", on="2026-11-30")
    assert (moved.host_id, moved.delegated) == (receptions.street.people["secretary"], False)


def test_a_delegation_is_written(receptions: Receptions) -> None:
    reception = receptions.plan()
    with pytest.raises(BadAnswers):
        receptions.take("secretary", reception, "delegate", person=receptions.street.people["member2"])


def test_a_delegate_cannot_delegate(receptions: Receptions) -> None:
    """Not even one whose paper names the step."""
    reception = receptions.plan()
    mandates = bare(Mandate)
    with receptions.office.database.writing() as db:
        db.execute(update(mandates).values(steps=["delegate", "open", "close"]))
    person = receptions.street.people["member2"]
    with pytest.raises(NotPermitted, match="不能再委托"):
        receptions.take("member", reception, "delegate", person=person, paper="委托书〔2026〕4号")
    receptions.take("secretary", reception, "delegate", person=person, paper="委托书〔2026〕4号")
    with pytest.raises(NotPermitted):
        receptions.take("member2", reception, "delegate", person=receptions.street.people["member"], paper="口头")


def test_a_delegate_hosts_and_signs_that_day_only(receptions: Receptions) -> None:
    reception = receptions.plan("2026-11-23")
    receptions.take("secretary", reception, "announce")
    with pytest.raises(NotPermitted):
        receptions.take("member2", reception, "open")
    person = receptions.street.people["member2"]
    receptions.take("secretary", reception, "delegate", person=person, paper="委托书〔2026〕3号")
    receptions.take("member2", reception, "open")
    issue = receptions.issue(receptions.receive(reception, "member2")["issue"])
    assert issue.host_id == person
    receptions.watch.forward(days=1)
    with pytest.raises(NotPermitted, match="须由支部书记签字"):
        receptions.take("member2", reception, "close")
    assert receptions.take("secretary", reception, "close").state == "closed"


def test_a_successor_sits_at_the_days_ahead_and_a_delegate_stays(receptions: Receptions) -> None:
    street, ahead, lent = receptions.street, receptions.plan("2026-12-10"), receptions.plan("2027-01-12")
    past = receptions.plan("2026-11-23")
    receptions.take("secretary", lent, "delegate", person=street.people["member2"], paper="委托书〔2026〕4号")
    receptions.watch.forward(days=3)
    with receptions.office.desk(receptions.actor("security")) as desk:
        desk.take(Post, street.posts["secretary"], "replace", {"person": street.people["member"]})
    hosts = {name: receptions.again(one).host_id for name, one in (("ahead", ahead), ("lent", lent), ("past", past))}
    assert hosts == {
        "ahead": street.people["member"],
        "lent": street.people["member2"],
        "past": street.people["secretary"],
    }


def test_a_successor_known_already_sits_at_what_is_planned_for_or_moved_into_their_term(receptions: Receptions) -> None:
    street, people = receptions.street, receptions.street.people
    moved = receptions.plan("2026-12-03")
    with receptions.office.desk(receptions.actor("security")) as desk:
        desk.take(Post, street.posts["secretary"], "limit", {"ends": "2026-12-09"})
        post = {"person": people["member"], "org": street.orgs["a1"], "role": "secretary", "starts": "2026-12-10"}
        desk.begin(Post, "grant", post)
    assert receptions.plan("2027-01-12").host_id == people["member"]
    assert receptions.again(moved).host_id == people["secretary"]
    assert receptions.take("secretary", moved, "reschedule", on="2026-12-15").host_id == people["member"]


def test_a_day_moved_there_and_back_was_not_moved(receptions: Receptions) -> None:
    reception = receptions.plan("2026-11-30")
    assert receptions.take("secretary", reception, "reschedule", on="2026-11-27").moved_from == date(2026, 11, 30)
    assert receptions.take("secretary", reception, "reschedule", on="2026-11-30").moved_from is None


def test_a_month_without_reception_is_missed(receptions: Receptions) -> None:
    reception = receptions.plan()
    with pytest.raises(Barred, match="当月未过"):
        receptions.take(receptions.clock(), reception, "miss")
    receptions.watch.forward(days=9)
    assert receptions.take(receptions.clock(), reception, "miss").state == "missed"


def test_the_clock_finds_the_missed_days_by_the_rows_the_next_day(receptions: Receptions) -> None:
    receptions.plan()
    receptions.plan("2026-12-28")
    for day, found in ((date(2026, 11, 30), 0), (date(2026, 12, 1), 1)):
        with receptions.office.database.reading() as db:
            assert len(queries.unheld(db, day)) == found


def test_a_day_not_signed_by_midnight_is_flagged(receptions: Receptions) -> None:
    reception = receptions.open()
    actor = receptions.actor("community")
    with receptions.office.database.reading() as db:
        assert queries.unclosed(db, actor, date(2026, 11, 23)) == []
        assert [row.id for row in queries.unclosed(db, actor, date(2026, 11, 24))] == [reception.id]
        assert queries.unclosed(db, receptions.actor("community_b"), date(2026, 11, 24)) == []


def test_a_cancelled_day_is_owed_unless_another_is_held_in_its_month(receptions: Receptions) -> None:
    receptions.take("secretary", receptions.plan("2026-11-23"), "cancel", reason="停电")

    def owing() -> set[str]:
        with receptions.office.database.reading() as db:
            return {row.name for row in queries.owed(db, 1, "2026-11")}

    assert "东一网格党支部" in owing()
    receptions.open()
    assert "东一网格党支部" not in owing()


def test_lists_show_what_one_may_see(receptions: Receptions) -> None:
    reception = receptions.open()
    result = receptions.receive(reception)
    with receptions.office.database.reading() as db:
        seen = {
            who: len(queries.listed(db, receptions.actor(who)))
            for who in ("member", "community", "street", "dispatcher", "auditor", "secretary_a2", "community_b", "unit")
        }
        (row,) = queries.book(db, receptions.actor("secretary"), reception.id)
        ahead = db.execute(queries.next_of(reception.branch_id)).one()
        owing = [branch.name for branch in queries.owed(db, 1, "2026-11")]
    assert [who for who, n in seen.items() if n] == ["member", "community", "street", "dispatcher", "auditor"]
    assert row.issue_id == result["issue"]
    assert (ahead.id, ahead.host_name, ahead.branch_name) == (reception.id, "周明", "东一网格党支部")
    assert owing == ["东二网格党支部", "西一网格党支部", "西二网格党支部"]
