"""The pages of emergency mode: what was decided in it, and what no meeting ratified in time."""

from __future__ import annotations

from datetime import timedelta

from tests.site import Site
from workflow.emergency import Emergency
from workflow.jobs.sweep import sweep


def declare(site: Site) -> Emergency:
    asked = {"title": "台风", "orders": "先清障断电", "hours": 48, "branches": [site.street.orgs["a1"]]}
    with site.matters.office.desk(site.matters.actor("street")) as desk:
        return desk.begin(Emergency, "declare", asked)


def test_what_no_meeting_ratified_is_shown_with_its_order_to_the_level_above(site: Site) -> None:
    declare(site)
    issue = site.matters.reach("accepted", category="drain")
    site.matters.take("secretary", issue, "execute", basis="emergency")
    assert "追认时限" in site.browser("secretary").get(f"/issues/{issue.id}").text
    site.watch.forward(days=33)
    sweep(site.matters.office)
    above = site.browser("community").get("/emergencies").text
    assert "督办单 督〔2026〕" in above
    assert "逾期" in above


def test_every_decision_in_it_stands_on_its_page_whatever_its_basis(site: Site) -> None:
    mode = declare(site)
    issue = site.matters.reach("accepted", category="lamp")
    site.matters.take("secretary", issue, "execute", basis="routine")
    site.watch.now = site.watch.now + timedelta(minutes=5)
    page = site.browser("street").get(f"/emergencies/{mode.id}").text
    assert issue.number in page
    assert "常规事项" in page
