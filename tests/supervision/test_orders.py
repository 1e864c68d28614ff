"""What a supervision order is: about what is late, to whoever must act, answered in full, judged by somebody else."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.receptions.sittings import Receptions
from tests.supervision.papers import ORDERS, Papers
from workflow.issues import Assignment
from workflow.issues.entitled import entitled
from workflow.jobs.sweep import sweep
from workflow.kernel.clock import local
from workflow.kernel.errors import BadAnswers, Barred, NotLegal, NotPermitted
from workflow.kernel.verify import verify
from workflow.receptions import Reception


def test_it_goes_to_whoever_must_act_and_says_what_is_late_since_when(papers: Papers) -> None:
    issue = papers.late()
    order = papers.issue(issue)
    assert (order.org_id, order.issuer_id) == (papers.street.orgs["a1"], papers.street.orgs["a"])
    assert (order.about_name, order.issue_id, order.clock) == (issue.number, issue.id, "accept")
    assert f"{local(order.late_since):%m-%d %H:%M}" == "11-24 17:30"
    assert (order.state, order.stage, order.number) == ("issued", "hand", "督〔2026〕1号")


def test_a_reply_is_due_within_three_working_days(papers: Papers) -> None:
    order = papers.issue(papers.late())
    assert f"{local(order.issued_at):%m-%d} {local(papers.again(order).due_at):%m-%d %H:%M}" == "12-01 12-04 17:30"


def test_the_level_above_may_be_any_level_above(papers: Papers) -> None:
    order = papers.issue(papers.late(), "street")
    assert order.issuer_id == papers.street.orgs["street"]


@pytest.mark.parametrize("who", ["secretary", "member", "community_b", "dispatcher", "auditor", "unit", "system"])
def test_nobody_else_issues_one(papers: Papers, who: str) -> None:
    issue = papers.late()
    with pytest.raises((NotPermitted, BadAnswers)):  # who does not see the matter does not learn that it is there
        papers.issue(issue, who)
    assert papers.orders() == []


def test_of_the_street_itself_its_own_officers_ask(papers: Papers) -> None:
    issue = papers.register("street", place="没有网格的地方")
    papers.watch.forward(days=8)
    order = papers.issue(issue, "street2")
    assert order.org_id == order.issuer_id == papers.street.orgs["street"]
    papers.reply(order, "street")
    with pytest.raises(NotPermitted):
        papers.take("street", order, "close")
    papers.take("street2", order, "close")


def test_what_is_not_late_is_not_supervised(papers: Papers) -> None:
    with pytest.raises(Barred, match="没有超过时限"):
        papers.issue(papers.reach("registered"))
    with pytest.raises(Barred, match="办理时限"):
        papers.issue(papers.late(), clock="handle")
    with pytest.raises(Barred, match="没有超过时限"):
        papers.issue(papers.late(story="paused"))


def test_a_unit_answers_for_its_assignment(papers: Papers) -> None:
    sheet = papers.sheets(papers.late(30, "handling"))[0]
    order = papers.issue(sheet, "street")
    assert (order.org_id, order.issue_id, order.clock) == (papers.street.orgs["u1"], sheet.issue_id, "handle")
    assert papers.reply(order, "unit").state == "answered"


def test_an_assignment_given_back_waits_for_its_owner(papers: Papers) -> None:
    sheet = papers.sheets(papers.late(8, "returned"))[0]
    assert papers.issue(sheet, "community").org_id == papers.street.orgs["a1"]


def test_an_organisation_without_a_part_in_it_cannot_be_asked(papers: Papers) -> None:
    with pytest.raises(BadAnswers) as refused:
        papers.issue(papers.late(), org=papers.street.orgs["b1"])
    assert list(refused.value.fields) == ["org"]


def test_a_matter_that_is_not_there_or_of_no_known_kind(papers: Papers) -> None:
    for about in (Reception(id=99), Assignment(id=99)):
        with pytest.raises(BadAnswers) as refused:
            papers.issue(about)
        assert str(refused.value.fields["subject"]) == "没有找到，或您无权查看"


def test_a_reception_day_left_open_is_supervised(papers: Papers) -> None:
    hands = Receptions.__new__(Receptions)
    hands.__dict__ = papers.__dict__
    reception = hands.open()
    papers.watch.forward(days=3)
    order = papers.issue(reception)
    assert (order.about_name, order.issue_id, order.clock) == ("2026-11", None, "reception_close")


@pytest.mark.parametrize("missing", ["cause", "measures", "by_when"])
def test_a_reply_without_cause_measures_or_date_is_refused(papers: Papers, missing: str) -> None:
    order = papers.issue(papers.late())
    with pytest.raises(BadAnswers) as refused:
        papers.reply(order, **{missing: " "})
    assert list(refused.value.fields) == [missing]
    assert str(refused.value.fields[missing]).startswith("请填写")
    assert papers.again(order).state == "issued"


def test_a_date_in_the_past_promises_nothing(papers: Papers) -> None:
    order = papers.issue(papers.late())
    with pytest.raises(BadAnswers) as refused:
        papers.reply(order, by_when="2026-11-30")
    assert str(refused.value.fields["by_when"]) == "日期不能早于今天"


@pytest.mark.parametrize("who", ["community", "street", "member", "auditor"])
def test_only_the_organisation_ordered_replies(papers: Papers, who: str) -> None:
    order = papers.issue(papers.late())
    with pytest.raises(NotPermitted):
        papers.reply(order, who)


@pytest.mark.parametrize("step", [("close", {}), ("carry_on", {"reason": "不够"})])
@pytest.mark.parametrize("who", ["secretary", "street", "auditor"])
def test_only_whoever_issued_it_judges_the_reply(papers: Papers, who: str, step: tuple) -> None:
    order = papers.standing("answered")
    with pytest.raises(NotPermitted):
        papers.take(who, order, step[0], **step[1])


def test_a_reply_that_will_not_do_starts_the_clock_anew(papers: Papers) -> None:
    order = papers.standing("answered")
    papers.watch.forward(days=2)
    with pytest.raises(BadAnswers):
        papers.take("community", order, "carry_on")
    again = papers.take("community", order, "carry_on", reason="没有写明责任人")
    assert (again.state, f"{local(again.due_at):%m-%d %H:%M}") == ("continued", "12-08 17:30")
    assert papers.reply(order, cause="原因重写").cause == "原因重写"
    assert papers.take("community", order, "close").due_at is None


def test_it_is_not_judged_before_it_is_answered(papers: Papers) -> None:
    order = papers.issue(papers.late())
    with pytest.raises(NotLegal):
        papers.take("community", order, "close")


def test_a_second_one_while_one_is_open_is_refused_with_its_number(papers: Papers) -> None:
    issue = papers.late()
    papers.issue(issue)
    with pytest.raises(Barred, match="督〔2026〕1号"):
        papers.issue(issue, "street")
    assert len(papers.orders()) == 1


def test_numbers_run_without_gaps_for_each_who_issues(papers: Papers) -> None:
    issues = [papers.reach("registered") for _ in range(3)]
    papers.watch.forward(days=8)
    numbers = [papers.issue(issues[0]).number]
    with pytest.raises(Barred):
        papers.issue(issues[0])
    numbers += [papers.issue(issues[1], "street").number, papers.issue(issues[2]).number]
    assert numbers == ["督〔2026〕1号", "督〔2026〕1号", "督〔2026〕2号"]


def test_the_clock_asks_once_for_each_time_it_ran_out(papers: Papers) -> None:
    issue = papers.late()
    order = papers.by_clock(issue)
    assert (order.stage, order.issuer_id) == ("clock", papers.street.orgs["a"])
    assert papers.by_clock(issue) is None
    papers.reply(order)
    papers.take("community", order, "close")
    assert papers.by_clock(issue) is None
    assert papers.issue(issue).number == "督〔2026〕2号", "somebody above may ask again"


def test_a_clock_that_ran_out_anew_is_another_stage(papers: Papers) -> None:
    issue = papers.late()
    order = papers.by_clock(issue)
    papers.reply(order)
    papers.take("community", order, "close")
    papers.take("community", issue, "route", org=papers.street.orgs["a2"], reason="地点在东二")
    assert papers.by_clock(issue) is None, "its new clock has just begun"
    papers.watch.forward(days=8)
    assert papers.by_clock(issue).clock_seq > order.clock_seq


def test_the_clock_does_not_ask_where_somebody_asked_already(papers: Papers) -> None:
    issue = papers.late()
    papers.issue(issue)
    assert papers.by_clock(issue) is None
    assert len(papers.orders()) == 1


def test_the_database_holds_that_no_stage_comes_twice(papers: Papers) -> None:
    """The planted fault: a row written past the desk."""
    papers.by_clock(papers.late())
    with papers.office.database.reading() as db:
        row = dict(db.execute(ORDERS.select()).mappings().one())
    for changed in ({"stage": "hand"}, {"clock": "handle", "state": "closed"} | dict.fromkeys(("cause", "measures"))):
        with pytest.raises(IntegrityError), papers.office.database.writing() as db:
            db.execute(ORDERS.insert().values(row | {"id": None, "number": "督〔2026〕9号"} | changed))


def test_a_circular_is_told_once_even_after_the_order_is_closed(papers: Papers) -> None:
    issue = papers.late()
    order = papers.by_clock(issue)
    papers.reply(order)
    papers.take("community", order, "close")
    papers.watch.forward(days=7)
    papers.told_to_all(issue)
    told = papers.again(order).circulated_at
    papers.told_to_all(issue)
    assert told is not None
    assert papers.again(order).circulated_at == told


def test_a_circular_brings_its_order_along_where_there_was_none(papers: Papers) -> None:
    issue = papers.late(20)
    papers.told_to_all(issue)
    (order,) = papers.orders()
    assert (order.state, order.stage, order.circulated_at is not None) == ("issued", "clock", True)


def test_who_is_recused_in_the_matter_neither_answers_nor_judges(papers: Papers) -> None:
    issue = papers.late(30, "accepted")
    order = papers.issue(issue)
    papers.take("community", issue, "recuse", person=papers.street.people["secretary"], reason="亲属")
    with pytest.raises(NotPermitted, match="回避"):
        papers.reply(order)


def test_an_issue_is_archived_only_after_its_orders(papers: Papers) -> None:
    order = papers.standing("answered")
    issue = papers.again(papers.register())
    issue.id = order.issue_id
    papers.take("secretary", issue, "decline", reason="unclear", channel="人民法院", answer="请补充")
    papers.watch.forward(days=30)
    with pytest.raises(Barred, match="未结束的督办"):
        papers.take(papers.clock(), issue, "archive")
    papers.take("community", order, "close")
    assert papers.take(papers.clock(), issue, "archive").state == "archived"


def test_every_order_has_a_history_that_verifies(papers: Papers) -> None:
    for state in ("issued", "answered", "continued", "closed"):
        papers.standing(state)
    papers.by_clock(papers.late())
    report = verify(papers.office, entitled)
    assert (report.status, report.first_bad) == (0, None)


def test_an_order_nobody_answers_is_circulated_itself(papers: Papers) -> None:
    order = papers.issue(papers.late())
    papers.watch.forward(days=20)
    papers.take(papers.clock(), order, "circular", kind="order_reply")
    assert papers.again(order).circulated_at is not None


def test_the_sweep_of_the_clocks_asks_and_then_tells_all(papers: Papers) -> None:
    """A clock that ran out is asked about five working days late, told to all ten, however long nobody looked."""
    issue = papers.late(30)
    sweep(papers.office)
    (order,) = [order for order in papers.orders() if order.about_id == issue.id]
    assert (order.stage, order.clock, order.circulated_at is not None) == ("clock", "accept", True)
    sweep(papers.office)
    assert [again.version for again in papers.orders()] == [papers.again(order).version]


# -- issued by mistake ---------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["community", "community_head"])
@pytest.mark.parametrize("state", ["issued", "answered", "continued"])
def test_an_order_that_was_a_mistake_is_withdrawn_by_whoever_issued_it_or_their_head(papers, who, state) -> None:
    order = papers.standing(state)
    papers.take(who, order, "withdraw", reason="时限已延长，发错了")
    gone = papers.again(order)
    assert (gone.state, gone.reason, gone.due_at) == ("withdrawn", "时限已延长，发错了", None)
    with pytest.raises(NotLegal):
        papers.reply(order)


@pytest.mark.parametrize("who", ["street", "secretary", "auditor"])
def test_nobody_else_withdraws_it(papers, who) -> None:
    order = papers.standing("issued")
    with pytest.raises(NotPermitted):
        papers.take(who, order, "withdraw", reason="不同意")
    with pytest.raises(BadAnswers):
        papers.take("community", order, "withdraw", reason=" ")
    assert papers.again(order).state == "issued"


def test_what_a_clock_issued_the_head_withdraws(papers) -> None:
    order = papers.by_clock(papers.late())
    assert order is not None
    with pytest.raises(NotPermitted):
        papers.take("community", order, "withdraw", reason="已延期")
    papers.take("community_head", order, "withdraw", reason="已延期")


def test_after_a_withdrawn_order_another_is_issued_by_hand_and_none_by_the_same_clock(papers) -> None:
    issue = papers.late()
    order = papers.by_clock(issue)
    papers.take("community_head", order, "withdraw", reason="发错了")
    assert papers.by_clock(issue) is None
    papers.told_to_all(issue)
    assert papers.again(order).circulated_at is None
    assert papers.issue(issue).state == "issued"
