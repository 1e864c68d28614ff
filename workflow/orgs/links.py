"""Secrets that are shown once and kept only as a hash: one-time links of new accounts, and bearer tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk, Office

LIFE = timedelta(hours=72)


class LinkOver(Refusal):
    """The link was used, replaced, is too old or was never ours: one answer for all of them."""

    status = 410
    code = "link_over"
    message = N_("这个链接无效：可能已经用过、已过期或已被新的链接代替。请向系统管理员要一个新的链接")


def drawn(office: Office, kind: str, nonce: str) -> str:
    """The secret that belongs to a nonce: a repeated request is answered with the same one, which is kept nowhere."""
    mac = hmac.new(office.secret, f"{kind}\0{nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def hash_of(proof: str) -> str:
    """What the database keeps of a secret of 256 random bits."""
    return hashlib.sha256(proof.encode()).hexdigest()


def link_of(office: Office, desk: Desk) -> str | None:
    """The one-time link a step just drew, to be shown once; None where it drew none."""
    nonce = desk.result.get("link")
    return drawn(office, "link", nonce) if nonce else None


def token_of(office: Office, desk: Desk) -> str:
    """The bearer token a step just issued, to be shown once."""
    return drawn(office, "token", desk.result["token"])
