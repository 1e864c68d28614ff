"""Accounts, their passwords, sessions kept on the server, and bearer tokens for programs."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, ForeignKey, String, UniqueConstraint, bindparam, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.clock import local
from workflow.kernel.db import Instant, Record, Word, bare, fetch_one, insert_into
from workflow.kernel.desk import Office
from workflow.kernel.errors import NotFound, Refusal
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor
from workflow.kernel.subject import Key
from workflow.orgs import attempts
from workflow.orgs.capacities import capacities
from workflow.orgs.model import Person

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
TOUCH = timedelta(minutes=1)
LIMIT, WINDOW = 5, 15


class Account(Record):
    """A login of a person."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    password: Mapped[str] = mapped_column(String(200))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class Login(Record):
    """A session or a token: what proves who is asking. Only the hash of its secret is kept."""

    __tablename__ = "logins"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    started_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)


class WrongPassword(Refusal):
    """The same sentence for a wrong name and a wrong password."""

    status = 403
    code = "wrong_password"
    message = N_("账号或密码不正确。连续 5 次错误将锁定 15 分钟")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a session or token belongs to, as of now."""

    account: str
    actor: Actor
    proof: str
    to_touch: bool = False
    """Whether `touch` is due; not done while looking up, because the look-up's own read transaction is still open."""


ACCOUNTS, LOGINS, PEOPLE = bare(Account), bare(Login), bare(Person)


@lru_cache(maxsize=1)
def hasher() -> PasswordHasher:
    """argon2id with t=2 and 19 MiB (OWASP's first choice): 25 ms instead of the default's 141 ms."""
    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


@lru_cache(maxsize=1)
def _decoy() -> str:
    return hasher().hash(secrets.token_hex(8))


def _hash(proof: str) -> str:
    return hashlib.sha256(proof.encode()).hexdigest()


def log_in(office: Office, name: str, password: str) -> str:
    """Start a session; the secret to keep in the cookie.

    Raises: WrongPassword, TooMany.
    """
    attempts.count(office, "login", name, limit=LIMIT, minutes=WINDOW)
    with office.database.reading() as db:
        account = fetch_one(db, Account, ACCOUNTS.c.name == name, ACCOUNTS.c.closed_at.is_(None))
    try:
        hasher().verify(account.password if account else _decoy(), password)
    except (VerificationError, InvalidHashError):
        account = None
    if account is None:
        raise WrongPassword
    attempts.clear(office, "login", name)
    return _start(office, account.id, "session", ABSOLUTE)


def new_token(office: Office, name: str, days: int = 30) -> str:
    """A bearer token for programs.

    Raises: NotFound for an unknown account.
    """
    with office.database.reading() as db:
        account = fetch_one(db, Account, ACCOUNTS.c.name == name, ACCOUNTS.c.closed_at.is_(None))
    if account is None:
        raise NotFound(N_("没有名为“%(name)s”的账号"), name=name)
    return _start(office, account.id, "token", timedelta(days=days))


def _start(office: Office, account: int, kind: str, life: timedelta) -> str:
    proof, now = secrets.token_urlsafe(32), office.clock()
    row = {
        "hash": _hash(proof),
        "account_id": account,
        "kind": kind,
        "started_at": now,
        "seen_at": now,
        "ends_at": now + life,
    }
    with office.database.writing() as db:
        db.execute(delete(LOGINS).where(LOGINS.c.ends_at < now))
        db.execute(insert_into(LOGINS), row)
    return proof


@lru_cache(maxsize=1)
def _proved() -> Any:
    """The account behind a proof that has not run out, in one query."""
    return (
        select(ACCOUNTS.c.name, ACCOUNTS.c.person_id, PEOPLE.c.name.label("person"), LOGINS.c.seen_at)
        .join(ACCOUNTS, ACCOUNTS.c.id == LOGINS.c.account_id)
        .join(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id)
        .where(
            LOGINS.c.hash == bindparam("hash"),
            LOGINS.c.kind == bindparam("kind"),
            LOGINS.c.ends_at > bindparam("now"),
            or_(LOGINS.c.kind == "token", LOGINS.c.seen_at > bindparam("idle")),
            ACCOUNTS.c.closed_at.is_(None),
        )
    )


def visitor(office: Office, db: Connection, proof: str, kind: str) -> Visitor | None:
    """Who shows this proof, with the capacities of today; None when it is unknown, idle too long or over."""
    now, hashed = office.clock(), _hash(proof)
    row = db.execute(_proved(), {"hash": hashed, "kind": kind, "now": now, "idle": now - IDLE}).one_or_none()
    if row is None:
        return None
    hats = capacities(db, row.person_id, local(now).date())
    due = kind == "session" and now - row.seen_at > TOUCH
    return Visitor(row.name, Actor(row.person_id, row.person, hats), proof, due) if hats else None


def touch(office: Office, proof: str) -> None:
    """Remember that a session is in use; due at most once a minute."""
    with office.database.writing() as db:
        db.execute(update(LOGINS).where(LOGINS.c.hash == _hash(proof)).values(seen_at=office.clock()))


def log_out(office: Office, proof: str) -> None:
    """End a session on the server: a copied cookie is worth nothing afterwards."""
    with office.database.writing() as db:
        db.execute(delete(LOGINS).where(LOGINS.c.hash == _hash(proof)))
