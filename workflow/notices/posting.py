"""A call to a webhook: by TLS to an address just found to be public, and nowhere else, whatever is answered."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable

from workflow.notices.failing import Failed, ended_after
from workflow.webhooks.addresses import LookUp, Place, is_public, look_up, place

PATIENCE, DEADLINE = 5.0, 10.0
"""Seconds for the connection and for each answer; for all of it."""
AGENT = "Lianxi-Webhook/1"


class Pinned(http.client.HTTPSConnection):
    """A connection to one address of a host: asking for the name again could lead elsewhere."""

    def __init__(self, there: Place, address: str, patience: float, context: ssl.SSLContext) -> None:
        super().__init__(there.host, there.port, timeout=patience, context=context)
        self.address, self.there, self.trust = address, there, context

    def connect(self) -> None:
        """The name is only what the certificate must be for."""
        raw = socket.create_connection((self.address, self.there.port), self.timeout)
        self.sock = raw
        self.sock = self.trust.wrap_socket(raw, server_hostname=self.there.host, do_handshake_on_connect=False)
        self.sock.do_handshake()


class Poster:
    """The way out for webhooks. What may be reached is said by the code alone, by no setting; tests say otherwise."""

    def __init__(
        self, looked: LookUp = look_up, admits: Callable[[str], bool] = is_public,
        trust: ssl.SSLContext | None = None, patience: float = PATIENCE, deadline: float = DEADLINE,
    ) -> None:  # fmt: skip
        self.looked, self.admits, self.trust = looked, admits, trust or ssl.create_default_context()
        self.patience, self.deadline = patience, deadline

    def __call__(self, address: str, body: bytes, headers: dict[str, str]) -> None:
        """Raises: Failed."""
        ends = time.monotonic() + self.deadline
        there = place(address)
        if there is None:
            raise Failed("address", final=True)
        pinned = self._public(there)
        told = {"Content-Type": "application/json", "User-Agent": AGENT, "Connection": "close", **headers}
        talk = Pinned(there, pinned, self.patience, self.trust)
        try:
            with ended_after(max(0.0, ends - time.monotonic()), talk):
                talk.request("POST", there.path, body, told)
                status = talk.getresponse().status  # nothing else of the answer is read
        except ssl.SSLCertVerificationError:
            raise Failed("certificate", all_alike=True) from None
        except (http.client.HTTPException, OSError, ValueError):
            raise Failed("no_answer", all_alike=True) from None
        judge(status)

    def _public(self, there: Place) -> str:
        """The one address it is sent to; where any of them is not public, none is trusted."""
        try:
            found = self.looked(there.host, there.port)
        except OSError:
            raise Failed("unknown_host", all_alike=True) from None
        if not found or not all(map(self.admits, found)):
            raise Failed("not_public", all_alike=True)
        return found[0]


def judge(status: int) -> None:
    """What a receiver's answer means: 2xx taken; 410 never again; anything else, later.

    Raises: Failed.
    """
    if status == http.client.GONE:
        raise Failed("gone", final=True)
    if 300 <= status < 400:
        raise Failed("redirected", all_alike=True)
    if not 200 <= status < 300:
        raise Failed("answered", all_alike=status >= 500 or status == http.client.TOO_MANY_REQUESTS)
