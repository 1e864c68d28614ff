"""Mail goes to who wants it, when they want it, with a number and a link; a server that fails costs patience only."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.notices.conftest import Telling
from tests.notices.mailbox import Mailbox, body, subject
from tests.notices.mailing import choose, deliver, rows, states
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.history import Body, Event
from workflow.notices import inbox
from workflow.notices.model import Delivery
from workflow.notices.sending import Transport
from workflow.orgs.accounts import ACCOUNTS, Account
from workflow.orgs.entering import operator
from workflow.orgs.reaching import REACH

DELIVERIES = bare(Delivery)

# -- who gets what, in which words -----------------------------------------------------------------


def test_a_mail_says_a_number_and_a_link(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit")
    issue = street.reach("transferred", what="机密", reporter_name="张晓华")
    street.tell()
    deliver(street, by_mail)
    (mail,) = mailbox.mails
    assert (mail["To"], subject(mail)) == ("unit@example.org", f"新移交单：{issue.number}")
    assert f"https://lianxi.example.org/assignments/{street.sheets(issue)[0].id}" in body(mail)
    assert "机密" not in body(mail)
    assert "张" not in body(mail)
    assert states(street) == ["sent"]


def test_a_mail_speaks_the_readers_language(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit", language="en")
    issue = street.reach("transferred")
    street.tell()
    deliver(street, by_mail)
    assert subject(mailbox.mails[0]) == f"New assignment: {issue.number}"
    assert "please do not reply" in body(mailbox.mails[0])


def test_nobody_is_mailed_who_did_not_ask(street: Telling) -> None:
    choose(street, "unit2", mail="none")
    street.reach("transferred")
    street.tell()
    assert rows(street) == []


def test_whoever_raised_it_hears_their_number_and_nothing_else(
    street: Telling, mailbox: Mailbox, by_mail: Transport
) -> None:
    issue = street.reach("replied", what="机密", reporter_name="张晓华", reporter_email="resident@example.net")
    street.tell()
    deliver(street, by_mail)
    accepted, decided, answered = mailbox.mails
    assert subject(accepted) == f"您反映的事项已受理：{issue.number}"
    assert subject(decided) == f"您反映的事项已定由谁办理：{issue.number}"
    assert subject(answered) == f"您反映的事项已有答复：{issue.number}"
    said = body(answered)
    assert f"https://lianxi.example.org/track/{issue.number}" in said
    assert f"What you raised has been answered: {issue.number}" in said
    assert not any(word in said for word in ("机密", "张", "resident@"))


def chosen(street: Telling, issue: Any, **data: Any) -> None:
    street.take(street.reporter(issue), issue, "be_told", **data)


def test_who_chose_a_language_reads_that_one(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    issue = street.reach("accepted")
    chosen(street, issue, email="later@example.net", language="en")
    street.take("secretary", issue, "execute", basis="routine")
    street.tell()
    deliver(street, by_mail)
    said = body(mailbox.mails[-1])
    assert "It is decided" in subject(mailbox.mails[-1])
    assert not re.search("[\u4e00-\u9fff]", said)


def test_who_wants_no_mail_any_more_gets_not_even_those_that_wait(
    street: Telling, mailbox: Mailbox, by_mail: Transport
) -> None:
    issue = street.reach("accepted", reporter_email="resident@example.net")
    street.tell()
    chosen(street, issue, email="")
    deliver(street, by_mail)
    assert (mailbox.mails, states(street)) == ([], ["dropped"])


@pytest.mark.parametrize(
    "wrong", ["无", "a@b", "a b@example.org\nBcc: x@example.org", "<x@example.org>", "张@example.org"]
)
def test_an_address_that_no_mail_can_reach_is_refused(street: Telling, wrong: str) -> None:
    issue = street.reach("accepted")
    with pytest.raises(BadAnswers):
        chosen(street, issue, email=wrong)


def test_an_address_stands_in_no_history(street: Telling) -> None:
    issue = street.reach("accepted")
    chosen(street, issue, email="later@example.net", language="zh")
    with street.office.database.reading() as db:
        written = [*db.execute(select(bare(Event))), *db.execute(select(bare(Body)))]
    assert "later@" not in str(written)


PROMISED = {
    "transferred": "已定由谁办理",
    "escalated": "由上一级研究",
    "extended": "办理期限已延长",
    "replied": "已有答复",
    "closed": "已办结",
    "suspended": "暂时无法办理",
    "not_accepted": "有了受理结论",
}


@pytest.mark.parametrize("story", PROMISED)
def test_every_promise_point_is_told(street: Telling, mailbox: Mailbox, by_mail: Transport, story: str) -> None:
    if story == "extended":
        issue = street.reach("executing", reporter_email="resident@example.net")
        street.take("secretary", issue, "ask_extension", days=5, reason="等配件")
        street.take("community", street.asked(issue), "approve")
    else:
        street.reach(story, reporter_email="resident@example.net")
    street.tell()
    deliver(street, by_mail)
    assert any(PROMISED[story] in subject(one) for one in mailbox.mails)


@pytest.mark.parametrize("judged", [False, True])
def test_the_end_of_the_time_to_judge_is_told_to_who_has_not(
    street: Telling, mailbox: Mailbox, by_mail: Transport, judged: bool
) -> None:
    issue = street.reach("replied", reporter_email="resident@example.net")
    street.tell()
    deliver(street, by_mail)
    assert not any("评价期快到了" in subject(one) for one in mailbox.mails)
    if judged:
        street.take(street.reporter(issue), issue, "confirm", contacted=True, solved=True)
    street.watch.forward(days=6)
    street.tell()
    deliver(street, by_mail)
    assert any("评价期快到了" in subject(one) for one in mailbox.mails) is not judged


def test_a_claim_that_ended_hears_nothing_more(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    issue = street.reach("accepted", reporter_email="resident@example.net")
    street.tell()
    street.take(street.reporter(issue), issue, "withdraw")
    street.take("secretary", issue, "keep", reason="堆物仍在")
    deliver(street, by_mail)
    assert (mailbox.mails, states(street)) == ([], ["dropped"])


def test_no_address_is_kept_with_what_is_sent(street: Telling, by_mail: Transport) -> None:
    choose(street, "unit")
    street.reach("transferred", reporter_email="resident@example.net")
    street.tell()
    deliver(street, by_mail)
    assert "@" not in " ".join(str(row) for row in rows(street))


# -- when ------------------------------------------------------------------------------------------


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """An hour of November on the street."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_quiet_hours_wait_for_the_morning(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit")
    street.watch.now = at(22)
    street.reach("transferred")
    street.tell()
    assert deliver(street, by_mail) == 0
    street.watch.now = at(7, 29, 24)
    assert deliver(street, by_mail) == 0
    street.watch.now = at(7, 31, 24)
    assert (deliver(street, by_mail), len(mailbox.mails)) == (1, 1)


