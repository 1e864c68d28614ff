"""A mail server of the tests' own: it takes mails, refuses them, hangs up, or never answers, as it is told."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message


class Mailbox:
    """Speaks enough SMTP. `mood`: ok, later (451), never (550), hang, drop (hangs up), twice (hangs up afterwards).

    With `trust` it encrypts: from the first byte where `at_once`, else when asked to.
    """

    def __init__(self, trust: ssl.SSLContext | None = None, *, at_once: bool = False) -> None:
        self.mood, self.mails, self.talks, self.safe = "ok", [], 0, 0
        self.trust, self.at_once = trust, at_once
        self.door = socket.create_server(("127.0.0.1", 0))
        scheme, host = "smtps" if at_once else "smtp", "localhost" if trust else "127.0.0.1"
        self.url = f"{scheme}://{host}:{self.door.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self) -> None:
        self.door.close()

    def serve(self) -> None:
        while True:
            try:
                guest, _address = self.door.accept()
            except OSError:
                return
            self.talks += 1
            threading.Thread(target=self.talk, args=(guest,), daemon=True).start()

    def talk(self, guest: socket.socket) -> None:
        with suppress(OSError):
            self.speak(self.wrapped(guest) if self.at_once else guest)

    def wrapped(self, guest: socket.socket) -> socket.socket:
        """The same talk, encrypted."""
        assert self.trust is not None
        safe = self.trust.wrap_socket(guest, server_side=True)
        self.safe += 1
        return safe

    def speak(self, guest: socket.socket, *, greets: bool = True) -> None:
        with guest, guest.makefile("rb") as lines, suppress(OSError, ValueError):
            if self.mood == "drop":
                return
            if self.mood == "hang":
                lines.readline()
                return
            if greets:
                self.say(guest, "220 tests")
            while line := lines.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    if not self.take(guest, lines):
                        return
                elif word == b"EHLO" and self.trust and not isinstance(guest, ssl.SSLSocket):
                    self.say(guest, "250-tests\r\n250 STARTTLS")
                elif word == b"STAR":
                    self.say(guest, "220 go on")
                    self.speak(self.wrapped(guest), greets=False)
                    return
                elif word == b"RCPT" and self.mood in ("later", "never"):
                    self.say(guest, "451 busy" if self.mood == "later" else "550 nobody here")
                else:
                    self.say(guest, "221 bye" if word == b"QUIT" else "250 ok")

    def take(self, guest: socket.socket, lines) -> bool:
        self.say(guest, "354 go on")
        whole = b""
        while (line := lines.readline()) not in (b".\r\n", b""):
            whole += line
        self.mails.append(message_from_bytes(whole))
        if self.mood == "twice":
            return False
        self.say(guest, "250 taken")
        return True

    def say(self, guest: socket.socket, words: str) -> None:
        guest.sendall(words.encode() + b"\r\n")


def subject(mail: Message) -> str:
    return str(make_header(decode_header(mail["Subject"])))


def body(mail: Message) -> str:
    raw = mail.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode()
