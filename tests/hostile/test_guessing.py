"""Guesses at a password are counted before it is looked at, by account and by address; no owner is kept out by them."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event, update

from tests.orgs.hands import account, begin, take
from tests.site import Browser, Site
from tests.street import PASSWORD
from workflow.kernel.db import Database
from workflow.orgs import passwords
from workflow.orgs.accounts import FROM_ONE, LIMIT, Account
from workflow.orgs.attempts import TRIES
from workflow.privacy.upkeep import daily

WRONG, LOCKED, IN = 403, 429, 303
CROWD = 400


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every time a password was really looked at."""
    seen: list[str] = []
    real = passwords.matches

    def matches(kept: str, password: str) -> bool:
        seen.append(password)
        return real(kept, password)

    monkeypatch.setattr(passwords, "matches", matches)
    return seen


def guess(site: Site, name: str, client: str = "10.0.0.1", typed: str = "x", browser: Browser | None = None) -> int:
    browser = browser or site.browser()
    browser.get("/login")
    data = {"csrf_token": browser.token(), "name": name, "password": typed}
    return browser.client.post("/login", data=data, environ_base={"REMOTE_ADDR": client}).status_code


def been_here(site: Site, name: str) -> Browser:
    """The device of somebody who logged in and out."""
    browser = site.browser(name)
    browser.get("/today")
    assert browser.post("/logout").status_code == IN
    return browser


def all_at_once(guesses: list[Callable[[], int]]) -> Counter[int]:
    told: list[int] = []
    crowd = [threading.Thread(target=lambda one=one: told.append(one())) for one in guesses]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return Counter(told)


@pytest.mark.slow
def test_four_hundred_guesses_at_once_at_one_account_are_looked_at_five_times(site: Site, looked: list[str]) -> None:
    """From as many addresses: a crowd is no way around the lock."""
    names = [lambda n=n: guess(site, "secretary", f"10.1.{n >> 8}.{n & 255}") for n in range(CROWD)]
    assert all_at_once(names) == {WRONG: LIMIT, LOCKED: CROWD - LIMIT}
    assert len(looked) == LIMIT


@pytest.mark.slow
def test_four_hundred_names_at_once_from_one_address_are_looked_at_sixty_times(site: Site, looked: list[str]) -> None:
    """One common password tried at every account."""
    assert all_at_once([lambda n=n: guess(site, f"name{n}") for n in range(CROWD)]) == {
        WRONG: FROM_ONE,
        LOCKED: CROWD - FROM_ONE,
    }
    assert len(looked) == FROM_ONE
    assert guess(site, "secretary", "10.0.0.2", PASSWORD) == IN


def test_from_one_address_only_so_many_names_are_tried(site: Site, looked: list[str]) -> None:
    guess(site, "nobody0")
    with site.office.database.writing() as db:
        db.execute(update(TRIES).values(n=FROM_ONE - 1))
    told = [guess(site, f"nobody{n}") for n in range(1, 4)]
    assert told == [WRONG, LOCKED, LOCKED]
    assert len(looked) == 2
    assert guess(site, "secretary", "10.0.0.2", PASSWORD) == IN
    site.watch.forward(minutes=16)
    assert guess(site, "secretary", typed=PASSWORD) == IN


@pytest.mark.slow
def test_right_passwords_from_one_house_count_for_nothing(site: Site) -> None:
    """Two hundred officers behind one address log in every morning."""
    for _ in range(FROM_ONE + 5):
        assert guess(site, "secretary", typed=PASSWORD) == IN


def test_who_was_here_before_is_kept_out_by_no_guesser(site: Site, looked: list[str]) -> None:
    """Somebody who guesses all day locks the door from elsewhere, and not the owner's own device."""
    own = been_here(site, "secretary")
    for _day in range(3):
        for n in range(LIMIT + 2):
            guess(site, "secretary", f"10.0.1.{n}")
        assert guess(site, "secretary", "10.0.2.1", PASSWORD) == LOCKED
        assert guess(site, "secretary", "10.0.0.1", PASSWORD, own) == IN
        own.get("/today")
        own.post("/logout")
        site.watch.forward(minutes=10)


def test_a_known_device_guesses_no_more_often_than_others(site: Site, looked: list[str]) -> None:
    own = been_here(site, "secretary")
    looked.clear()
    assert [guess(site, "secretary", browser=own) for _ in range(7)] == [WRONG] * LIMIT + [LOCKED] * 2
    assert len(looked) == LIMIT


@pytest.mark.parametrize("carried", ["", "x", "a.b", "~~~", ".", "0.0~" * 400, "é.ü", "{mark}x", "{other}"])
def test_a_mark_that_is_not_of_this_account_opens_nothing(site: Site, carried: str) -> None:
    marks = {}
    for name in ("secretary", "member"):
        found = site.browser(name).client.get_cookie("lianxi-known", path="/login")
        assert found is not None
        assert (found.http_only, found.same_site) == (True, "Strict")
        marks[name] = found.value
    for n in range(LIMIT):
        guess(site, "secretary", f"10.0.1.{n}")
    forger = site.browser()
    mark = carried.replace("{mark}", marks["secretary"]).replace("{other}", marks["member"])
    forger.client.set_cookie("lianxi-known", mark, path="/login")
    assert guess(site, "secretary", "10.0.3.1", PASSWORD, forger) == LOCKED


def test_a_flood_of_made_up_names_is_forgotten(site: Site) -> None:
    for n in range(3):
        guess(site, f"made-up-{n}")
    site.watch.forward(days=3)
    daily(site.office, None)
    with site.office.database.reading() as db:
        assert db.execute(TRIES.select()).all() == []


@pytest.fixture
def accounts(site: Site) -> dict[str, str]:
    """A name for each way in which an account lets nobody in."""
    take(site.matters, "system", account(site.matters, "member2"), "close")
    begin(site.matters, "system", Account, "create", name="feng", person_name="冯远")
    return {"unknown": "nobody-at-all", "wrong": "secretary", "closed": "member2", "never opened": "feng"}


@pytest.fixture
def asked(database: Database) -> Iterator[list[str]]:
    """Every statement the database is asked."""
    seen: list[str] = []

    def note(_db: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement.split(" ", 1)[0])

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def test_nobody_learns_from_a_refusal_which_accounts_there_are(
    site: Site, accounts: dict[str, str], looked: list[str], asked: list[str]
) -> None:
    """The same status, words, heads and work, before the lock and behind it."""
    told: dict[str, list[object]] = {}
    for why, name in accounts.items():
        said = []
        browser = site.browser()
        browser.get("/login")
        token = browser.token()
        for _ in range(LIMIT + 2):
            looked.clear(), asked.clear()
            data = {"csrf_token": token, "name": name, "password": "wrong"}
            answer = browser.client.post("/login", data=data, environ_base={"REMOTE_ADDR": f"10.0.9.{len(told)}"})
            heads = {one: value for one, value in answer.headers if one not in ("X-Request-Id", "Content-Length")}
            page = re.sub(r'name="csrf_token"[^>]*>', "", answer.text.replace(f'value="{name}"', ""))
            said.append((answer.status_code, page, str(heads), len(looked), Counter(asked)))
        told[why] = said
    for why, said in told.items():
        for nth, (one, other) in enumerate(zip(said, told["wrong"], strict=True)):
            assert one == other, (why, nth)