def test_danger_does_not_wait(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit")
    street.watch.now = at(23)
    street.reach("transferred", urgency="danger")
    street.tell()
    deliver(street, by_mail)
    assert len(mailbox.mails) == 1


def test_a_digest_says_once_a_day_what_was_not_read(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "member", mail="daily")
    numbers = [street.register().number for _ in range(3)]
    street.tell()
    read = street.told()[0]
    inbox.read(street.office, street.actor("member"), [read.id], street.watch.now)
    assert (deliver(street, by_mail), len(rows(street))) == (0, 1)
    street.watch.now = at(8, 31, 24)
    deliver(street, by_mail)
    (mail,) = mailbox.mails
    assert subject(mail) == "2 条未读通知"
    assert [number in body(mail) for number in numbers] == [False, True, True]
    street.register()
    street.tell()
    street.watch.now = at(8, 31, 25)
    deliver(street, by_mail)
    assert subject(mailbox.mails[1]) == "1 条未读通知"


def test_a_digest_of_what_was_read_is_not_sent(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "member", mail="daily")
    street.register()
    street.tell()
    inbox.read(street.office, street.actor("member"), None, street.watch.now)
    street.watch.now = at(8, 31, 24)
    deliver(street, by_mail)
    assert (mailbox.mails, states(street)) == ([], ["dropped"])


def test_danger_is_not_kept_for_the_digest(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit", mail="daily")
    street.reach("transferred", urgency="danger")
    street.tell()
    deliver(street, by_mail)
    assert len(mailbox.mails) == 1


# -- not wanted any more ---------------------------------------------------------------------------


def test_an_address_that_was_taken_back_gets_nothing(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit")
    street.reach("transferred")
    street.tell()
    choose(street, "unit", mail="none", email="")
    deliver(street, by_mail)
    assert (mailbox.mails, states(street)) == ([], ["dropped"])


def test_what_one_may_not_see_any_more_is_not_mailed(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit")
    issue = street.reach("transferred")
    street.tell()
    street.take("secretary", street.sheets(issue)[0], "revoke", reason="派错单位")
    deliver(street, by_mail)
    assert (mailbox.mails, states(street)) == ([], ["dropped"])


def test_nothing_is_mailed_where_no_server_is_named(street: Telling) -> None:
    choose(street, "unit")
    street.reach("transferred")
    street.tell()
    deliver(street, Transport())
    assert states(street) == ["dropped"]


# -- the settings ----------------------------------------------------------------------------------


def test_the_hour_is_that_of_the_street(street: Telling) -> None:
    assert local(at(22)).hour == 22


@pytest.mark.parametrize("email", ["me", "a@b", "a b@c.org", "a@c.org\r\nBcc: d@e.org", "<a@c.org>", "张@c.org"])
def test_an_address_that_is_none_is_refused(street: Telling, email: str) -> None:
    with pytest.raises(BadAnswers):
        choose(street, "unit", email=email)


def test_mail_needs_an_address(street: Telling) -> None:
    with pytest.raises(BadAnswers):
        choose(street, "unit", email="")


def test_the_address_goes_with_the_account(street: Telling) -> None:
    choose(street, "unit")
    with street.office.database.reading() as db:
        mine = ACCOUNTS.c.person_id == street.street.people["unit"]
        account = db.execute(select(ACCOUNTS.c.id).where(mine)).scalar_one()
    with street.office.desk(operator()) as desk:
        desk.take(Account, account, "close", {})
        desk.take(Account, account, "remove", {})
    with street.office.database.reading() as db:
        assert list(db.execute(select(REACH))) == []
