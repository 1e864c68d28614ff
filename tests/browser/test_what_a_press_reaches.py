"""What lies under a finger is what it points at, and a box to write in is as wide as a few words."""

from __future__ import annotations

COVERED = """links => links.filter((link) => {
  link.scrollIntoView({ block: "center" });
  const at = link.getBoundingClientRect();
  return document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2) !== link;
}).map((link) => link.textContent)"""


def test_each_example_in_the_process_review_opens_itself(visit, street):
    page = visit("auditor", width=390)
    page.goto(f"{street}/process")
    examples = page.locator(".told .what a")
    assert examples.count() > 3
    assert examples.evaluate_all(COVERED) == []


def test_however_short_a_name_is_one_can_read_what_one_searches_for(visit, street):
    page = visit("secretary", width=390)
    page.goto(f"{street}/today")
    page.evaluate("document.querySelectorAll('.bar-told b').forEach((count) => count.remove())")
    page.locator(".menu > summary span").evaluate("name => { name.textContent = '王明' }")
    assert page.locator("#search").bounding_box()["width"] > 120
