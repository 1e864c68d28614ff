"""How things leave the house: a mail server that may fail, hang or answer late, and what its answers mean for us."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from workflow.kernel.settings import Settings
from workflow.notices.failing import DEADLINE, PATIENCE, Failed, ended_after
from workflow.notices.posting import Poster


class Mail(Protocol):
    """Whatever takes a mail to whom it names, or raises Failed."""

    def __call__(self, message: EmailMessage) -> None: ...


class Post(Protocol):
    """Whatever takes a call to an address, or raises Failed."""

    def __call__(self, address: str, body: bytes, headers: dict[str, str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Transport:
    """The ways out of the house; a way that is not configured is None."""

    site: str = ""
    """Links begin with it."""
    sender: str = ""
    mail: Mail | None = None
    post: Post | None = None


def transport(settings: Settings) -> Transport:
    """The ways out that the settings name; a call to a webhook needs no server of ours."""
    url = settings.smtp_url.get_secret_value()
    mail = MailServer(url, settings.mail_from) if url else None
    return Transport(settings.site_url, settings.mail_from, mail, Poster())


class MailServer:
    """One talk for each mail: encrypted, unless the server is this very machine."""

    def __init__(self, url: str, sender: str, patience: float = PATIENCE, deadline: float = DEADLINE) -> None:
        told = urlsplit(url)
        self.host, self.encrypted = told.hostname or "", told.scheme == "smtps"
        self.port = told.port or (465 if self.encrypted else 587)
        self.user, self.password = unquote(told.username or ""), unquote(told.password or "")
        self.sender, self.patience, self.deadline = sender, patience, deadline

    def __call__(self, message: EmailMessage) -> None:
        """Raises: Failed."""
        try:
            with self._talk() as server:
                server.send_message(message, self.sender)
        except smtplib.SMTPRecipientsRefused as error:
            code = next((answer[0] for answer in error.recipients.values()), 550)
            raise Failed("refused", final=code >= 500) from None
        except smtplib.SMTPAuthenticationError:
            raise Failed("login", all_alike=True) from None
        except smtplib.SMTPDataError as error:
            raise Failed("refused", final=error.smtp_code >= 500) from None
        except (smtplib.SMTPException, OSError):
            raise Failed("unreachable", all_alike=True) from None

    @contextmanager
    def _talk(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        server: smtplib.SMTP = (
            smtplib.SMTP_SSL(timeout=self.patience, context=context)
            if self.encrypted
            else smtplib.SMTP(timeout=self.patience)
        )
        with ended_after(self.deadline, server):
            server._host = self.host  # type: ignore[attr-defined]  # what `starttls` checks the certificate against
            server.connect(self.host, self.port)
            self._greet(server, context)
            yield server
            server.quit()

    def _greet(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo_or_helo_if_needed()
        if not self.encrypted and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif not self.encrypted and not is_here(self.host):
            raise Failed("unencrypted", all_alike=True)
        if self.user:
            server.login(self.user, self.password)


def is_here(host: str) -> bool:
    """Whether a name is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
