"""A legal hold keeps everything until it is lifted, whoever else wants it gone; what should have gone goes then."""

from __future__ import annotations

import pytest

from tests.privacy.stories import (
    ANSWER,
    MAIL,
    MARKS,
    PHONE,
    asked,
    claims,
    closed,
    granted,
    holder,
    joined,
    left,
    raised,
)
from workflow.kernel.errors import BadAnswers, Barred, NotPermitted


def test_a_legal_hold_keeps_everything_and_its_end_lets_it_go_on(matters):
    issue = closed(matters)
    matters.take("street_head", issue, "place_hold", reason="法院调取")
    with pytest.raises(Barred) as refusal:
        matters.take(matters.reporter(issue), issue, "erase_contact")
    assert "依法保留" in str(refusal.value.sentence)
    request = asked(matters, issue)
    assert (request.state, left(matters, PHONE) != set()) == ("held", True)
    matters.take("street_head", issue, "lift_hold", reason="已结案")
    assert matters.again(request).state == "pending"


@pytest.mark.parametrize("who", ["secretary", "community_head", "street", "auditor"])
def test_a_legal_hold_is_for_the_head_of_the_street(matters, who):
    with pytest.raises(NotPermitted):
        matters.take(who, closed(matters), "place_hold", reason="法院调取")


@pytest.mark.parametrize("step", ["withdraw", "leave", "ask_erasure"])
def test_a_legal_hold_keeps_the_contact_of_whoever_goes_and_its_end_lets_it_go(matters, step):
    issue = raised(matters)
    if step == "leave":
        joined(matters, issue)
    matters.take("street_head", issue, "place_hold", reason="法院调取")
    matters.take(matters.reporter(issue), issue, step)
    assert {word for _table, word in left(matters, PHONE, MAIL)} == {PHONE, MAIL}
    matters.take("street_head", issue, "lift_hold", reason="已结案")
    assert left(matters, PHONE, MAIL, MARKS["name"]) == set()
    assert claims(matters, issue)[0].contact_erased_at is not None


@pytest.mark.parametrize(
    ("step", "answers"), [("correct_contact", {"name": "别人"}), ("correct_contact", {}), ("be_told", {})]
)
def test_under_a_legal_hold_no_contact_is_typed_over(matters, step, answers):
    issue = raised(matters)
    matters.take("street_head", issue, "place_hold", reason="法院调取")
    with pytest.raises(BadAnswers) as refusal:
        matters.take(matters.reporter(issue), issue, step, **answers)
    assert {str(one) for one in refusal.value.fields.values()} == {"本事项依法保留，解除保留前不能改动或删除"}
    assert {word for _table, word in left(matters, PHONE, MAIL)} == {PHONE, MAIL}


def test_under_a_legal_hold_what_was_not_left_may_be_added(matters):
    issue = matters.register(reporter_phone=PHONE)
    matters.take("street_head", issue, "place_hold", reason="法院调取")
    matters.take(matters.reporter(issue), issue, "correct_contact", phone=PHONE, email=MAIL)
    assert {word for _table, word in left(matters, PHONE, MAIL)} == {PHONE, MAIL}


def merged_and_closed(m):
    """A matter with marks, merged into one that somebody else raised; both are over."""
    lead = m.reach("accepted", what="另一位反映的堆物")
    issue = raised(m)
    m.take("secretary", issue, "merge", lead=lead.id)
    m.take(holder(lead, claims(m, issue)[0].id), lead, "supplement", more=MARKS["more"])
    m.take("secretary", lead, "conclude", outcome="explained", answer="已说明", basis="routine")
    m.take("member", lead, "verify", outcome="explained", answer=ANSWER)
    m.take(m.clock(), lead, "lapse")
    m.take(m.clock(), lead, "archive")
    return lead, issue


def test_a_hold_on_the_lead_keeps_what_was_merged_into_it(matters):
    lead, issue = merged_and_closed(matters)
    request = asked(matters, issue)
    matters.take("street_head", lead, "place_hold", reason="法院调取")
    assert matters.again(request).state == "held"
    with pytest.raises(Barred, match="依法保留"):
        matters.take(matters.clock(), issue, "erase")
    with pytest.raises(Barred, match="依法保留"):
        matters.take(matters.reporter(issue), issue, "erase_contact")
    matters.take("street_head", lead, "lift_hold", reason="已结案")
    assert matters.again(request).state == "pending"
    granted(matters, request)
    assert left(matters) == set()


def test_a_hold_on_what_was_merged_keeps_the_lead(matters):
    lead, issue = merged_and_closed(matters)
    request = asked(matters, lead)
    matters.take("street_head", issue, "place_hold", reason="法院调取")
    assert matters.again(request).state == "held"
    with pytest.raises(Barred, match="依法保留"):
        matters.take(matters.clock(), lead, "erase")
    matters.take("street_head", issue, "lift_hold", reason="已结案")
    assert matters.again(request).state == "pending"
