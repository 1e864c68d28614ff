"""What the tests of the English need: a fresh extraction, its faults, and the Chinese a page says by itself."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from sqlalchemy import MetaData, select

from workflow.kernel.db import Database

HOUSE = Path(__file__).parent.parent
TEMPLATES = HOUSE / "web/templates"
ENGLISH = HOUSE / "web/translations/en/LC_MESSAGES/messages.po"
KEYWORDS = {"N_": None, "_": None, "gettext": None, "translate": None, "C_": ((1, "c"), 2)}
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
MARKED = re.compile(r"""\b(?:_\(|C_\("\w+", )\s*("[^"]*"|'[^']*')""")
HOLE = re.compile(r"%\(([^)|]+)[^)]*\)s")
PLAIN = re.compile(r"%\((\w+)\)s")
"""A hole that shows its value: `%(n|day|days)s` shows only the word that goes with it."""

Key = tuple[str, str | None]
"""A message id and its context."""


def marked() -> set[Key]:
    """Every sentence that is marked anywhere in the house, now."""
    with (HOUSE / "web/translations/babel.cfg").open() as file:
        mapping, options = parse_mapping_cfg(file)
    found = extract_from_dir(HOUSE, mapping, options, KEYWORDS)
    return {(id, context) for _file, _line, id, _comments, context in found if isinstance(id, str)}


def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def holes(text: str) -> set[str]:
    return set(HOLE.findall(text))


def faults(catalogue: Catalog, sentences: set[Key]) -> Iterator[str]:
    """Everything that keeps a catalogue from being the English of these sentences."""
    messages = {(str(one.id), one.context): one for one in catalogue if one.id}
    yield from (f"missing: {id}" for id, _context in sentences - messages.keys())
    yield from (f"nobody says it any more: {id}" for id, _context in messages.keys() - sentences)
    yield from (f"nobody says it any more: {one.id}" for one in catalogue.obsolete.values())
    for message in messages.values():
        yield from _faults(message)


def _faults(message: Message) -> Iterator[str]:
    id, said = str(message.id), str(message.string or "")
    if not said.strip():
        yield f"empty: {id}"
    elif message.fuzzy:
        yield f"fuzzy: {id}"
    elif CHINESE.search(said):
        yield f"Chinese in the English: {said}"
    elif holes(id) != holes(said) or not holes(id) <= set(PLAIN.findall(said)):
        yield f"other holes: {id} / {said}"


NAME, SEAL = '("zh", "zh-CN", "中文")', '<span class="seal" aria-hidden="true">联</span>'
"""A language is named in itself, and a seal is a picture."""


def unmarked(template: str) -> list[str]:
    """Chinese that a template says without asking for a translation."""
    for spared in (NAME, SEAL):
        template = template.replace(spared, "")
    template = re.sub(r"\{#.*?#\}|<(\w+)[^>]*\blang=\"zh-CN\"[^>]*>.*?</\1>", " ", template, flags=re.DOTALL)
    return CHINESE.findall(MARKED.sub(" ", template))


# -- Chinese left on an English page ---------------------------------------------------------------


def data(database: Database) -> set[str]:
    """Every text with Chinese in it that people put into the database, and each of its lines."""
    found: set[str] = set()
    with database.reading() as db:
        tables = MetaData()
        tables.reflect(db)
        for table in tables.tables.values():
            # not the labels of the house itself, nor the index of search, which says nothing one could read
            if table.name != "flows" and not table.name.startswith("issue_grams"):
                found |= _texts(value for row in db.execute(select(table)) for value in row)
    return found


def _texts(values: Iterable[object]) -> set[str]:
    found: set[str] = set()
    for value in values:
        if isinstance(value, str) and value.startswith(("{", "[")):
            found |= _texts([json.loads(value)])
        elif isinstance(value, str) and CHINESE.search(value):
            found |= {value, *value.splitlines()}
        elif isinstance(value, dict):
            found |= _texts(value.values())
        elif isinstance(value, list):
            found |= _texts(value)
    return found


def left(page: str, known: set[str]) -> list[str]:
    """Chinese that a page says by itself: neither data nor marked as Chinese with `lang`."""
    page = re.sub(r'<(\w+)[^>]*\blang="zh-CN"[^>]*>.*?</\1>', " ", page, flags=re.DOTALL)
    page = re.sub(r'<span class="seal".*?</span>', " ", page, flags=re.DOTALL)
    page = "\n".join(line for line in html.unescape(page).splitlines() if CHINESE.search(line))  # hardly any
    for text in sorted(known, key=len, reverse=True):
        page = page.replace(text, " ")
    cut = re.compile(rf"({CHINESE.pattern})…")  # a picture shortens what has no room
    page = cut.sub(lambda found: " " if any(text.startswith(found[1]) for text in known) else found[0], page)
    return CHINESE.findall(page)
