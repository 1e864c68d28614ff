"""Wrong codes tell nothing: whatever is tried, a number that is there answers like one that is not, byte by byte."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from tests.site import Site
from web import Settings, create_app
from workflow.issues import Issue
from workflow.issues.codes import ALPHABET, code_for, hash_of, plain_code, plain_number

MISSING = "A1-26-9999"
WIDE = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


@pytest.fixture
def slip(site: Site) -> tuple[str, str]:
    """A number that is there, and its code."""
    with site.office.desk(site.street.actor("secretary")) as desk:
        issue = desk.begin(Issue, "register", {"what": "楼道堆物", "place": "荔枝路12号"})
    return issue.number, code_for(site.office, desk.result["nonce"])


def wrong(code: str, lots: random.Random) -> Iterator[str]:
    """Random ones, one sign off, in lower case, full-width, with blanks; never the right one."""
    while True:
        place = lots.randrange(20)
        off = code[:place] + lots.choice([sign for sign in ALPHABET if sign != code[place]]) + code[place + 1 :]
        yield "".join(lots.choice(ALPHABET) for _ in code)
        yield off
        yield off.lower()
        yield off.translate(WIDE)
        yield " ".join(off)
        yield off[:-1]
        yield off + "0"


def answer(site: Site, number: str, code: str, client: str) -> tuple[int, bytes, dict[str, str]]:
    """What is answered at the API: status, body, and every head that is not a moment or a request's own."""
    told = site.app.test_client(use_cookies=False).post(
        "/api/v1/track", json={"number": number, "code": code}, environ_base={"REMOTE_ADDR": client}
    )
    heads = {name: value for name, value in told.headers if name not in ("Date", "X-Request-Id")}
    return told.status_code, told.get_data(), heads


def page(site: Site, number: str, code: str, client: str) -> tuple[int, str]:
    """What the page answers, without the token of its form and what was typed."""
    browser = site.browser()
    browser.get("/track")
    token = browser.token()
    told = browser.client.post(
        "/track", data={"csrf_token": token, "number": number, "code": code}, environ_base={"REMOTE_ADDR": client}
    )
    text = re.sub(r'name="csrf_token"[^>]*>', "", told.text)
    return told.status_code, text.replace(f'value="{number}"', "").replace(f'value="{code}"', "")


def tried(site: Site, slip: tuple[str, str], times: int) -> None:
    """So many wrong codes on the number that is there and on one that is not: both answer alike, throttled alike."""
    codes = wrong(slip[1], random.Random(8))
    seen = set()
    for nth in range(times):
        code, client = next(codes), f"10.{nth >> 16}.{nth >> 8 & 255}.{nth & 255}"
        there, missing = answer(site, slip[0], code, client), answer(site, MISSING, code, client)
        assert there == missing, (nth, code)
        seen.add(there[0])
        if nth % 40 == 39:
            site.watch.forward(minutes=16)
    assert seen == ({404, 429} if times > 20 else {404})


def test_a_wrong_code_answers_like_a_missing_number(site: Site, slip: tuple[str, str]) -> None:
    tried(site, slip, 42)


@pytest.mark.slow
def test_a_great_many_wrong_codes_answer_like_a_missing_number(site: Site, slip: tuple[str, str]) -> None:
    tried(site, slip, 10_000)


def test_no_way_of_writing_makes_a_wrong_code_right(site: Site, slip: tuple[str, str]) -> None:
    """What the database is asked for is a keyed hash; no way of writing a wrong code down makes it the right one."""
    right, codes = hash_of(site.office, slip[1]), wrong(slip[1], random.Random(9))
    assert all(hash_of(site.office, next(codes)) != right for _ in range(20_000))


def test_the_page_answers_alike_as_well(site: Site, slip: tuple[str, str]) -> None:
    codes = wrong(slip[1], random.Random(10))
    for nth in range(7):
        code = next(codes)
        assert page(site, slip[0], code, f"10.0.0.{nth}") == page(site, MISSING, code, f"10.0.0.{nth}"), code


def test_two_servers_on_one_database_count_together(site: Site, slip: tuple[str, str]) -> None:
    first, second = site.app, create_app(site.office, Settings(testing=True, secure_cookies=False))
    statuses = []
    for nth in range(21):
        site.app = (first, second)[nth % 2]
        statuses.append(answer(site, slip[0], "0" * 20, "10.0.0.1")[0])
    site.app = first
    assert statuses == [404] * 20 + [429]


def test_a_flood_on_a_number_keeps_nobody_out_who_holds_its_code(site: Site, slip: tuple[str, str]) -> None:
    for nth in range(25):
        answer(site, slip[0], "0" * 20, f"10.0.1.{nth}")
    assert answer(site, slip[0], "1" * 20, "10.0.2.1")[0] == 429
    assert answer(site, *slip, "10.0.2.2")[0] == 200


def test_one_household_with_many_long_addresses_is_one(site: Site, slip: tuple[str, str]) -> None:
    statuses = [answer(site, slip[0], "0" * 20, f"2001:db8:1:2::{nth:x}")[0] for nth in range(21)]
    assert statuses[-1] == 429
    assert answer(site, *slip, "2001:db8:1:2::ffff")[0] == 429
    assert answer(site, *slip, "2001:db8:1:3::1")[0] == 200


@pytest.mark.parametrize("written", ["lower", "spaced", "wide", "dashed", "alike"])
def test_a_right_code_opens_however_it_was_copied(site: Site, slip: tuple[str, str], written: str) -> None:
    number, code = slip
    ways = {
        "lower": (number.lower(), code.lower()),
        "spaced": (f" {number} ", "　".join(code)),
        "wide": (number.translate(WIDE).replace("-", "－"), code.translate(WIDE)),
        "dashed": (number.replace("-", "—"), "—".join(code)),
        "alike": (number, code.replace("0", "O").replace("1", "l")),
    }
    assert answer(site, *ways[written], "10.0.0.1")[0] == 200
    assert (plain_number(ways[written][0]), plain_code(ways[written][1])) == (number, code)
