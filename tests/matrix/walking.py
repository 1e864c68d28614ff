"""Every address of the app, and the walk of one row: who asks, what each is told, what each may read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from flask import Flask
from structlog.testing import capture_logs
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.matrix.asking import Row
from tests.matrix.issues import contact
from tests.matrix.people import RAISED, REPORTER, Somebody
from tests.matrix.world import World
from tests.site import API
from web.access import rule_of
from web.api.nouns import NOUNS
from workflow.issues.codes import spaced

NOUN = "<noun:noun>"
MARK = re.compile("【([a-z_0-9]+)】")
CONTACT = re.compile(r"【contact】|\b1999\d{7}\b|@marked\.example")
"""What nobody reads who has not revealed it: names, phones, addresses of tests/matrix/issues.py."""


def addresses(app: Flask) -> Iterator[tuple[str, str, Rule, dict[str, str]]]:
    """(row, method, rule, what is fixed): one for each method, and where several nouns share a rule, for each noun."""
    for rule in app.url_map.iter_rules():
        path = "/static/<path:filename>" if rule.endpoint == "static" else rule.rule
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if NOUN not in path:
                yield f"{method} {path}", method, rule, {}
            for noun in NOUNS if NOUN in path else ():
                yield f"{method} {path.replace(NOUN, noun)}", method, rule, {"noun": noun}


def unmarked(app: Flask) -> list[str]:
    """Routes whose view does not say who may open it."""
    with app.app_context():
        return sorted({rule.rule for _row, _method, rule, _fixed in addresses(app) if rule_of(rule.endpoint) is None})


def without_row(app: Flask, rows: dict[str, Row]) -> list[str]:
    """Routes of which nobody stated who may open them."""
    return sorted({row for row, *_ in addresses(app)} - rows.keys())


def walk(world: World, key: str, row: Row, *, every: bool = False) -> tuple[int, list[str]]:
    """How many asked, and everything that was not as stated."""
    method, rule, fixed = next(tuple(found) for name, *found in addresses(world.app) if name == key)
    asks, wrong = list(row.asks(world, method, rule.rule, every=every)), []
    unseen = {who: world.unseen(who) for who in {ask.who for ask in asks}}
    build = world.app.url_map.bind("localhost")
    for ask in asks:
        values = {name: value for name, value in {**ask.values, **fixed}.items() if name in rule.arguments}
        path = build.build(rule.endpoint, values, method=method)
        with capture_logs() as lines:
            answer = world.ask(ask.who, method, path)
        where = f"{ask.who.name} at {method} {path} ({ask.about})"
        if answer.status_code not in ask.expected:
            wrong.append(f"{where}: {answer.status_code}, stated {sorted(ask.expected)}")
        elif leaked := marks(world, ask.who, answer) & unseen[ask.who]:
            wrong.append(f"{where}: reads of {sorted(leaked)}")
        elif MARK.search(str(lines)) or CONTACT.search(str(lines)):
            wrong.append(f"{where}: stands in the log")
        elif answer.status_code == 403 and row.says_who and not says_who(key, answer):
            wrong.append(f"{where}: is not told who could")
    return len(asks), wrong


def marks(world: World, who: Somebody, answer: TestResponse) -> set[str]:
    """Whose words stand in an answer or its headers; `contact` and `code` where anybody's contact or code does."""
    text = answer.get_data().decode(errors="ignore") + unquote(str(answer.headers))
    for own in contact(RAISED).values() if who is REPORTER else ():
        text = text.replace(own, "")  # one's own data are one's own
    codes = any(code in text or spaced(code) in text for _number, code in world.codes.values())
    return set(MARK.findall(text)) | ({"contact"} if CONTACT.search(text) else set()) | ({"code"} if codes else set())


def says_who(key: str, answer) -> bool:
    return bool(answer.json.get("who")) if key.partition(" ")[2].startswith(API) else "可由" in answer.text
