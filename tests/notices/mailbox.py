"""A mail server of the tests' own: it takes mails, refuses them, hangs up, or never answers, as it is told."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message


class Mailbox:
    """Speaks enough SMTP. `mood`: ok, later (451), never (550), hang, drop (hangs up), twice (hangs up afterwards)."""

    def __init__(self) -> None:
        self.mood, self.mails, self.talks = "ok", [], 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.door.getsockname()[1]}"
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
        with guest, guest.makefile("rb") as lines, suppress(OSError, ValueError):
            if self.mood == "drop":
                return
            if self.mood == "hang":
                lines.readline()
                return
            self.say(guest, "220 tests")
            while line := lines.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    if not self.take(guest, lines):
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
