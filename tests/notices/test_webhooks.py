"""Other systems hear numbers and states by a signed call, in order, once by its id; what fails is tried again."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta
from itertools import count, cycle
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from tests.notices.conftest import Telling
from tests.notices.hooks import registered, told
from tests.notices.receiver import Call, Receiver
from tests.notices.test_mail import choose, deliver, rows, states
from workflow.kernel.db import bare
from workflow.kernel.outbox import Message
from workflow.notices import calling, dispatching
from workflow.notices.audiences import Told
from workflow.notices.delivering import WAITS, deliver_due
from workflow.notices.sending import Transport
from workflow.notices.subjects import KINDS
from workflow.webhooks import Webhook
from workflow.webhooks.signing import secret_of
from workflow.webhooks.steps import NOUNS

OUTBOX = bare(Message)


# -- what is said ----------------------------------------------------------------------------------


def test_a_call_says_a_number_a_step_and_a_state(street: Telling, receiver: Receiver, way: Transport, webhook) -> None:
    issue = street.register(what="机密", reporter_name="张晓华")
    told(street, way)
    (call,) = receiver.calls
    assert call.first == "POST /in?of=lianxi HTTP/1.1"
    assert call.headers["host"] == f"hooks.example.org:{receiver.port}"
    assert call.headers["content-type"] == "application/json"
    at = call.said.pop("at")
    assert at.startswith("2026-11-23T01:00")
    assert call.said == {
        "id": call.headers["webhook-id"], "topic": "issue.register", "noun": "issue", "subject": issue.id,
        "number": issue.number, "state": "registered", "seq": 1, "at": at,
        "link": f"https://lianxi.example.org/issues/{issue.id}",
    }  # fmt: skip


def test_nothing_anybody_wrote_and_nobodys_data_leaves(street: Telling, receiver, way, webhook) -> None:
    street.reach("replied", what="机密", reporter_name="张晓华", reporter_email="resident@example.net")
    told(street, way)
    said = b"".join(call.body for call in receiver.calls).decode()
    assert len(receiver.calls) > 3
    assert not any(word in said for word in ("机密", "张", "resident", "荔枝路"))


def test_every_message_it_hears_is_one_call(street: Telling, receiver, way, webhook) -> None:
    street.reach("returned")
    told(street, way)
    with street.office.database.reading() as db:
        many = db.execute(select(func.count()).where(OUTBOX.c.noun.in_(NOUNS))).scalar_one()
    assert len(receiver.calls) == len({call.headers["webhook-id"] for call in receiver.calls}) == many
    told(street, way)
    assert len(receiver.calls) == many


def test_it_hears_only_what_it_asked_for(street: Telling, receiver, way) -> None:
    registered(street, receiver, nouns=["assignment"])
    street.reach("returned")
    told(street, way)
    assert {call.said["noun"] for call in receiver.calls} == {"assignment"}


def test_what_may_be_heard_is_what_people_are_told_about() -> None:
    assert NOUNS.keys() == KINDS.keys()


def test_the_state_is_that_of_the_step_not_of_today(street: Telling, receiver, way, webhook) -> None:
    street.reach("transferred")
    told(street, way)
    assert [call.said["state"] for call in receiver.calls][:2] == ["registered", "accepted"]


def test_matters_about_staff_are_not_told(street: Telling, receiver, way, webhook) -> None:
    issue = street.register("community_b", about_staff_of=street.street.orgs["a1"])
    street.take("community", issue, "accept", category=street.street.categories["drain"], urgency="general")
    told(street, way)
    assert (receiver.calls, rows(street)) == ([], [])


def test_a_matter_that_turns_out_to_be_about_staff_is_not_told_any_more(street, receiver, way, webhook) -> None:
    issue = street.register("street")
    street.tell()
    street.take("community", issue, "correct_about", org=street.street.orgs["a1"], reason="反映的是支部人员")
    told(street, way)
    assert receiver.calls == []
    assert set(states(street)) == {"dropped"}


def test_the_test_of_staff_can_fail(street, receiver, way, webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: without the look at what a matter is about, it leaves the house."""
    monkeypatch.setattr(calling, "kept_back", lambda db, subject: False)
    with pytest.raises(AssertionError):
        test_matters_about_staff_are_not_told(street, receiver, way, webhook)


# -- the signature ---------------------------------------------------------------------------------


def test_the_signature_is_what_an_independent_receiver_computes(street: Telling, receiver, way, webhook) -> None:
    street.register()
    told(street, way)
    (call,) = receiver.calls
    assert call.signed_with(secret_of(street.office, webhook))
    assert abs(int(call.headers["webhook-timestamp"]) - street.watch.now.timestamp()) < 5
    call.body += b" "
    assert not call.signed_with(secret_of(street.office, webhook))


def test_a_new_secret_signs_from_then_on(street: Telling, receiver, way, webhook) -> None:
    street.register()
    street.tell()
    new = street.take("system", webhook, "renew_secret")
    told(street, way)
    (call,) = receiver.calls
    assert call.signed_with(secret_of(street.office, new))
    assert not call.signed_with(secret_of(street.office, webhook))


def test_two_webhooks_have_two_secrets(street: Telling, receiver, way, webhook) -> None:
    assert secret_of(street.office, webhook) != secret_of(street.office, registered(street, receiver))


# -- a receiver that fails -------------------------------------------------------------------------

MOODS = [
    ("500", "answered"), ("404", "answered"), ("302", "redirected"), ("drop", "no_answer"), ("hang", "no_answer"),
    ("drip", "no_answer"), ("greet", "no_answer"),
]  # fmt: skip

SLOW = {"hang", "drip", "greet"}


