"""How somebody comes to an account of their own: by a one-time link, and later by changing the password."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from workflow.kernel import accesses
from workflow.kernel.db import fetch_one
from workflow.kernel.desk import Desk, Office
from workflow.kernel.errors import BadAnswers, NotFound
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Actor, Capacity
from workflow.orgs import attempts, passwords, second_factor
from workflow.orgs.accounts import ACCOUNTS, LIMIT, PEOPLE, WINDOW, Account, Visitor
from workflow.orgs.links import LinkOver, hash_of, token_of
from workflow.orgs.model import Person
from workflow.orgs.passwords import Profile
from workflow.orgs.roles import HOLDER, OPERATOR


def operator(street: int = 1) -> Actor:
    """Whoever runs `lianxi` on the server; history calls them so."""
    return Actor(0, "", (Capacity(OPERATOR, 0, street),))


def invited(office: Office, db: Connection, link: str) -> tuple[Account, Actor]:
    """The account a one-time link belongs to, and its owner before it.

    Raises: LinkOver, alike for a link that was used, replaced, is too old or was never ours.
    """
    mine = (ACCOUNTS.c.link == hash_of(link)) & (ACCOUNTS.c.state == "invited")
    account = fetch_one(db, Account, mine, ACCOUNTS.c.link_ends_at > office.clock())
    if account is None:
        raise LinkOver
    person = fetch_one(db, Person, PEOPLE.c.id == account.person_id)
    assert person is not None
    return account, Actor(person.id, person.name, (Capacity(HOLDER, account.id, account.street_id),))


def accept(desk: Desk, account: Account, password: str, again: str, profile: Profile) -> Account:
    """Set the first password. Hashing takes long, so it is done before the desk opens.

    Raises: BadAnswers; Stale or NotLegal where the link did its work meanwhile.
    """
    hashed = _hashed(password, again, profile, account.name)
    with desk as open_desk:
        return open_desk.take(Account, account.id, "accept", {"password": hashed}, version=account.version)


def change(desk: Desk, visitor: Visitor, old: str, password: str, again: str, profile: Profile) -> Account:
    """A new password in the place of the old one, which is guessed at no more often than at the login.

    Raises: TooMany, BadAnswers.
    """
    office, account = desk.office, visitor.account
    attempts.count(office, "password", account, limit=LIMIT, minutes=WINDOW)
    with office.database.reading() as db:
        kept = fetch_one(db, Account, ACCOUNTS.c.id == visitor.account_id)
    if not passwords.matches(kept.password if kept else "", old):
        _note_wrong(desk.office, visitor, "change_password", "wrong_password", desk.request)
        raise BadAnswers({"old": Sentence(N_("现在的密码不正确"))})
    attempts.clear(office, "password", account)  # a new one that is too short is no guess at the old
    if old == password:
        raise BadAnswers({"password": Sentence(N_("新密码不能与现在的相同"))})
    answers = {"password": _hashed(password, again, profile, account), "here": hash_of(visitor.proof)}
    with desk as open_desk:
        return open_desk.take(Account, visitor.account_id, "change_password", answers)


def show_code(office: Office, visitor: Visitor, code: str, request: str = "") -> None:
    """Take a one-time code from whoever is logged in, before the codes are given up.

    Raises: TooMany, WrongCode.
    """
    with office.database.reading() as db:
        account = fetch_one(db, Account, ACCOUNTS.c.id == visitor.account_id)
    assert account is not None
    try:
        second_factor.accept(office, account.id, account.name, account.codes or "", code)
    except second_factor.WrongCode:
        _note_wrong(office, visitor, "drop_codes", "wrong_code", request)
        raise


def _note_wrong(office: Office, visitor: Visitor, step: str, why: str, request: str) -> None:
    """Somebody at an open session guesses at what only its owner knows; what was typed is not kept."""
    told: dict[str, Any] = {"noun": Account.noun, "id": visitor.account_id, "request": request}
    accesses.note_alone(office, visitor.actor, "refusal", **told, step=step, code=why)


def _hashed(password: str, again: str, profile: Profile, account: str) -> str:
    passwords.require(profile, password, account)
    if password != again:
        raise BadAnswers({"again": Sentence(N_("两次输入的密码不一样"))})
    return passwords.hasher().hash(password)


def new_token(office: Office, name: str, days: int = 30) -> str:
    """A bearer token for programs, issued on the server; history names the operator.

    Raises: NotFound for an unknown account.
    """
    with office.database.reading() as db:
        account = named(db, name)
    with office.desk(operator(account.street_id)) as desk:
        desk.take(Account, account.id, "issue_token", {"days": days})
    return token_of(office, desk)


def named(db: Connection, name: str) -> Account:
    """Raises: NotFound, with the name."""
    account = fetch_one(db, Account, ACCOUNTS.c.name == name, ACCOUNTS.c.state != "removed")
    if account is None:
        raise NotFound(N_("没有名为“%(name)s”的账号"), name=name)
    return account
