"""Where a call may go is said by the text of an address and by every address its host has; all else is refused."""

from __future__ import annotations

import threading

import pytest

from tests.matters import Matters
from workflow.kernel.db import Database
from workflow.kernel.errors import BadAnswers
from workflow.kernel.policy import NotPermitted
from workflow.webhooks import Webhook
from workflow.webhooks.addresses import is_public, look_up, place, vet
from workflow.webhooks.steps import MOST

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd12::1", "ff02::1", "fec0::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:db8::1", "2001:0:7f00:1::", "not an address",
]  # fmt: skip


@pytest.fixture
def street(database: Database, peopled: None) -> Matters:
    return Matters(database)


def register(street: Matters, who: str = "system", **more: object) -> Webhook:
    asked = {"name": "区平台", "address": "https://hooks.example.org/in", "nouns": ["issue"]} | more
    with street.office.desk(street.actor(who)) as desk:
        return desk.begin(Webhook, "register", asked)


@pytest.mark.parametrize("address", INSIDE)
def test_an_inner_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "223.5.5.5", "2400:3200::1"])
def test_a_public_one_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example.org/in", "ftp://hooks.example.org", "hooks.example.org", "https://", "https:///in",
        "https://me:hush@hooks.example.org/", "https://@hooks.example.org/", "https://hooks.example.org/#a",
        "https://hooks.example.org:0/", "https://hooks.example.org:99999/", "https://hooks.example.org:x/",
        "https://hooks.example.org\\@10.0.0.1/", "https://[::1/", "https://例子.org/", "https://a b.org/",
        "javascript:alert(1)", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(street: Matters, address: str) -> None:
    assert place(address) is None
    with pytest.raises(BadAnswers) as refused:
        register(street, address=address)
    assert refused.value.fields.keys() == {"address"}


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.8", "[::1]", "[::ffff:10.0.0.1]", "localhost", "LOCALHOST.", "a.localhost", "db",
     "x.internal", "printer.local", "127.1", "2130706433", "0x7f000001", "0x7f.1", "169.254.169.254", "0177.0.0.1"],
)  # fmt: skip
def test_an_inner_host_is_refused_at_registration(street: Matters, host: str) -> None:
    with pytest.raises(BadAnswers) as refused:
        register(street, address=f"https://{host}/in")
    assert "公网" in str(refused.value.fields["address"])


def test_a_name_with_one_inner_address_is_refused_at_registration() -> None:
    with pytest.raises(BadAnswers) as refused:
        vet("https://hooks.example.org/in", lambda host, port: ["93.184.215.14", "10.0.0.1"])
    assert "公网" in str(refused.value.fields["address"])


def test_a_name_nobody_knows_is_refused_at_registration() -> None:
    def looked(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(BadAnswers) as refused:
        vet("https://hooks.example.org/in", looked)
    assert "查不到" in str(refused.value.fields["address"])


def test_a_public_name_passes() -> None:
    vet("https://hooks.example.org/in", lambda host, port: ["93.184.215.14"])


def test_a_look_up_that_lasts_is_given_up() -> None:
    over = threading.Event()
    with pytest.raises(OSError, match="no address"):
        look_up("hooks.example.org", 443, patience=0.05, asked=lambda *asked, **more: over.wait(20) and [])
    over.set()


def test_the_system_is_asked() -> None:
    assert look_up("127.0.0.1", 443) == ["127.0.0.1"]


@pytest.mark.parametrize("who", ["secretary", "street", "street_head", "auditor", "security", "unit"])
def test_only_the_system_administrator_registers(street: Matters, who: str) -> None:
    with pytest.raises(NotPermitted):
        register(street, who)


def test_there_are_not_too_many(street: Matters) -> None:
    made = [register(street) for _ in range(MOST)]
    with pytest.raises(BadAnswers) as refused:
        register(street)
    assert "最多" in str(refused.value.fields["address"])
    street.take("system", made[0], "stop")
    register(street)
