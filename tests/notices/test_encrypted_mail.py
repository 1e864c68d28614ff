"""Mail goes out encrypted, by STARTTLS or from the first byte, to the server it is meant for and to no other."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.notices.mailbox import Mailbox
from workflow.notices.failing import Failed
from workflow.notices.sending import MailServer

AT_ONCE = pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "smtps"])


def certificate(folder: Path, name: str) -> Path:
    """For that name, signed by itself, with its key."""
    key, who = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    made = made.not_valid_after(now + timedelta(days=2))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    path = folder / f"{name}.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    return path


class Boxes:
    """Mail servers with a certificate for a name."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.opened = folder, list[Mailbox]()

    def open(self, *, at_once: bool, name: str = "localhost") -> Mailbox:
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(certificate(self.folder, name))
        self.opened.append(Mailbox(trust, at_once=at_once))
        return self.opened[-1]


@pytest.fixture
def boxes(tmp_path: Path) -> Iterator[Boxes]:
    made = Boxes(tmp_path)
    yield made
    for box in made.opened:
        box.close()


def trusted(monkeypatch: pytest.MonkeyPatch, boxes: Boxes, name: str = "localhost") -> None:
    """This machine knows the certificate, as an administrator would see to it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(boxes.folder / f"{name}.pem"))


def send(box: Mailbox) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "lianxi@example.org", "you@example.org", "A1-26-0007"
    message.set_content("https://lianxi.example.org/issues/7")
    MailServer(box.url, "lianxi@example.org", patience=2, deadline=5)(message)


@AT_ONCE
def test_a_mail_goes_out_encrypted(monkeypatch: pytest.MonkeyPatch, boxes: Boxes, at_once: bool) -> None:
    box = boxes.open(at_once=at_once)
    trusted(monkeypatch, boxes)
    send(box)
    assert (box.safe, [mail["Subject"] for mail in box.mails]) == (1, ["A1-26-0007"])


@AT_ONCE
def test_a_server_nobody_vouches_for_gets_nothing(boxes: Boxes, at_once: bool) -> None:
    box = boxes.open(at_once=at_once)
    with pytest.raises(Failed, match="unreachable") as failure:
        send(box)
    assert (failure.value.all_alike, failure.value.final, box.mails) == (True, False, [])


@AT_ONCE
def test_a_server_with_another_name_gets_nothing(monkeypatch: pytest.MonkeyPatch, boxes: Boxes, at_once: bool) -> None:
    box = boxes.open(at_once=at_once, name="mail.example.org")
    trusted(monkeypatch, boxes, "mail.example.org")
    with pytest.raises(Failed, match="unreachable"):
        send(box)
    assert box.mails == []
