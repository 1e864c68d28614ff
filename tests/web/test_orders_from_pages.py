"""Supervision orders are issued from the page of what is late, and named there."""

from __future__ import annotations

from tests.meetings.conftest import Meetings
from tests.receptions.sittings import Receptions
from tests.supervision.papers import Papers


def test_orders_are_issued_from_the_pages_of_assignments_and_named_there(site, papers) -> None:
    issue = papers.reach("transferred")
    sheet = papers.sheets(issue)[0]
    papers.watch.forward(days=8)
    page = site.browser("street").get(f"/assignments/{sheet.id}").text
    assert f"/orders/new?about=assignment&amp;subject={sheet.id}" in page
    order = papers.issue(sheet, "street")
    assert order.number in site.browser("unit").get(f"/assignments/{sheet.id}").text
    assert "/orders/new" not in site.browser("unit").get(f"/assignments/{sheet.id}").text


def lent(hands: type, papers: Papers):
    """The same street in other hands."""
    other = hands.__new__(hands)
    other.__dict__ = papers.__dict__
    return other


def test_orders_are_issued_from_the_pages_of_reception_days_and_meetings(site, papers) -> None:
    reception = lent(Receptions, papers).open()
    _meeting, item = lent(Meetings, papers).in_session(papers.reach("accepted", category="drain"))
    papers.watch.forward(days=3)
    above = site.browser("community")
    for about, id, page in (
        ("reception", reception.id, f"/receptions/{reception.id}"),
        ("meeting", item.meeting_id, f"/meetings/{item.meeting_id}"),
    ):
        assert f"/orders/new?about={about}&amp;subject={id}" in above.get(page).text
        assert above.get(f"/orders/new?about={about}&subject={id}").status_code == 200
        assert above.post("/orders/new", about=about, subject=id).status_code == 303
        assert papers.orders()[-1].number in above.get(page).text
