"""The page of webhooks: a secret that is shown once, what the street sees, what became of the last call."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from tests.notices.conftest import Telling
from tests.notices.receiver import Receiver
from tests.notices.test_mail import states
from tests.notices.test_webhooks import registered, told
from tests.site import Site
from tests.web.test_pages import queries_of
from workflow.kernel.db import Database, Record
from workflow.notices.sending import Transport

ASKED = {"name": "区平台", "address": "https://93.184.215.14/in?token=hush", "nouns": ["issue", "meeting"]}


@pytest.fixture
def site(database: Database, peopled: None) -> Site:
    made = Site(database)
    made.matters.__class__ = Telling
    made.matters.tell()  # type: ignore[attr-defined]
    return made


def secret(page: str) -> str:
    found = re.search(r'id="secret" value="(whsec_[^"]+)"', page)
    assert found
    return html.unescape(found[1])


def test_none_yet(site: Site) -> None:
    assert "还没有推送到任何系统" in site.browser("system").get("/admin/webhooks").text


def test_a_secret_is_shown_once_and_stored_nowhere(site: Site) -> None:
    system = site.browser("system")
    system.get("/admin/webhooks/new")
    made = system.post("/admin/webhooks/new", **ASKED)
    assert made.status_code == 201
    shown = secret(made.text)
    page = system.get("/admin/webhooks").text
    assert "区平台" in page
    assert "https://93.184.215.14/in" in page
    assert "hush" not in page
    assert shown not in page
    with site.office.database.reading() as db:
        for table in Record.metadata.tables.values():
            assert shown not in str(db.execute(select(table)).all())


def test_a_new_secret_is_another_one(site: Site) -> None:
    system = site.browser("system")
    system.get("/admin/webhooks/new")
    first = secret(system.post("/admin/webhooks/new", **ASKED).text)
    system.get("/admin/webhooks/1/renew_secret")
    again = system.post("/admin/webhooks/1/renew_secret")
    assert again.status_code == 201
    assert secret(again.text) != first


@pytest.mark.parametrize("address", ["https://10.0.0.1/", "http://93.184.215.14/", "https://localhost/", ""])
def test_a_bad_address_keeps_what_was_typed_and_changes_nothing(site: Site, address: str) -> None:
    system = site.browser("system")
    system.get("/admin/webhooks/new")
    refused = system.post("/admin/webhooks/new", **ASKED | {"address": address})
    assert refused.status_code == 422
    assert "区平台" in refused.text
    assert "还没有推送到任何系统" in system.get("/admin/webhooks").text


def test_an_address_is_changed_and_a_webhook_stopped(site: Site) -> None:
    system = site.browser("system")
    system.get("/admin/webhooks/new")
    system.post("/admin/webhooks/new", **ASKED)
    assert "93.184.215.14" in system.get("/admin/webhooks/1/change").text
    assert system.post("/admin/webhooks/1/change", **ASKED | {"address": "https://127.0.0.1/"}).status_code == 422
    assert system.post("/admin/webhooks/1/change", **ASKED | {"name": "市平台"}).status_code == 303
    system.get("/admin/webhooks/1/stop")
    system.post("/admin/webhooks/1/stop", reason="")
    page = system.get("/admin/webhooks").text
    assert "市平台" in page
    assert "已停止推送" in page


def test_the_street_and_the_auditor_see_it_and_have_no_button(site: Site) -> None:
    receiver = Receiver()
    registered(site.matters, receiver)  # type: ignore[arg-type]
    receiver.close()
    for who in ("street", "auditor"):
        page = site.browser(who).get("/admin/webhooks").text
        assert "区平台" in page
        assert "/admin/webhooks/1/" not in page


def test_the_streets_officers_find_it_beside_the_rules(site: Site) -> None:
    assert "/admin/webhooks" in site.browser("street").get("/rules").text
    assert "/admin/webhooks" not in site.browser("secretary").get("/rules").text


def test_a_dead_call_is_seen_and_sent_again(site: Site) -> None:
    street: Telling = site.matters  # type: ignore[assignment]
    receiver = Receiver()
    way = Transport(post=receiver.poster())
    registered(street, receiver)
    receiver.mood = "410"
    issue = street.register()
    told(street, way)
    system = site.browser("system")
    page = system.get("/admin/deliveries").text
    assert "区平台" in page
    assert "事项：登记" in page
    assert "接收方回答说不再接收" in page
    assert issue.number not in page
    assert "hooks.example.org" not in page
    assert "接收方回答说不再接收" in system.get("/admin/webhooks").text
    system.get("/admin/deliveries")
    system.post("/admin/deliveries/resend")
    receiver.mood = "ok"
    told(street, way)
    assert states(street) == ["sent"]
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1
    receiver.close()


def test_a_longer_list_asks_no_more_questions(site: Site) -> None:
    receiver = Receiver()
    registered(site.matters, receiver)  # type: ignore[arg-type]
    system = site.browser("system")
    few = queries_of(site, system, "/admin/webhooks")
    for _ in range(5):
        registered(site.matters, receiver)  # type: ignore[arg-type]
    assert queries_of(site, system, "/admin/webhooks") == few
    receiver.close()
