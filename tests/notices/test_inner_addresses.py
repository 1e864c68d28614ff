"""A webhook is called on the public network alone, under its own name, however the name is answered."""

from __future__ import annotations

import pytest

from tests.notices.conftest import Telling
from tests.notices.hooks import registered, told
from tests.notices.test_mail import deliver, rows, states
from workflow.kernel.settings import read_settings
from workflow.notices.posting import Poster
from workflow.notices.sending import Transport, transport
from workflow.webhooks.addresses import is_public


def test_a_name_that_leads_inside_later_is_not_called(street: Telling, receiver, webhook) -> None:
    answers = iter([["127.0.0.1"], ["93.184.215.14", "10.0.0.7"], ["::ffff:127.0.0.1"]])
    poster = receiver.poster(looked=lambda host, port: next(answers), admits=is_public)
    street.register()
    street.tell()
    for _ in range(3):
        deliver(street, Transport(post=poster))
        assert rows(street)[0].error == "not_public"
        street.watch.forward(hours=1)
    assert receiver.talks == 0


def test_the_test_of_inner_addresses_can_fail(street: Telling, receiver, webhook) -> None:
    """The planted fault: where every address is admitted, the inner one is called."""
    street.register()
    told(street, Transport(post=receiver.poster(looked=lambda host, port: ["127.0.0.1"])))
    assert receiver.talks == 1


def test_the_name_is_asked_once_for_each_call(street: Telling, receiver, webhook) -> None:
    asked = []

    def looked(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    street.register()
    told(street, Transport(post=receiver.poster(looked=looked)))
    assert (asked, states(street)) == (["hooks.example.org"], ["sent"])


def test_a_name_nobody_knows_is_tried_again(street: Telling, receiver, webhook) -> None:
    def looked(host: str, port: int) -> list[str]:
        raise OSError

    street.register()
    told(street, Transport(post=receiver.poster(looked=looked)))
    assert (states(street), rows(street)[0].error) == (["waiting"], "unknown_host")


def test_a_certificate_for_another_name_is_refused(street: Telling, receiver, way) -> None:
    registered(street, receiver, address=f"https://other.example.org:{receiver.port}/in")
    street.register()
    told(street, way)
    assert (receiver.calls, rows(street)[0].error) == ([], "certificate")


def test_a_certificate_nobody_vouches_for_is_refused(street: Telling, receiver, webhook) -> None:
    street.register()
    told(street, Transport(post=receiver.poster(trust=None)))
    assert (receiver.calls, rows(street)[0].error) == ([], "certificate")


def test_the_way_that_the_settings_name_admits_the_public_network_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXI_SITE_URL", "https://lianxi.example.org")
    post = transport(read_settings()).post
    assert isinstance(post, Poster)
    assert post.admits is is_public
