"""Requests: who asks, who decides, what follows in the same transaction, and what is refused with which sentence."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from workflow.issues import Issue
from workflow.issues.details import running
from workflow.issues.entitled import entitled
from workflow.kernel import policy
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers, Barred, NotFound, NotPermitted
from workflow.kernel.outbox import Message
from workflow.kernel.verify import verify
from workflow.requests import Request
from workflow.rules.book import book_of

MORE = {"days": 5, "reason": "配件未到"}
WAIT = {"why": "outside_window", "days": 5, "reason": "等停气窗口"}
SHELVE = {"explanation": "须待片区管网改造", "review_on": "2026-12-20", "reason": "要一年"}


def topics(matters):
    messages = bare(Message)
    with matters.office.database.reading() as db:
        return list(db.execute(select(messages.c.topic).order_by(messages.c.id)).scalars())


def handled(matters):
    """A transferred matter with its lead and co-unit at work."""
    issue = matters.reach("handling")
    return issue, *matters.sheets(issue)


def said(refusal) -> str:
    return str(refusal.value.sentence)


def test_an_approved_extension_moves_the_matter_the_lead_and_its_clock(matters):
    issue, lead, co = handled(matters)
    matters.take("unit", lead, "ask_extension", **MORE)
    matters.take("secretary", matters.asked(issue), "approve")
    moved, (lead_now, co_now) = matters.again(issue), matters.sheets(issue)
    assert moved.due_at == lead_now.due_at == lead_now.handle_by > lead.due_at
    assert co_now.due_at == co.due_at
    assert matters.asked(issue).state == "approved"
    assert topics(matters)[-3:] == ["request.approve", "issue.extend", "assignment.adjust"]


def test_the_day_of_an_extension_says_why(matters):
    issue, lead, _co = handled(matters)
    matters.take("unit", lead, "ask_extension", **MORE)
    matters.take("secretary", matters.asked(issue), "approve")
    with matters.office.database.reading() as db:
        for subject in (issue, lead):
            clock = next(one for one in running(db, subject, book_of(db, 1)) if one.kind == "handle")
            assert [row.days for row in clock.explanation.rows if "延期" in str(row.why)] == [5]


def test_whoever_asked_does_not_decide(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_extension", **MORE)
    with pytest.raises(NotPermitted) as refusal:
        matters.take("secretary", matters.asked(issue), "approve")
    assert "自己提出的申请" in said(refusal)
    assert matters.asked(issue).state == "pending"


def test_the_database_knows_the_four_eyes_too(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_extension", **MORE)
    asked, requests = matters.asked(issue), bare(Request)
    with pytest.raises(IntegrityError), matters.office.database.writing() as db:
        db.execute(requests.update().where(requests.c.id == asked.id).values(decided_by_id=asked.asked_by_id))


def test_whoever_worked_on_it_does_not_decide_for_a_colleague(matters):
    issue = matters.take("community", matters.reach("taken_up"), "execute", basis="routine")
    matters.take("community_head", issue, "ask_extension", **MORE)
    with pytest.raises(NotPermitted) as refusal:
        matters.take("community", matters.asked(issue), "approve")
    assert "承办人不能审批" in said(refusal)
    matters.take("street", matters.asked(issue), "approve")


@pytest.mark.parametrize("who", ["secretary", "community"])
def test_the_owner_who_sent_it_decides_what_its_unit_asks(matters, who):
    issue, lead, _co = handled(matters)
    matters.take("unit", lead, "ask_extension", **MORE)
    matters.take(who, matters.asked(issue), "approve")
    assert matters.again(issue).counts["extend"] == 1


def test_a_suspension_is_for_the_level_above(matters):
    issue = matters.take("secretary", matters.reach("accepted"), "ask_suspension", **SHELVE)
    with pytest.raises(NotPermitted):
        matters.take("member", matters.asked(issue), "approve")
    matters.take("community", matters.asked(issue), "approve")
    now = matters.again(issue)
    assert (now.state, now.public_text, str(now.resume_on)) == ("suspended", SHELVE["explanation"], "2026-12-20")


def test_a_suspension_takes_the_units_work_back_and_lapses_what_they_asked(matters):
    issue, lead, _co = handled(matters)
    matters.take("unit", lead, "ask_extension", **MORE)
    extension = matters.asked(issue)
    matters.take("secretary", issue, "ask_suspension", **SHELVE)
    matters.take("community", matters.asked(issue), "approve")
    assert matters.again(extension).state == "lapsed"
    assert {sheet.state for sheet in matters.sheets(issue)} == {"revoked"}
    assert "request.lapse" in topics(matters)


def test_a_refusal_leaves_the_clock_as_it_was(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_extension", **MORE)
    due = matters.again(issue).due_at
    matters.take("community", matters.asked(issue), "refuse", opinion="期限足够")
    assert (matters.again(issue).due_at, matters.asked(issue).state) == (due, "refused")
    matters.take("secretary", issue, "ask_extension", **MORE)  # a refused one does not use up the one extension


def test_a_refusal_says_why(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_extension", **MORE)
    with pytest.raises(BadAnswers):
        matters.take("community", matters.asked(issue), "refuse")


def test_a_second_extension_is_refused_with_the_rule(matters):
    issue, lead, _co = handled(matters)
    matters.take("unit", lead, "ask_extension", **MORE)
    matters.take("secretary", matters.asked(issue), "approve")
    with pytest.raises(Barred) as refusal:
        matters.take("unit", lead, "ask_extension", **MORE)
    assert said(refusal) == "只能延期一次"


def test_an_extension_is_asked_before_the_limit_has_passed(matters):
    issue = matters.reach("executing")
    matters.watch.forward(days=8)
    with pytest.raises(Barred) as refusal:
        matters.take("secretary", issue, "ask_extension", **MORE)
    assert said(refusal) == "延期须在期限届满前提出"


def test_asked_in_time_and_answered_late_still_counts(matters):
    issue = matters.reach("executing")
    due = issue.due_at
    matters.watch.now = due.replace(hour=due.hour - 1)
    matters.take("secretary", issue, "ask_extension", **MORE)
    matters.watch.now = due.replace(hour=due.hour + 2)
    matters.take("community", matters.asked(issue), "approve")
    assert matters.again(issue).due_at > matters.watch.now


@pytest.mark.parametrize("days", [0, 31, "三十天"])
def test_thirty_days_at_most(matters, days):
    issue = matters.reach("executing")
    with pytest.raises(BadAnswers):
        matters.take("secretary", issue, "ask_extension", days=days, reason="配件未到")


@pytest.mark.parametrize("wrong", [{"days": 16}, {"why": "holiday"}, {"why": ""}, {"reason": ""}])
def test_a_pause_over_the_cap_or_for_another_reason_is_refused(matters, wrong):
    issue = matters.reach("executing")
    before = matters.again(issue).version
    with pytest.raises(BadAnswers):
        matters.take("secretary", issue, "ask_pause", **WAIT | wrong)
    assert matters.again(issue).version == before


def test_several_pauses_share_the_cap(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_pause", **WAIT | {"days": 10})
    matters.take("community", matters.asked(issue), "approve")
    matters.watch.forward(days=28)
    matters.take(matters.clock(), issue, "unpause")
    with pytest.raises(BadAnswers) as refusal:
        matters.take("secretary", issue, "ask_pause", **WAIT | {"days": 6})
    assert refusal.value.fields["days"].values == {"left": 5}


def test_a_pause_moves_the_dates_by_the_working_days_paused(matters):
    issue, lead, co = handled(matters)
    matters.take("unit", lead, "ask_pause", **WAIT)
    matters.take("secretary", matters.asked(issue), "approve")
    matters.watch.forward(days=4)  # Monday to Friday
    matters.take("secretary", issue, "unpause")
    lead_now, co_now = matters.sheets(issue)
    assert (lead_now.due_at - lead.due_at).days == 4  # from Monday to Friday
    assert lead_now.due_at == co_now.due_at == matters.again(issue).due_at
    assert co_now.due_at > co.due_at


def test_a_pause_taken_up_late_counts_no_more_than_was_granted(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_pause", **WAIT | {"days": 2})
    due = matters.again(issue).due_at
    matters.take("community", matters.asked(issue), "approve")
    matters.watch.forward(days=30)
    matters.take(matters.clock(), issue, "unpause")
    with matters.office.database.reading() as db:
        clock = next(one for one in running(db, issue, book_of(db, 1)) if one.kind == "handle")
        assert [one.kind for one in running(db, issue, book_of(db, 1))] == ["handle", "answer"]
    assert clock.due.paused == 2
    assert matters.again(issue).due_at > due


def test_a_change_of_state_ends_a_pause(matters):
    issue = matters.reach("paused")
    matters.take("secretary", issue, "report_done", result="已清理")
    with matters.office.database.reading() as db:
        assert "pause" not in {one.kind for one in running(db, issue, book_of(db, 1))}
    assert matters.again(issue).paused_at is None


def test_a_matter_that_moves_on_lapses_what_was_asked_in_the_same_transaction(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_extension", **MORE)
    matters.take("secretary", issue, "report_done", result="已清理")
    assert matters.asked(issue).state == "lapsed"
    assert topics(matters)[-2:] == ["issue.report_done", "request.lapse"]


def test_a_matter_sent_back_down_lapses_what_its_owner_asked(matters):
    issue = matters.take("community", matters.reach("taken_up"), "ask_suspension", **SHELVE)
    matters.take("community", issue, "remand", reason="支部可办", guidance="先清理")
    assert matters.asked(issue).state == "lapsed"


def test_a_request_nobody_answers_lapses_by_its_clock(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_extension", **MORE)
    asked = matters.asked(issue)
    with matters.office.database.reading() as db:
        assert [one.kind for one in running(db, asked, book_of(db, 1))] == ["request"]
    matters.watch.now = asked.due_at
    matters.take(matters.clock(), asked, "lapse")
    with matters.office.database.reading() as db:
        assert running(db, asked, book_of(db, 1)) == []
    assert matters.asked(issue).due_at is None


def test_one_request_of_a_kind_at_a_time(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_extension", **MORE)
    with pytest.raises(Barred) as refusal:
        matters.take("secretary", issue, "ask_extension", **MORE)
    assert said(refusal) == "已有同类申请等待审批"
    matters.take("secretary", issue, "ask_pause", **WAIT)


def test_only_the_lead_unit_asks(matters):
    _issue, _lead, co = handled(matters)
    with pytest.raises(NotPermitted) as refusal:
        matters.take("unit2", co, "ask_extension", **MORE)
    assert said(refusal) == "延期和暂停由主办单位申请"


@pytest.mark.parametrize("step", ["extend", "pause"])
def test_nobody_moves_a_clock_without_a_request(matters, step):
    issue = matters.reach("executing")
    for who in ("secretary", "member", "community", "street"):
        with pytest.raises(NotPermitted):
            matters.take(who, issue, step, **MORE | WAIT)


def test_a_unit_sees_its_own_requests_only(matters):
    issue, lead, _co = handled(matters)
    matters.take("secretary", issue, "ask_suspension", **SHELVE)
    shelving = matters.asked(issue)
    matters.take("unit", lead, "ask_extension", **MORE)
    own = matters.asked(issue)
    with matters.office.database.reading() as db:
        assert policy.find(db, matters.actor("unit"), Request, own.id).kind == "extension"
        for who, hidden in (("unit", shelving), ("unit2", own), ("secretary_a2", own)):
            with pytest.raises(NotFound):
                policy.find(db, matters.actor(who), Request, hidden.id)


def test_a_new_urgency_moves_the_matter_and_its_units(matters):
    issue, _lead, _co = handled(matters)
    matters.take("secretary", issue, "correct", urgency="complex", reason="需吊装")
    now = matters.again(issue)
    with matters.office.database.reading() as db:
        clock = next(one for one in running(db, issue, book_of(db, 1)) if one.kind == "handle")
    assert (clock.due.limit, clock.due.unit, clock.due.at) == (15, "working_days", now.due_at)
    assert {sheet.due_at for sheet in matters.sheets(issue)} == {now.due_at}
    assert {sheet.urgency for sheet in matters.sheets(issue)} == {"complex"}


def test_a_correction_of_the_place_moves_no_clock(matters):
    issue = matters.reach("executing")
    matters.take("secretary", issue, "correct", place="荔枝路14号", reason="写错")
    assert matters.again(issue).due_at == issue.due_at


def test_history_holds_with_requests_in_it(matters):
    issue, lead, _co = handled(matters)
    matters.take("unit", lead, "ask_pause", **WAIT)
    matters.take("secretary", matters.asked(issue), "approve")
    matters.take("secretary", issue, "unpause")
    matters.take("unit", lead, "ask_extension", **MORE)
    matters.take("secretary", matters.asked(issue), "refuse", opinion="期限足够")
    report = verify(matters.office.database, entitled)
    assert (report.status, report.first_bad) == (0, None)


def test_the_road_of_a_suspended_matter_goes_on(matters):
    issue = matters.take("secretary", matters.reach("executing"), "ask_suspension", **SHELVE)
    matters.take("community", matters.asked(issue), "approve")
    matters.take(matters.clock(), issue, "reactivate")
    assert matters.again(Issue(id=issue.id)).state == "accepted"
