"""Accounts, sessions kept on the server, and bearer tokens for programs: what proves who is asking."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    String,
    UniqueConstraint,
    bindparam,
    column,
    delete,
    func,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from workflow.calendar.model import EDITIONS, FIRST
from workflow.kernel import accesses
from workflow.kernel.clock import local
from workflow.kernel.db import Instant, Record, Word, at_most, bare, fetch_one, insert_into
from workflow.kernel.desk import Office
from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor, Capacity
from workflow.kernel.prepared import fetch_rows, fixed
from workflow.kernel.subject import Subject, subject
from workflow.orgs import attempts, devices, passwords, second_factor, sight
from workflow.orgs.capacities import hats_of, worn
from workflow.orgs.flows import OPEN, account_flow
from workflow.orgs.links import hash_of
from workflow.orgs.model import Person
from workflow.orgs.roles import HOLDER

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
TOUCH = timedelta(minutes=1)
LIMIT, WINDOW = 5, 15
FROM_ONE = 60
"""So many wrong passwords from one address, whatever the names: a house of officers behind one stays far below."""
STRANGERS = 500
"""So many failures with names of no account are kept per chain and month: the log is no place to fill the disk."""


@subject
class Account(Subject):
    """A login of a person. It holds no role: rights come from posts and papers."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("state != 'active' OR password != ''", name="active_has_password"),
        CheckConstraint("(state IN ('closed', 'removed')) = (closed_at IS NOT NULL)", name="closed_since"),
    )
    flow = account_flow
    noun = "account"
    seen_by = sight.ACCOUNT

    name: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    password: Mapped[str] = mapped_column(String(200))
    password_at: Mapped[datetime | None] = mapped_column(Instant)
    link: Mapped[str | None] = mapped_column(String(64), index=True)
    """The hash of the one-time link that lets its owner set a password."""
    link_ends_at: Mapped[datetime | None] = mapped_column(Instant)
    codes: Mapped[str | None] = mapped_column(String(32))
    """The nonce behind the owner's one-time codes; None where a password is all."""
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


class CodeNeeded(Refusal):
    """The password is right; the account's one-time code is asked for next."""

    status = 401
    code = "code_needed"
    message = N_("请输入动态码")

    def __init__(self, account: Account) -> None:
        super().__init__()
        self.account = account


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a session or token belongs to, as of now."""

    account: str
    actor: Actor
    proof: str
    account_id: int
    password_at: datetime | None
    edition: str
    has_codes: bool
    """Whether a one-time code is asked for at the login."""
    unread: int = 0
    """Notices that wait to be read, counted up to a hundred."""
    to_touch: bool = False
    """Whether `touch` is due; not done while looking up, because the look-up's own read transaction is still open."""


