"""Signatures by which a receiver knows that a call is ours and fresh (the scheme of Standard Webhooks, `v1`)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from workflow.kernel.desk import Office

SIGNS = "whsec_"
"""How a secret begins, so that whoever finds one somewhere knows what it is."""


def key_of(office: Office, webhook: Any) -> bytes:
    """The key of a webhook, worked out from the office's secret: a copy of the database holds none."""
    said = f"webhook\0{webhook.id}\0{webhook.edition}"
    return hmac.new(office.secret, said.encode(), hashlib.sha256).digest()


def secret_of(office: Office, webhook: Any) -> str:
    """The same, as it is handed to whoever runs the receiver."""
    return SIGNS + base64.b64encode(key_of(office, webhook)).decode()


def signed(key: bytes, id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of one try: the id stays the same on repeats, the time is that of the try."""
    at = str(int(now.timestamp()))
    mac = hmac.new(key, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return {"Webhook-Id": id, "Webhook-Timestamp": at, "Webhook-Signature": signature}
