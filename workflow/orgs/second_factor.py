"""The second thing that proves who logs in: a code that changes every half minute (RFC 6238), or a spare one on paper.

Nothing secret is kept in the database: the key behind the codes is worked out of the office's secret and a nonce that
the account names, and so are the spare codes. Kept is only which of them are used up.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote, urlencode

from sqlalchemy import BigInteger, Connection, ForeignKey, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Record, bare
from workflow.kernel.desk import Office
from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_
from workflow.kernel.subject import Key
from workflow.orgs import attempts
from workflow.orgs.roles import ADMINISTRATORS

STEP, DIGITS, SKEW = 30, 6, 1
"""Seconds a code lives, its length, and how many codes before and after are taken: clocks of phones go wrong."""
SPARES = 8
LIMIT, WINDOW = 5, 15
OF_ADMINISTRATORS, OF_EVERYBODY = "administrators", "everybody"


class CodeUse(Record):
    """What of an account's codes is used up: the newest step whose code was taken, and the spare codes as bits."""

    __tablename__ = "code_uses"

    account_id: Mapped[int] = mapped_column(Key, ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    counter: Mapped[int] = mapped_column(BigInteger)
    spent: Mapped[int]


USES = bare(CodeUse)


class WrongCode(Refusal):
    """Not the code of now, or one that was used already: the sentence is the same."""

    status = 403
    code = "wrong_code"
    message = N_("动态码不正确，或刚才已经用过。请输入手机上最新的 6 位数字；手机不在身边时，可用一个备用码")


def is_due(setting: str, roles: Iterable[str]) -> bool:
    """Whether somebody with these roles must have a second factor where the house says so."""
    return setting == OF_EVERYBODY or (setting == OF_ADMINISTRATORS and not set(ADMINISTRATORS).isdisjoint(roles))


def key_of(office: Office, nonce: str) -> bytes:
    """160 bits, as RFC 4226 section 4 recommends."""
    return hmac.new(office.secret, f"one-time codes\0{nonce}".encode(), hashlib.sha256).digest()[:20]


def address_of(office: Office, nonce: str, account: str) -> str:
    """What the QR for an authenticator app holds."""
    secret = base64.b32encode(key_of(office, nonce)).decode()
    return f"otpauth://totp/{quote(f'Lianxi:{account}')}?{urlencode({'secret': secret, 'issuer': 'Lianxi'})}"


def code_of(key: bytes, counter: int) -> str:
    """The HOTP value of RFC 4226 section 5.3."""
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def spares(office: Office, nonce: str) -> list[str]:
    """Codes for the day the phone is lost, each good once: 50 bits, in two groups of five."""
    told = []
    for n in range(SPARES):
        digest = hmac.new(office.secret, f"spare code\0{nonce}\0{n}".encode(), hashlib.sha256).digest()
        word = base64.b32encode(digest).decode().lower()[:10]
        told.append(f"{word[:5]}-{word[5:]}")
    return told


def fits(office: Office, nonce: str, typed: str) -> bool:
    """Whether a code is one of now, for somebody who is just setting it up."""
    return _step(key_of(office, nonce), _clean(typed), step_of(office.clock()), after=0) is not None


def accept(office: Office, account_id: int, name: str, nonce: str, typed: str) -> None:
    """Take a code once. Tries are counted before anything is compared, as those at passwords are.

    Raises: TooMany, WrongCode.
    """
    attempts.count(office, "code", name, limit=LIMIT, minutes=WINDOW)
    code, now = _clean(typed), step_of(office.clock())
    with office.database.writing() as db:
        mine = select(USES.c.counter, USES.c.spent).where(USES.c.account_id == account_id)
        used = db.execute(mine.with_for_update()).one()
        step = _step(key_of(office, nonce), code, now, after=used.counter)
        spare = _spare(spares(office, nonce), code, used.spent)
        if step is None and spare is None:
            raise WrongCode
        counter = used.counter if step is None else step
        spent = used.spent if spare is None else used.spent | 1 << spare
        db.execute(update(USES).where(USES.c.account_id == account_id).values(counter=counter, spent=spent))
    attempts.clear(office, "code", name)


def begin(db: Connection, account_id: int, counter: int) -> None:
    """No code is used up yet but the one that set it up."""
    db.execute(delete(USES).where(USES.c.account_id == account_id))
    db.execute(insert(USES), {"account_id": account_id, "counter": counter, "spent": 0})


def left(office: Office, account_id: int) -> int:
    """How many spare codes are still good."""
    with office.database.reading() as db:
        spent = db.execute(select(USES.c.spent).where(USES.c.account_id == account_id)).scalar_one_or_none()
    return SPARES - (spent or 0).bit_count()


def _clean(typed: str) -> str:
    return "".join(typed.split()).lower()[:20]


def _step(key: bytes, code: str, now: int, after: int) -> int | None:
    """The step this is the code of; every step is compared, whatever the first says."""
    found = [step for step in range(now - SKEW, now + SKEW + 1) if _same(code_of(key, step), code)]
    return next((step for step in found if step > after), None)


def _spare(good: list[str], code: str, spent: int) -> int | None:
    found = [n for n, one in enumerate(good) if _same(one.replace("-", ""), code.replace("-", ""))]
    return next((n for n in found if not spent >> n & 1), None)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
