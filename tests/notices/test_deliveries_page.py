"""What did not arrive is seen by the system administrator, without an address or a number, and sent again."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from tests.notices.conftest import Telling
from tests.notices.mailbox import Mailbox
from tests.notices.test_mail import choose, deliver, states
from tests.site import Site
from tests.web.test_pages import queries_of
from workflow.kernel.accesses import ACCESSES
from workflow.notices.sending import MailServer, Transport


@pytest.fixture
def way(mailbox: Mailbox) -> Transport:
    server = MailServer(mailbox.url, "lianxi@example.org", patience=2, deadline=1)
    return Transport("https://lianxi.example.org", "lianxi@example.org", server)


def dead(site: Site, mailbox: Mailbox, way: Transport, many: int = 1) -> Telling:
    """So many mails that were refused for good."""
    hands: Telling = site.matters  # type: ignore[assignment]
    choose(hands, "unit")
    for _ in range(many):
        hands.reach("transferred")
    hands.tell()
    mailbox.mood = "never"
    deliver(hands, way)
    assert states(hands) == ["dead"] * many
    return hands


def test_a_dead_letter_is_seen_and_sent_again(site: Site, mailbox: Mailbox, way: Transport) -> None:
    hands = dead(site, mailbox, way)
    system = site.browser("system")
    page = system.get("/admin/deliveries").text
    assert "新移交单" in page
    assert "尤川" in page
    assert "收件方拒收" in page
    assert "example.org" not in page
    assert "A1-26" not in page
    system.post("/admin/deliveries/resend")
    assert "已安排重发 1 件" in system.get("/admin/deliveries").text
    mailbox.mood = "ok"
    deliver(hands, way)
    assert (states(hands), len(mailbox.mails)) == (["sent"], 1)
    assert "新移交单" in system.get("/admin/deliveries?state=sent").text


def test_one_of_several_is_sent_again(site: Site, mailbox: Mailbox, way: Transport) -> None:
    hands = dead(site, mailbox, way, many=2)
    system = site.browser("system")
    system.get("/admin/deliveries")
    system.post("/admin/deliveries/resend", id="1")
    assert states(hands) == ["waiting", "dead"]


def test_who_sent_it_again_is_read_by_the_auditor(site: Site, mailbox: Mailbox, way: Transport) -> None:
    dead(site, mailbox, way, many=2)
    auditor = site.browser("auditor")
    assert "重发邮件和推送" in auditor.get("/reads").text  # the kind by which the list is narrowed
    assert "没有" in auditor.get("/reads?kind=resend").text
    system = site.browser("system")
    system.get("/admin/deliveries")
    system.post("/admin/deliveries/resend")
    system.post("/admin/deliveries/resend")  # nothing is left: no second entry
    with site.matters.office.database.reading() as db:
        (entry,) = db.execute(select(ACCESSES).where(ACCESSES.c.kind == "resend")).all()
    assert (entry.noun, entry.subject_id, json.loads(entry.payload)["facts"]) == ("delivery", 1, {"rows": 2})
    assert json.loads(entry.payload)["actor"]["name"] in auditor.get("/reads?kind=resend").text


@pytest.mark.parametrize("id", ["x", "99", "-1", "9" * 40, ""])
def test_what_is_not_there_changes_nothing(site: Site, mailbox: Mailbox, way: Transport, id: str) -> None:
    hands = dead(site, mailbox, way)
    system = site.browser("system")
    system.get("/admin/deliveries")
    system.post("/admin/deliveries/resend", id=id)
    assert states(hands) == ["dead"]


def test_what_was_sent_is_not_sent_again(site: Site, mailbox: Mailbox, way: Transport) -> None:
    hands = dead(site, mailbox, way)
    system = site.browser("system")
    system.get("/admin/deliveries")
    system.post("/admin/deliveries/resend")
    mailbox.mood = "ok"
    deliver(hands, way)
    system.get("/admin/deliveries")
    system.post("/admin/deliveries/resend", id="1")
    deliver(hands, way)
    assert len(mailbox.mails) == 1


def test_a_longer_list_asks_no_more_questions(site: Site, mailbox: Mailbox, way: Transport) -> None:
    dead(site, mailbox, way, many=6)
    assert queries_of(site, site.browser("system"), "/admin/deliveries") == 2


def test_a_dead_letter_waits_on_the_home_page_of_its_administrator(
    site: Site, mailbox: Mailbox, way: Transport
) -> None:
    assert "没有办成的" not in site.browser("system").get("/today").text
    dead(site, mailbox, way, many=2)
    page = site.browser("system").get("/today").text
    assert "没有办成的" in page
    assert "2 份，看原因并重发" in page
    assert "没有办成的" not in site.browser("security").get("/today").text
