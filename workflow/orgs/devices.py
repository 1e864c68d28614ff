"""A device on which somebody logged in before is known to their account: guesses from elsewhere keep nobody out of it.

The mark is random, and signed for one account; nothing is kept here, and nobody can read from it whose it is.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest

from workflow.kernel.desk import Office
from workflow.orgs.attempts import key_of

BETWEEN, WITHIN = "~", "."
MOST = 6
"""So many accounts are remembered on one device, such as the one at a counter; then the oldest is forgotten."""


def known(office: Office, account: str, carried: str) -> str:
    """The mark this account gave to the device that carries these; empty where it gave none."""
    for mark in carried.split(BETWEEN)[:MOST]:
        lot, _, signed = mark.partition(WITHIN)
        if lot and compare_digest(signed.encode(), _signature(office, account, lot).encode()):
            return mark
    return ""


def remember(office: Office, account: str, carried: str) -> str:
    """What the device carries from now on: a new mark of this account before those of others."""
    mine, lot = known(office, account, carried), secrets.token_hex(8)
    others = [mark for mark in carried.split(BETWEEN) if mark and mark != mine]
    return BETWEEN.join([f"{lot}{WITHIN}{_signature(office, account, lot)}", *others][:MOST])


def _signature(office: Office, account: str, lot: str) -> str:
    return key_of(office, "device-of", f"{account}\0{lot}")[:32]
