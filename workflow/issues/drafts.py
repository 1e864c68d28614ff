"""What a resident is about to raise, between two pages: sealed, for a day, and readable only with the browser's key.

The database alone opens nothing: the key of each draft is made from the office's secret and from what one browser keeps
for its session. A handle in the address tells two tabs apart and is worth nothing in another browser.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from workflow.issues.model import Draft
from workflow.kernel.db import bare
from workflow.kernel.desk import Office

DRAFTS = bare(Draft)
KEPT, SENT = timedelta(hours=24), timedelta(minutes=15)
"""How long an unsent one can be gone on with; how long the receipt of a sent one can be drawn again."""
NONCE = 12


def load(office: Office, key: str, handle: str) -> dict[str, Any] | None:
    """What was written so far; None where nothing was, where it is over, or where this is another browser."""
    name, secret = _names(office, key, handle)
    with office.database.reading() as db:
        mine = (DRAFTS.c.id == name) & (DRAFTS.c.until > office.clock())
        sealed = db.execute(select(DRAFTS.c.sealed).where(mine)).scalar_one_or_none()
    if sealed is None:
        return None
    try:
        text = AESGCM(secret).decrypt(sealed[:NONCE], sealed[NONCE:], name.encode())
    except InvalidTag:
        return None
    found: dict[str, Any] = json.loads(text)
    return found


def save(office: Office, key: str, handle: str, written: dict[str, Any], kept: timedelta = KEPT) -> None:
    """Keep it in place of what was there."""
    name, secret = _names(office, key, handle)
    nonce = secrets.token_bytes(NONCE)
    text = json.dumps(written, ensure_ascii=False).encode()
    row = {"sealed": nonce + AESGCM(secret).encrypt(nonce, text, name.encode()), "until": office.clock() + kept}
    dialect = sqlite if office.database.is_sqlite else postgresql
    fresh = dialect.insert(DRAFTS).values(id=name, **row)
    with office.database.writing() as db:
        db.execute(fresh.on_conflict_do_update(index_elements=["id"], set_=row))


def drop(office: Office, key: str, handle: str) -> None:
    """Nothing of it is left."""
    name, _secret = _names(office, key, handle)
    with office.database.writing() as db:
        db.execute(delete(DRAFTS).where(DRAFTS.c.id == name))


def forget(office: Office) -> None:
    """Whatever is over goes, whether or not anybody comes again."""
    with office.database.writing() as db:
        db.execute(delete(DRAFTS).where(DRAFTS.c.until <= office.clock()))


def _names(office: Office, key: str, handle: str) -> tuple[str, bytes]:
    """The row's name and the key that opens it: neither tells the other."""
    said = f"{key}\0{handle}".encode()
    name = hmac.new(office.secret, b"draft\0" + said, hashlib.sha256).hexdigest()
    return name, hmac.new(office.secret, b"seal\0" + said, hashlib.sha256).digest()
