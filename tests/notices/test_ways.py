"""The ways out of the house are named by settings; what is half named is refused in a sentence, secrets untold."""

from __future__ import annotations

import pytest

from workflow.kernel.settings import BadSettings, read_settings
from workflow.notices.failing import Failed
from workflow.notices.sending import MailServer, is_here, transport

WHOLE = {"LIANXI_SMTP_URL": "smtps://me:hush%40@mail.example.org", "LIANXI_MAIL_FROM": "lianxi@example.org"}


@pytest.fixture(autouse=True)
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**WHOLE, "LIANXI_SITE_URL": "https://lianxi.example.org/"}.items():
        monkeypatch.setenv(name, value)


def test_a_server_is_named_by_its_url() -> None:
    way = transport(read_settings())
    assert isinstance(way.mail, MailServer)
    assert (way.mail.host, way.mail.port, way.mail.user, way.mail.password) == ("mail.example.org", 465, "me", "hush@")
    assert (way.site, way.sender, way.mail.encrypted) == ("https://lianxi.example.org", "lianxi@example.org", True)


def test_without_it_nothing_is_mailed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIANXI_SMTP_URL")
    assert transport(read_settings()).mail is None


@pytest.mark.parametrize("name", ["LIANXI_MAIL_FROM", "LIANXI_SITE_URL"])
def test_half_of_it_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(BadSettings, match="发邮件还要设") as refused:
        read_settings()
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp:///x"])
def test_what_is_no_server_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("LIANXI_SMTP_URL", url)
    with pytest.raises(BadSettings, match="LIANXI_SMTP_URL"):
        read_settings()


def test_a_password_is_not_told_by_the_settings() -> None:
    assert "hush" not in repr(read_settings())


def test_a_server_elsewhere_must_encrypt() -> None:
    class Plain:
        def ehlo_or_helo_if_needed(self) -> None: ...

        def has_extn(self, name: str) -> bool:
            return False

    with pytest.raises(Failed, match="unencrypted"):
        MailServer("smtp://mail.example.org", "a@b.org")._greet(Plain(), None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "here"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("10.0.0.1", False)]
)
def test_only_this_machine_is_spoken_to_in_the_clear(host: str, here: bool) -> None:
    assert is_here(host) == here
