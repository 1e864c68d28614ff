"""Mail where a server fails, hangs or answers late, and where workers die: later, once, in order, and an end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.notices.conftest import Telling
from tests.notices.mailbox import Mailbox, subject
from tests.notices.mailing import choose, deliver, rows, states
from workflow.kernel.db import bare
from workflow.notices import delivering
from workflow.notices.delivering import WAITS, deliver_due
from workflow.notices.failing import Failed
from workflow.notices.model import Delivery
from workflow.notices.sending import Transport

DELIVERIES = bare(Delivery)

# -- a server that fails ---------------------------------------------------------------------------


@pytest.mark.parametrize(("mood", "code"), [("later", "refused"), ("drop", "unreachable"), ("hang", "unreachable")])
def test_a_server_that_fails_is_tried_again_later(
    street: Telling, mailbox: Mailbox, by_mail: Transport, mood: str, code: str
) -> None:
    choose(street, "unit")
    street.reach("transferred")
    street.tell()
    mailbox.mood = mood
    deliver(street, by_mail)
    (row,) = rows(street)
    assert (row.state, row.error, row.attempts) == ("waiting", code, 1)
    assert row.next_at == street.watch.now + WAITS[0]
    assert deliver(street, by_mail) == 0
    mailbox.mood = "ok"
    street.watch.forward(minutes=2)
    deliver(street, by_mail)
    assert (states(street), len(mailbox.mails)) == (["sent"], 1)


def test_tries_come_ever_later_and_end(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit", quiet_from="off")
    street.reach("transferred")
    street.tell()
    mailbox.mood, waited = "drop", []
    while states(street) == ["waiting"]:
        deliver(street, by_mail)
        (row,) = rows(street)
        waited.append(row.next_at - street.watch.now)
        street.watch.now = max(row.next_at, street.watch.now) + timedelta(seconds=1)
    assert tuple(waited[:-1]) == WAITS
    assert (row.state, row.attempts, row.error) == ("dead", len(WAITS) + 1, "unreachable")


def test_an_address_nobody_has_is_given_up_at_once(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit")
    street.reach("transferred")
    street.tell()
    mailbox.mood = "never"
    deliver(street, by_mail)
    assert (states(street), rows(street)[0].error) == (["dead"], "refused")


def test_what_may_have_arrived_is_sent_again_with_the_same_id(
    street: Telling, mailbox: Mailbox, by_mail: Transport
) -> None:
    choose(street, "unit")
    street.reach("transferred")
    street.tell()
    mailbox.mood = "twice"
    deliver(street, by_mail)
    mailbox.mood = "ok"
    street.watch.forward(minutes=2)
    deliver(street, by_mail)
    assert len(mailbox.mails) == 2
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 1


def test_where_nothing_gets_through_the_rest_is_not_tried_in_vain(
    street: Telling, mailbox: Mailbox, by_mail: Transport
) -> None:
    for who in ("unit", "unit2"):
        choose(street, who)
    street.reach("transferred")
    street.tell()
    mailbox.mood = "drop"
    assert (deliver(street, by_mail), mailbox.talks) == (1, 1)


def test_one_recipient_hears_of_one_matter_in_its_order(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "member")
    issue = street.reach("returned")
    street.tell()
    mailbox.mood = "later"
    deliver(street, by_mail)
    mailbox.mood = "ok"
    assert deliver(street, by_mail) == 0
    street.watch.forward(minutes=2)
    while deliver(street, by_mail):
        pass
    assert subject(mailbox.mails[0]) == f"新事项：{issue.number}"
    assert all("退回" in subject(mail) for mail in mailbox.mails[1:])


def test_what_hangs_in_one_matter_holds_up_no_other(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "member")
    first, second = street.register(), street.register()
    street.tell()
    mailbox.mood = "later"
    deliver_due(street.office, street.watch.now, by_mail, most=1)
    mailbox.mood = "ok"
    deliver(street, by_mail)
    assert [subject(mail) for mail in mailbox.mails] == [f"新事项：{second.number}"]
    assert first.number not in subject(mailbox.mails[0])


# -- workers ---------------------------------------------------------------------------------------


def test_two_workers_do_not_send_the_same(street: Telling) -> None:
    choose(street, "unit")
    street.reach("transferred")
    street.tell()
    now = street.watch.now
    assert delivering.lease(street.office, now) is not None
    assert delivering.lease(street.office, now) is None


def test_what_a_dead_worker_took_is_sent_by_another(street: Telling, mailbox: Mailbox, by_mail: Transport) -> None:
    choose(street, "unit")
    street.reach("transferred")
    street.tell()
    taken = delivering.lease(street.office, street.watch.now)
    street.watch.forward(minutes=16)
    deliver(street, by_mail)
    assert (states(street), len(mailbox.mails)) == (["sent"], 1)
    delivering.put_off(street.office, street.watch.now, taken, Failed("unreachable", final=True))
    assert states(street) == ["sent"]


def test_a_failure_of_ours_does_not_lose_it(street: Telling) -> None:
    choose(street, "unit")
    street.reach("transferred")
    street.tell()

    def broken(message: object) -> None:
        raise RuntimeError("a fault in the code")

    with pytest.raises(RuntimeError):
        deliver(street, Transport("https://x", "a@b.org", broken))
    assert states(street) == ["waiting"]
