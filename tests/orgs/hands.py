"""Hands for tests about people: begin and take steps by account name, by the operator, or by an account's owner."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

import pytest

from tests.matters import Matters
from workflow.kernel.clock import local
from workflow.kernel.db import fetch_one
from workflow.kernel.errors import BadAnswers
from workflow.kernel.policy import Actor
from workflow.orgs import accounts
from workflow.orgs.accounts import ACCOUNTS, Account
from workflow.orgs.entering import operator


def by(matters: Matters, who: str | Actor) -> Actor:
    return operator() if who == "operator" else matters.actor(who)


def begin(matters: Matters, who: str | Actor, model: Any, step: str, **answers: Any) -> Any:
    with matters.office.desk(by(matters, who)) as desk:
        return desk.begin(model, step, answers)


def take(matters: Matters, who: str | Actor, subject: Any, step: str, **answers: Any) -> Any:
    with matters.office.desk(by(matters, who)) as desk:
        return desk.take(type(subject), subject.id, step, answers)


def account(matters: Matters, name: str) -> Account:
    with matters.office.database.reading() as db:
        found = fetch_one(db, Account, ACCOUNTS.c.name == name)
    assert found
    return found


def owner(matters: Matters, name: str) -> Actor:
    return accounts.holder(account(matters, name).id, matters.actor(name))


def today(matters: Matters) -> Any:
    return local(matters.watch.now).date()


@contextmanager
def refused(field: str, words: str = ""):
    """The form comes back with a sentence beside this field."""
    with pytest.raises(BadAnswers) as caught:
        yield
    assert field in caught.value.fields, caught.value.fields
    assert words in str(caught.value.fields[field])
