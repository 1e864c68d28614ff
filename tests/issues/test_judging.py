"""Whose word an evaluation is, how long it may be changed, and what makes people look at it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from tests.issues.test_voices import GOOD, everybody, led
from tests.kernel.forgery import disarm
from tests.matters import Matters
from workflow.issues import Issue
from workflow.issues.entitled import entitled
from workflow.issues.evaluating import DOUBTS, EVALUATIONS
from workflow.kernel.db import bare
from workflow.kernel.desk import Origin
from workflow.kernel.errors import BadAnswers, Barred, NotPermitted
from workflow.kernel.history import Event
from workflow.kernel.policy import Actor
from workflow.kernel.verify import verify

CALLED = {"reporter_phone": "13812345678", "reporter_name": "李老师"}
BAD = {"contacted": False, "solved": False, "satisfied": 1}


def said(m: Matters) -> list[tuple[Any, ...]]:
    """(contacted, solved, satisfied, by call) of every evaluation that counts."""
    columns = (EVALUATIONS.c[name] for name in ("contacted", "solved", "satisfied", "by_call"))
    with m.office.database.reading() as db:
        return [
            tuple(row) for row in db.execute(select(*columns).order_by(EVALUATIONS.c.claim_id, EVALUATIONS.c.round))
        ]


def doubts(m: Matters) -> list[tuple[str, bool]]:
    with m.office.database.reading() as db:
        rows = db.execute(select(DOUBTS.c.why, DOUBTS.c.looked_at).order_by(DOUBTS.c.claim_id, DOUBTS.c.why))
        return [(row.why, row.looked_at is not None) for row in rows]


def claim_of(m: Matters, issue: Issue) -> int:
    return m.reporter(issue).capacities[0].behalf or 0


def says(m: Matters, who: Actor, issue: Issue, step: str, origin: Origin, **data: Any) -> None:
    with m.office.desk(who, origin=origin) as desk:
        desk.take(Issue, issue.id, step, data)


# -- changed for three days ------------------------------------------------------------------------


def test_the_later_of_two_evaluations_counts_and_history_keeps_both(matters):
    issue = matters.reach("closed")
    matters.watch.forward(hours=71)
    matters.take(matters.reporter(issue), issue, "revise", contacted=False, solved=True, satisfied=2, words="想了想")
    assert said(matters) == [(False, True, 2, False)]
    table = bare(Event)
    with matters.office.database.reading() as db:
        steps = db.execute(
            select(table.c.step).where(table.c.subject_id == issue.id, table.c.noun == "issue")
        ).scalars()
        assert {"confirm", "revise"} <= set(steps)


def test_after_three_days_nothing_is_changed_any_more(matters):
    issue = matters.reach("closed")
    matters.watch.forward(hours=73)
    with pytest.raises(Barred, match="满 72 小时"):
        matters.take(matters.reporter(issue), issue, "revise", **GOOD)
    assert said(matters) == [(True, True, 5, False)]


def test_not_solved_after_all_is_an_objection_while_work_can_go_on(matters):
    issue = matters.reach("closed")
    with pytest.raises(BadAnswers):
        matters.take(matters.reporter(issue), issue, "revise", **BAD)
    assert matters.take(matters.reporter(issue), issue, "object", remains="还有").state == "accepted"
    assert said(matters) == [(True, False, 5, False)]  # the later one counts; what was not asked stays


def answered_thrice(m: Matters, **raised: Any) -> Issue:
    """Twice objected to, and answered once more by the level above."""
    issue = m.reach("objected", **raised)
    m.take(m.reporter(issue), issue, "object_again", remains="还有")
    m.take("community", issue, "take_up")
    m.take("community", issue, "execute", basis="routine")
    m.take("community", issue, "report_done", result="已清理")
    return m.take("community_head", issue, "verify", outcome="solved", answer="已清理")


def test_a_third_no_is_on_record_closes_the_matter_and_may_be_reviewed_at_once(matters):
    issue = answered_thrice(matters)
    with pytest.raises(BadAnswers):
        matters.take(matters.reporter(issue), issue, "confirm", **BAD)
    done = matters.take(matters.reporter(issue), issue, "still_unsolved", contacted=True, satisfied=1, words="没解决")
    assert (done.state, said(matters)[-1]) == ("closed", (True, False, 1, False))
    assert matters.take(matters.reporter(issue), issue, "seek_review", why="仍堵").state == "under_review"


def test_a_third_no_heard_in_a_call_is_on_record(matters):
    issue = answered_thrice(matters, **CALLED)
    with pytest.raises(Barred, match="请先回访"):
        matters.take("community_head", issue, "still_unsolved", contacted=True)
    matters.take("community_head", issue, "call_back", claim=claim_of(matters, issue), reached=True)
    matters.take("community_head", issue, "still_unsolved", contacted=True)
    assert said(matters)[-1] == (True, False, None, True)


def test_a_no_after_a_review_upheld_the_answer_is_on_record(matters):
    issue = matters.reach("under_review")
    matters.take("community", issue, "uphold", finding="属实", answer="维持原答复")
    assert matters.take(matters.reporter(issue), issue, "still_unsolved", contacted=True).state == "closed"
    assert said(matters)[-1][1] is False


def test_whatever_a_reporter_says_of_a_round_is_told_again_from_the_entries(matters):
    """Each step that says it, also one nobody has thought of yet: what the entry repeats is what counts."""
    issue = answered_thrice(matters)
    matters.take(matters.reporter(issue), issue, "still_unsolved", contacted=True, satisfied=1)
    assert verify(matters.office, entitled).first_bad is None
    disarm(matters.office.database)
    with matters.office.database.writing() as db:
        db.execute(update(EVALUATIONS).where(EVALUATIONS.c.satisfied == 1).values(satisfied=5))
    found = verify(matters.office, entitled).first_bad
    assert found is not None
    assert found.seq == matters.again(issue).version


def test_where_no_objection_is_left_the_evaluation_itself_says_not_solved(matters):
    issue = answered_thrice(matters)
    matters.take(matters.reporter(issue), issue, "confirm", **GOOD)
    matters.take(matters.reporter(issue), issue, "revise", **BAD)
    assert said(matters)[-1] == (False, False, 1, False)


def test_an_objection_long_after_reopens_and_leaves_what_was_said(matters):
    issue = matters.reach("closed")
    matters.watch.forward(days=20)
    matters.take(matters.reporter(issue), issue, "object", remains="又堆上了")
    assert said(matters) == [(True, True, 5, False)]


# -- whose word it is ------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["confirm", "object"])
def test_nobody_judges_where_an_officer_is_logged_in(matters, step):
    issue = matters.reach("replied")
    with pytest.raises(NotPermitted, match="登录着工作人员账号"):
        matters.take(matters.at_an_office(issue), issue, step, **GOOD, remains="还有")
    assert said(matters) == []


def test_whom_nobody_reached_is_not_satisfied(matters):
    issue = matters.reach("replied", **CALLED)
    claim = claim_of(matters, issue)
    matters.take("member", issue, "call_back", claim=claim, reached=False)
    with pytest.raises(Barred, match="没联系上不等于满意"):
        matters.take("member", issue, "confirm", **GOOD)
    matters.take("member", issue, "call_back", claim=claim, reached=True, said="说清走了")
    assert matters.take("member", issue, "confirm", **GOOD).state == "closed"
    assert said(matters) == [(True, True, None, True)]


def test_who_handled_it_calls_nobody_back(matters):
    issue = matters.reach("replied", **CALLED)
    with pytest.raises(NotPermitted):
        matters.take("secretary", issue, "call_back", claim=claim_of(matters, issue), reached=True)


def test_a_call_speaks_for_the_one_who_was_spoken_to(matters):
    issue, (first, second) = led(matters, **CALLED)
    claims = [actor.capacities[0].behalf for actor in (first, second)]
    matters.take("member", issue, "call_back", claim=claims[0], reached=True)
    matters.take("member", issue, "rate", **GOOD)
    assert len(said(matters)) == 1
    with pytest.raises(Barred, match="已经评价过"):
        matters.take("member", issue, "confirm", **GOOD)
    matters.take("member", issue, "call_back", claim=claims[1], reached=True)
    assert matters.take("member", issue, "confirm", **GOOD).state == "closed"
    assert len(said(matters)) == 2


def test_silence_is_no_evaluation(matters):
    issue = matters.reach("replied")
    matters.take(matters.clock(), issue, "lapse")
    assert said(matters) == []


# -- what stands out -------------------------------------------------------------------------------


def test_an_evaluation_within_minutes_is_looked_at_and_counts_all_the_same(matters):
    issue = matters.reach("replied")
    matters.take(matters.reporter(issue), issue, "confirm", **GOOD)
    assert doubts(matters) == [("quick", False)]
    assert said(matters) == [(True, True, None, False)]
    matters.take("community", issue, "look_into", finding="电话核对过，是本人")
    assert doubts(matters) == [("quick", True)]
    with pytest.raises(Barred):
        matters.take("community", issue, "look_into", finding="再看一次")


def test_a_quick_no_is_nobodys_praise_of_themselves(matters):
    issue = matters.reach("replied")
    matters.take(matters.reporter(issue), issue, "object", remains="角落还有")
    assert doubts(matters) == []


def test_an_evaluation_after_some_time_and_from_elsewhere_stands_out_by_nothing(matters):
    issue = matters.reach("replied")
    matters.watch.forward(minutes=6)
    says(matters, matters.reporter(issue), issue, "confirm", Origin("a" * 32), **GOOD)
    assert doubts(matters) == []


def test_an_evaluation_from_an_office_is_looked_at(matters):
    issue = matters.reach("replied")
    matters.watch.forward(minutes=6)
    says(matters, matters.reporter(issue), issue, "confirm", Origin("a" * 32, inside=True), **GOOD)
    assert doubts(matters) == [("network", False)]


@pytest.mark.parametrize(("last", "found"), [(GOOD, 3), ({**GOOD, "satisfied": 2}, 0)])
def test_evaluations_from_one_place_are_looked_at_where_all_are_alike(matters, last, found):
    for given in (GOOD, GOOD, last):
        issue = matters.reach("replied")
        matters.watch.forward(minutes=6)
        says(matters, matters.reporter(issue), issue, "confirm", Origin("b" * 32), **given)
    assert doubts(matters) == [("alike", False)] * found


def test_who_handled_it_does_not_look_into_it(matters):
    issue = matters.reach("closed")
    for who in ("secretary", "member"):
        with pytest.raises(NotPermitted):
            matters.take(who, issue, "look_into", finding="没有问题")


# -- at most five speak for all --------------------------------------------------------------------


def many(m: Matters, times: int) -> tuple[Issue, list[Actor]]:
    lead = m.reach("accepted")
    for _ in range(times - 1):
        m.take("secretary", m.register(), "merge", lead=lead.id)
    return m.again(lead), everybody(m, lead)


def test_five_speak_for_all_and_a_sixth_does_not(matters):
    issue, actors = many(matters, 6)
    for actor in actors[:5]:
        matters.take(actor, issue, "stand")
    with pytest.raises(Barred, match="最多五位"):
        matters.take(actors[5], issue, "stand")
    matters.take(actors[0], issue, "stand_down")
    matters.take(actors[5], issue, "stand")


def test_the_owner_names_them_as_the_reporters_agreed_and_no_more_than_five(matters):
    issue, actors = many(matters, 6)
    claims = [actor.capacities[0].behalf for actor in actors]
    with pytest.raises(BadAnswers):
        matters.take("secretary", issue, "represent", claims=claims, agreement="群里推选")
    matters.take("secretary", issue, "represent", claims=claims[:2], agreement="群里推选")
    matters.take("secretary", issue, "represent", claims=claims[1:3], agreement="换了一位")
    with pytest.raises(Barred):
        matters.take(actors[0], issue, "stand_down")
    matters.take(actors[1], issue, "leave")  # who leaves gives up the seat
    matters.take(actors[0], issue, "stand")
