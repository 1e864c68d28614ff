"""The look itself: each kind of fault is planted on a page of the real site, and must be seen."""

from __future__ import annotations

import pytest

from tests.browser.keys import marked
from tests.browser.look import Ear, wrong
from tests.browser.walk import faults
from web.security import POLICY

pytestmark = pytest.mark.slow
PAGE = (
    '<!doctype html><html lang="zh"><head><title>种</title>{head}</head>'
    "<body><main><h1>种</h1>{body}</main></body></html>"
)
PLANTED = {
    "axe image-alt": '<img src="/static/seal.svg">',
    "axe color-contrast": '<p><font color="#bbb">看不清</font></p>',
    "axe label": "<input>",
    "at 390 px wider than 390 px": '<table width="500"><tr><td>宽</td></tr></table>',
    "policy": "<script>1</script>",
    "policy: ": '<p style="color: red">红</p>',
    "status 404": '<img alt="" src="/nowhere.png">',
}


@pytest.fixture
def plant(visit, street):
    """A page with this in it, at an address of the street, under the street's own policy."""

    def put(body: str, head: str = "", name: str = "planted"):
        page = visit()
        answer = {"body": PAGE.format(head=head, body=body), "headers": {"Content-Security-Policy": POLICY}}
        page.route(f"{street}/{name}", lambda route: route.fulfill(content_type="text/html; charset=utf-8", **answer))
        return page

    return put


@pytest.mark.parametrize(("fault", "body"), PLANTED.items(), ids=PLANTED)
def test_a_planted_fault_is_seen(plant, street, fault, body):
    page = plant(body)
    ear = Ear(page)
    page.goto(f"{street}/planted")
    assert [line for line in wrong(page, ear) if fault in line]


def test_a_page_in_order_passes(plant, street):
    page = plant("<p>好</p>")
    ear = Ear(page)
    page.goto(f"{street}/planted")
    assert wrong(page, ear) == []


def test_a_script_that_breaks_is_heard(plant, street):
    page = plant("<p>好</p>")
    ear = Ear(page)
    page.goto(f"{street}/planted")
    page.evaluate("setTimeout(() => { throw new Error('planted') })")
    page.evaluate("console.error('planted')")
    page.wait_for_timeout(50)
    assert sorted(ear.take()) == ["console: planted", "script: planted"]


def test_a_walk_finds_the_page_behind_a_link(plant, street):
    found = faults(plant('<p><a href="/nowhere">去</a></p>'), f"{street}/planted", 5)
    assert [line for line in found if line.startswith(f"/nowhere: status 404: {street}/nowhere")]


def test_a_focus_one_cannot_see_is_noticed(plant, street):
    page = plant("<p><a href='/'>去</a></p>", head='<link rel="stylesheet" href="/blind.css">')
    blind = "a:focus { outline: 0 }"
    page.route(f"{street}/blind.css", lambda route: route.fulfill(body=blind, content_type="text/css"))
    page.goto(f"{street}/planted")
    page.keyboard.press("Tab")
    assert not marked(page)
