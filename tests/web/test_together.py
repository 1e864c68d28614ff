"""Several items of a meeting decided with one press, and how a vote is entered."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from tests.web.held import Held
from workflow.kernel.accesses import ACCESSES


def test_several_items_are_decided_alike_and_one_refusal_does_not_stop_the_rest(held: Held) -> None:
    hands = held.meetings
    fine, other, recused = (hands.drain() for _ in range(3))
    hands.take("secretary", recused, "declare_recusal", reason="亲属")
    meeting = held.session(fine, other, recused)
    ids = [str(item.id) for item in hands.items(meeting)]
    place = f"/meetings/{meeting.id}/together?way=decide_execute"
    assert "多项一并议定" in held.browser.get(place).text
    told = held.browser.post(place, items=ids, ballot="consensus", plan="三日内办完").text
    assert told.count("已议定") == 2
    assert "未议定：您已回避本事项" in told
    assert [hands.again(issue).state for issue in (fine, other, recused)] == ["executing", "executing", "scheduled"]


def test_who_may_settle_no_item_is_told_so_once_and_nothing_changes(held: Held) -> None:
    hands = held.meetings
    meeting = held.session(hands.drain(), hands.drain())
    items = hands.items(meeting)
    auditor = held.site.browser("auditor")
    auditor.get(f"/meetings/{meeting.id}")
    place = f"/meetings/{meeting.id}/together?way=decide_execute"
    answer = auditor.post(place, items=[str(item.id) for item in items], ballot="consensus")
    assert answer.status_code == 403
    assert "东一网格党支部的工作人员" in answer.text
    assert "每项的结果" not in answer.text
    assert [hands.again(item).version for item in items] == [item.version for item in items]
    with hands.office.database.reading() as db:
        assert db.execute(select(func.count()).where(ACCESSES.c.kind == "refusal")).scalar_one() == 1


def test_who_may_settle_no_item_is_not_shown_the_form_for_several(held: Held) -> None:
    meeting = held.session(held.meetings.drain())
    assert held.site.browser("auditor").get(f"/meetings/{meeting.id}/together").status_code == 403


def test_the_form_says_when_the_votes_for_must_be_counted(held: Held) -> None:
    meeting = held.session(held.meetings.drain())
    for place in (f"/meetings/{meeting.id}", f"/meetings/{meeting.id}/together"):
        assert marked(held.browser.get(place).text, "赞成") == "举手表决必填"
        assert marked(held.browser.get(place).text, "反对") == "选填"


def test_where_every_ballot_is_counted_nothing_is_marked_optional(held: Held) -> None:
    meeting = held.session(held.meetings.drain(), kind="general_meeting")
    assert marked(held.page(meeting), "赞成") == ""


def marked(page: str, label: str) -> str:
    """What stands beside the name of a field."""
    found = re.search(rf'<label class="name" for="\w+">{label}</label>(?:<span class="optional">(.*?)</span>)?', page)
    assert found
    return found[1] or ""


def test_nothing_ticked_decides_nothing(held: Held) -> None:
    meeting = held.session(held.meetings.drain())
    place = f"/meetings/{meeting.id}/together?way=decide_execute"
    held.browser.get(place)
    answer = held.browser.post(place, ballot="consensus")
    assert answer.status_code == 422
    assert "请至少勾选一个议题" in answer.text
