"""A receiver of calls of the tests' own, behind TLS: it takes them, fails, hangs, answers late or sends elsewhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.notices.posting import Poster

HOST = "hooks.example.org"
CERTIFICATE = Path(__file__).with_name("receiver.pem")
"""For that name, signed by itself, known to nobody but these tests; with its key."""


@dataclass
class Call:
    """One call as it came."""

    first: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    def signed_with(self, secret: str) -> bool:
        """As any receiver would check it, without a line of ours."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return self.headers["webhook-signature"] == f"v1,{mac}"


class Receiver:
    """`mood`: ok, a status such as 500, drop (hangs up), hang (takes it, never answers), drip, greet (no handshake)."""

    def __init__(self) -> None:
        self.mood, self.calls, self.talks = "ok", [], 0
        self.told: Callable[[Call], str] | None = None
        """Where set, what to do with each call."""
        self.over = threading.Event()
        self.trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.trust.load_cert_chain(CERTIFICATE)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.url = f"https://{HOST}:{self.port}/in?of=lianxi"
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self.door.close()

    def poster(self, **more: Any) -> Poster:
        """The only way to it: a loopback address is admitted by whoever calls, by no setting."""
        chosen = {"looked": lambda host, port: ["127.0.0.1"], "admits": lambda address: True, "trust": self.known()}
        return Poster(**{**chosen, "patience": 10, "deadline": 20, **more})  # type: ignore[arg-type]

    def known(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(CERTIFICATE))

    def serve(self) -> None:
        while True:
            try:
                guest, _address = self.door.accept()
            except OSError:
                return
            self.talks += 1
            threading.Thread(target=self.talk, args=(guest,), daemon=True).start()

    def talk(self, guest: socket.socket) -> None:
        with guest, suppress(OSError, ValueError):
            if self.mood == "greet":
                self.over.wait(20)
                return
            with self.trust.wrap_socket(guest, server_side=True) as safe, safe.makefile("rb") as lines:
                call = read(lines)
                mood = self.told(call) if self.told else self.mood
                if mood != "drop":
                    self.calls.append(call)
                    self.answer(safe, mood)

    def answer(self, safe: ssl.SSLSocket, mood: str) -> None:
        if mood == "hang":
            self.over.wait(20)
        elif mood == "drip":
            for letter in b"HTTP/1.1 200 " + b"O" * 400:
                safe.sendall(bytes([letter]))
                if self.over.wait(0.1):
                    return
        else:
            status = "204 taken" if mood == "ok" else f"{mood} so"
            moved = f"Location: https://{HOST}:{self.port}/elsewhere\r\n" if mood.startswith("3") else ""
            safe.sendall(f"HTTP/1.1 {status}\r\n{moved}Content-Length: 0\r\n\r\n".encode())


def read(lines: Any) -> Call:
    first, headers = lines.readline().decode().strip(), {}
    while line := lines.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Call(first, headers, lines.read(int(headers.get("content-length", 0))))
