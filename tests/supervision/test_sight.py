"""Who sees an order: the organisation ordered, those above it, the auditor; nobody who may not see its matter."""

from __future__ import annotations

import pytest

from tests.street import PEOPLE
from tests.supervision.papers import Papers
from workflow.kernel.errors import NotFound

EVERYBODY = {account for account, *_ in PEOPLE}
STREET = {"street", "street2", "street_head", "auditor"}
A1, A = {"secretary", "member", "member2"}, {"community", "community_head"}


def readers(papers: Papers, order_id: int) -> set[str]:
    return {who for who in EVERYBODY if order_id in papers.seen_by(who)}


def test_an_order_to_a_branch(papers: Papers) -> None:
    assert readers(papers, papers.issue(papers.late()).id) == A1 | A | STREET


def test_an_order_to_a_community_is_not_its_branches_business(papers: Papers) -> None:
    order = papers.issue(papers.late(20, "escalated"), "street")
    assert readers(papers, order.id) == A | STREET


def test_an_order_to_a_unit(papers: Papers) -> None:
    order = papers.issue(papers.sheets(papers.late(30, "handling"))[0], "street")
    assert readers(papers, order.id) == {"unit"} | STREET


def test_a_matter_about_staff_is_unknown_to_their_side(papers: Papers) -> None:
    """Written to the branch, then found to be about its own people: from then on it is not there for them."""
    issue = papers.late()
    order = papers.issue(issue)
    papers.take("community", issue, "correct_about", org=papers.street.orgs["a1"], reason="反映的是支部书记")
    assert readers(papers, order.id) == A | STREET
    with pytest.raises(NotFound):
        papers.reply(order)


def test_a_restricted_matter_is_unknown_to_members(papers: Papers) -> None:
    issue = papers.late()
    order = papers.issue(issue)
    papers.take("secretary", issue, "restrict", reason="涉及个人")
    assert readers(papers, order.id) == (A1 - {"member2"}) | A | STREET, "`member` is a delegate as well"
