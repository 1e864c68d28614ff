"""What has no door in the navigation is found beside the day's work, by whom it opens for."""

from __future__ import annotations

import re

import pytest

from tests.site import Site

DOORS = re.compile(r'<nav class="card" aria-labelledby="side-doors">(.*?)</nav>', re.DOTALL)


@pytest.mark.parametrize("account", ["secretary", "community", "street", "street_head"])
def test_every_door_beside_the_day_opens(site: Site, account: str) -> None:
    browser = site.browser(account)
    (doors,) = DOORS.findall(browser.get("/today").text)
    found = re.findall(r'href="([^"]+)"', doors)
    assert "/calls" in found
    assert {url: browser.get(url).status_code for url in found} == dict.fromkeys(found, 200)


def test_officers_find_what_was_inspected_and_a_unit_does_not(site: Site) -> None:
    for who in ("street", "community", "secretary"):
        assert "/audit/inspections" in site.browser(who).get("/today").text
    assert "/audit/inspections" not in site.browser("unit").get("/today").text
    assert 'aria-labelledby="side-doors"' not in site.browser("auditor").get("/today").text