ACCOUNTS, LOGINS, PEOPLE = bare(Account), bare(Login), bare(Person)
NOTICES = table("notices", column("person_id"), column("read_at"))
"""By name, for the room of the notices stands to the right: every page says in its head how many wait."""
MANY = 100


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody stands who logs in: the address tries are counted by, and the marks the device carries."""

    client: str = ""
    carried: str = ""


NOWHERE = Door()


def log_in(office: Office, name: str, password: str, door: Door = NOWHERE) -> str:
    """Start a session; the secret to keep in the cookie. Names are given in small letters and typed in any.

    Raises: WrongPassword, TooMany; CodeNeeded where the password is right and not enough.
    """
    name = name.strip().casefold()
    mark = devices.known(office, name, door.carried)
    tries = ("login-known", mark) if mark else ("login", name)
    attempts.count(office, *tries, limit=LIMIT, minutes=WINDOW)
    if door.client and not mark:
        attempts.count(office, "login-from", door.client, limit=FROM_ONE, minutes=WINDOW)
    with office.database.reading() as db:
        account = fetch_one(db, Account, ACCOUNTS.c.name == name, ACCOUNTS.c.state == "active")
    if not passwords.matches(account.password if account else "", password) or account is None:
        _note_failure(office, name, account)
        raise WrongPassword
    attempts.clear(office, *tries)
    if door.client and not mark:
        attempts.take_back(office, "login-from", door.client)
    if account.codes:
        raise CodeNeeded(account)
    return _start(office, account, "session", ABSOLUTE)


def log_in_with_code(office: Office, account_id: int, version: int, code: str) -> str:
    """The second half, for whoever showed the password of this account as it then was.

    Raises: WrongPassword where the account has changed since; TooMany, WrongCode.
    """
    with office.database.reading() as db:
        mine = (ACCOUNTS.c.id == account_id) & (ACCOUNTS.c.version == version)
        account = fetch_one(db, Account, mine, ACCOUNTS.c.state == "active")
    if account is None or not account.codes:
        raise WrongPassword
    try:
        second_factor.accept(office, account.id, account.name, account.codes, code)
    except second_factor.WrongCode:
        _note_failure(office, account.name, account, "wrong_code")
        raise
    return _start(office, account, "session", ABSOLUTE)


def _start(office: Office, account: Account, kind: str, life: timedelta) -> str:
    proof, now = secrets.token_urlsafe(32), office.clock()
    with office.database.writing() as db:
        db.execute(delete(LOGINS).where(LOGINS.c.ends_at < now))
        keep(db, account.id, proof, kind, now, life)
        who = visitor(office, db, proof, kind)
        told: dict[str, Any] = {"noun": "account", "id": account.id, "street": account.street_id}
        accesses.note(
            db, who.actor if who else Actor(0, "", ()), "login", at=now, **told, code="in" if who else "no_post"
        )
    return proof


def _note_failure(office: Office, name: str, account: Account | None, why: str = "wrong_password") -> None:
    """Of an account of ours in its own chain; of a name that is none, which is not kept, in one of sixteen, bounded.

    For both the same is asked: how long a refusal takes tells nobody which of them it was.
    """
    nobody, now = Actor(0, "", ()), office.clock()
    chain = f"stranger:{attempts.login_key(office, name)[0]}"
    with office.database.writing() as db:
        street = db.execute(select(func.min(ACCOUNTS.c.street_id))).scalar_one() or 0
        room = accesses.length(db, chain, now) < STRANGERS
        told: dict[str, Any] = {"chain": chain, "street": street, "code": "no_account"}
        if account is not None:
            told = {"id": account.id, "street": account.street_id, "code": why}
        if room or account is not None:
            accesses.note(db, nobody, "login_failed", at=now, noun="account", **told)


def keep(db: Connection, account: int, proof: str, kind: str, now: datetime, life: timedelta) -> None:
    """A session or token from now on; only the hash of its secret stays here."""
    times = {"started_at": now, "seen_at": now, "ends_at": now + life}
    db.execute(insert_into(LOGINS), {"hash": hash_of(proof), "account_id": account, "kind": kind, **times})


@lru_cache(maxsize=1)
def _proved() -> Any:
    """The hats, on a day, of whoever is behind a proof that has not run out: one query for what every request asks."""
    mine = (NOTICES.c.person_id == ACCOUNTS.c.person_id) & NOTICES.c.read_at.is_(None)
    waiting = select(NOTICES.c.person_id).where(mine).correlate(ACCOUNTS).limit(at_most(MANY))
    proof = (
        select(ACCOUNTS.c.name.label("account"), ACCOUNTS.c.person_id, PEOPLE.c.name.label("person"), LOGINS.c.seen_at)
        .add_columns(ACCOUNTS.c.id.label("account_id"), ACCOUNTS.c.password_at, EDITIONS.c.edition)
        .add_columns(ACCOUNTS.c.codes.is_not(None).label("has_codes"))
        .add_columns(select(func.count()).select_from(waiting.subquery()).scalar_subquery().label("unread"))
        .join(ACCOUNTS, ACCOUNTS.c.id == LOGINS.c.account_id)
        .join(PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id)
        .join(EDITIONS, EDITIONS.c.street_id == ACCOUNTS.c.street_id, isouter=True)
        .where(
            LOGINS.c.hash == bindparam("hash"),
            LOGINS.c.kind == bindparam("proof_kind"),
            LOGINS.c.ends_at > bindparam("now"),
            or_(LOGINS.c.kind == "token", (LOGINS.c.seen_at > bindparam("idle")) & (ACCOUNTS.c.state == "active")),
            ACCOUNTS.c.state.in_(fixed(OPEN.split())),
        )
    ).cte("proof")
    return hats_of(proof.c.person_id, *proof.c)


def visitor(office: Office, db: Connection, proof: str, kind: str) -> Visitor | None:
    """Who shows this proof, with the capacities of today; None when it is unknown, idle too long or over."""
    now = office.clock()
    asked = {"hash": hash_of(proof), "proof_kind": kind, "now": now, "idle": now - IDLE, "day": local(now).date()}
    hats = fetch_rows(db, _proved(), asked)
    if not hats:
        return None
    one = hats[0]
    who = Actor(one.person_id, one.person, worn(hats))
    to_touch, edition = now - one.seen_at > TOUCH, one.edition or FIRST
    return Visitor(
        one.account, who, proof, one.account_id, one.password_at, edition, bool(one.has_codes), one.unread, to_touch
    )


def holder(account_id: int, actor: Actor) -> Actor:
    """The same person before the own account, and before nothing else."""
    return Actor(actor.id, actor.name, (Capacity(HOLDER, account_id, actor.street),))


def touch(office: Office, proof: str) -> None:
    """Remember that a session or a token is in use; due at most once a minute."""
    with office.database.writing() as db:
        db.execute(update(LOGINS).where(LOGINS.c.hash == hash_of(proof)).values(seen_at=office.clock()))


def log_out(office: Office, proof: str) -> None:
    """End a session on the server: a copied cookie is worth nothing afterwards."""
    with office.database.writing() as db:
        db.execute(delete(LOGINS).where(LOGINS.c.hash == hash_of(proof)))