@pytest.mark.parametrize(("mood", "code"), MOODS)
def test_a_receiver_that_fails_is_tried_again_later(street, receiver, way, hasty, webhook, mood, code) -> None:
    street.register()
    receiver.mood = mood
    told(street, hasty if mood in SLOW else way)
    (row,) = rows(street)
    assert (row.state, row.error, row.attempts) == ("waiting", code, 1)
    assert row.next_at >= street.watch.now + WAITS[0]
    assert receiver.talks == 1  # nor was a redirect followed
    receiver.mood = "ok"
    street.watch.forward(minutes=2)
    deliver(street, way)
    assert states(street) == ["sent"]


def test_tries_come_ever_later_and_end_after_eight(street: Telling, receiver, way, webhook) -> None:
    street.register()
    street.tell()
    receiver.mood, waited = "500", []
    while states(street) == ["waiting"]:
        deliver(street, way)
        (row,) = rows(street)
        waited.append(row.next_at - street.watch.now)
        street.watch.now = max(row.next_at, street.watch.now) + timedelta(seconds=1)
    assert tuple(waited[:-1]) == WAITS
    assert (row.state, row.attempts, receiver.talks) == ("dead", 8, 8)


def test_a_receiver_that_is_gone_is_not_tried_again(street: Telling, receiver, way, webhook) -> None:
    street.register()
    receiver.mood = "410"
    told(street, way)
    assert (states(street), rows(street)[0].error) == (["dead"], "gone")


def test_what_was_taken_but_not_answered_comes_again_with_the_same_id(street, receiver, way, hasty, webhook) -> None:
    street.register()
    receiver.mood = "hang"
    told(street, hasty)
    receiver.mood = "ok"
    street.watch.forward(minutes=2)
    deliver(street, way)
    first, again = receiver.calls
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body
    assert again.signed_with(secret_of(street.office, webhook))


def test_one_subject_is_told_in_its_order_whatever_fails(street: Telling, receiver, way, webhook) -> None:
    turn, taken = cycle(["404", "ok", "500", "ok", "drop", "302"]), []

    def answered(call: Call) -> str:
        mood = next(turn)
        if mood == "ok" and call.said["noun"] == "issue":
            taken.append(call.said["seq"])
        return mood

    receiver.told = answered
    street.reach("returned")
    street.tell()
    while "waiting" in states(street):
        deliver(street, way)
        street.watch.forward(hours=3)
    assert set(states(street)) == {"sent"}
    assert taken == sorted(taken)
    assert len(taken) >= 3


def test_the_test_of_order_can_fail(street, receiver, way, webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: where each message is a line of its own, a later one overtakes."""
    monkeypatch.setattr(Told, "matter", property(lambda told: f"m{next(alone)}"))
    alone = count()
    with pytest.raises(AssertionError):
        test_one_subject_is_told_in_its_order_whatever_fails(street, receiver, way, webhook)


def test_an_endpoint_that_is_down_rests_and_the_other_is_told(street: Telling, receiver, way, webhook) -> None:
    other = Receiver()
    registered(street, other)
    for _ in range(3):
        street.register()
    receiver.mood = "drop"
    told(street, Transport(post=Both(receiver, other)))
    assert (receiver.talks, len(other.calls)) == (1, 3)
    other.close()


def test_what_one_channel_owes_is_not_the_others_work(street: Telling, receiver, way, webhook) -> None:
    """The worker has a hand for each, so that a receiver that hangs holds up no mail."""
    choose(street, "unit")
    street.reach("transferred")
    street.tell()
    mails: list[Any] = []
    both = replace(way, mail=mails.append)
    deliver_due(street.office, street.watch.now, both, 1000, "mail")
    assert (len(mails), receiver.talks) == (1, 0)
    deliver_due(street.office, street.watch.now, both, 1000, "webhook")
    assert set(states(street)) == {"sent"}


class Both:
    """Two receivers that know only their own certificate alike."""

    def __init__(self, *receivers: Receiver) -> None:
        self.posters = {one.url: one.poster() for one in receivers}

    def __call__(self, address: str, body: bytes, headers: dict[str, str]) -> None:
        self.posters[address](address, body, headers)


def test_four_workers_at_once_tell_each_message_once(street: Telling, receiver, way, webhook) -> None:
    for _ in range(3):
        street.reach("transferred")
    now = street.watch.now

    def worker() -> None:
        dispatching.dispatch(street.office, now)
        while deliver_due(street.office, now, way):
            time.sleep(0)

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    told(street, way)
    ids = [call.headers["webhook-id"] for call in receiver.calls]
    assert len(ids) == len(set(ids)) == len(rows(street))


# -- stopped, changed ------------------------------------------------------------------------------


def test_a_webhook_that_was_stopped_hears_nothing_more(street: Telling, receiver, way, webhook) -> None:
    street.register()
    street.tell()
    street.take("system", webhook, "stop")
    street.register()
    told(street, way)
    assert (receiver.talks, states(street)) == (0, ["dropped"])


def test_what_waits_goes_to_the_new_address(street: Telling, receiver, way, webhook) -> None:
    street.register()
    street.tell()
    answers = {"name": "区平台", "address": receiver.url.replace("/in", "/new"), "nouns": ["issue"]}
    street.take("system", webhook, "change", **answers)
    deliver(street, way)
    assert receiver.calls[0].first.startswith("POST /new?")


def test_a_delivery_is_for_a_person_or_a_webhook(street: Telling, webhook: Webhook) -> None:
    street.register()
    street.tell()
    table = bare(type(webhook)).metadata.tables["deliveries"]
    with pytest.raises(DBAPIError), street.office.database.writing() as db:
        db.execute(table.update().values(person_id=street.street.people["unit"]))
