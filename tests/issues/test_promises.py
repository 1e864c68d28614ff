"""What whoever raised a matter was promised stands beside the day it was kept; what was not kept is said, too."""

from __future__ import annotations

from workflow.issues.promises import Promise, promises
from workflow.rules.book import book_of


def told(matters, issue, lead=None) -> list[tuple[str, str]]:
    return [(one.what.message, one.came) for one in listed(matters, issue, lead)]


def listed(matters, issue, lead=None) -> list[Promise]:
    lead = lead or issue
    with matters.office.database.reading() as db:
        return promises(db, book_of(db, 1), matters.again(issue), matters.again(lead), 1, matters.watch.now)


def test_what_was_kept_in_time_says_so(matters):
    issue = matters.reach("replied")
    assert told(matters, issue) == [
        ("告诉您是否受理", "kept"), ("研究决定怎么办", "kept"), ("答复您", "kept"), ("办完", "kept"),
    ]  # fmt: skip


def test_what_is_not_due_waits_and_what_is_due_is_overdue(matters):
    issue = matters.reach("executing")
    assert ("办完", "ahead") in told(matters, issue)
    matters.watch.forward(days=10)
    assert ("办完", "overdue") in told(matters, issue)


def test_what_was_kept_late_is_not_kept_in_time(matters):
    issue = matters.reach("executing")
    matters.watch.forward(days=10)
    matters.take("secretary", issue, "report_done", result="已清理")
    late = next(one for one in listed(matters, issue) if one.came == "late")
    assert late.what.message == "办完"
    assert late.at is not None
    assert late.at > late.due


def test_a_promise_that_turned_into_another_says_into_what(matters):
    turned = next(one for one in listed(matters, matters.reach("blocked")) if one.came == "turned")
    assert turned.instead is not None
    assert (turned.what.message, turned.instead.message) == ("办完", "办理遇到阻碍，正在协调")


def test_a_promise_broken_before_it_turned_is_missed(matters):
    issue = matters.reach("executing")
    matters.watch.forward(days=10)
    matters.take("secretary", issue, "block", who="产权单位", reason="不予配合")
    assert ("办完", "missed") in told(matters, issue)


def test_an_extended_promise_keeps_the_date_that_was_told_first(matters):
    issue = matters.reach("executing")
    before = next(one.due for one in listed(matters, issue) if one.what.message == "办完")
    matters.take("secretary", issue, "ask_extension", days=10, reason="等配件")
    matters.take("community", matters.asked(issue), "approve")
    after = next(one for one in listed(matters, issue) if one.what.message == "办完")
    assert after.first == before
    assert after.due > before


def test_who_was_merged_is_promised_what_the_lead_promised_from_then_on(matters):
    lead = matters.reach("executing")
    follower = matters.take("secretary", matters.register(), "merge", lead=lead.id)
    assert told(matters, follower, lead) == [
        ("告诉您是否受理", "kept"), ("答复您", "ahead"), ("办完", "ahead"),
    ]  # fmt: skip


def test_of_a_lead_merged_into_later_nothing_is_told_from_before(matters):
    """Split off and merged again: what the second lead had kept by then was promised to somebody else."""
    mine, first = matters.register(), matters.reach("accepted")
    matters.take("secretary", mine, "merge", lead=first.id)
    matters.take("secretary", mine, "split", reason="不是同一件事")
    second = matters.reach("accepted")
    matters.take("secretary", mine, "merge", lead=second.id)
    assert [what for what, _came in told(matters, mine, second)].count("告诉您是否受理") == 1
