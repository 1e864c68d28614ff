"""Each letter speaks on real steps, to a known audience, in both languages, and names a number or a day at most."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests import words
from tests.matters import STORIES
from tests.notices.conftest import Telling
from tests.street import PEOPLE
from web.language import catalogue
from workflow.kernel.db import bare
from workflow.kernel.outbox import Message
from workflow.kernel.subject import SUBJECTS
from workflow.notices.audiences import AUDIENCES
from workflow.notices.letters import FOLDER, HOLES, letters
from workflow.notices.subjects import KINDS

ASIDE = {"issue.turning"}
"""Told by an effect beside its own step."""
LETTERS = list(letters().values())
SAMPLE = {"number": "A1-26-0001", "day": "2026-12-05", "org": "东一网格党支部", "meeting": "joint_meeting"}


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_a_letter_speaks_on_steps_that_there_are(letter):
    topics = {f"{noun}.{step}" for noun, model in SUBJECTS.items() for step in model.flow.steps} | ASIDE
    assert letter.on
    assert set(letter.on) <= topics
    assert {topic.partition(".")[0] for topic in letter.on} <= KINDS.keys()


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_a_letter_speaks_to_an_audience_that_there_is(letter):
    assert letter.to in AUDIENCES


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_a_letter_is_read_in_chinese_and_in_english(letter):
    subject, body = letter.render(SAMPLE)
    assert words.CHINESE.search(subject)
    assert words.CHINESE.search(body)
    english = " ".join(letter.render(SAMPLE, catalogue("en").gettext)).replace(SAMPLE["org"], "")
    assert words.CHINESE.findall(english) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_letter_has_no_hole_for_anything_anybody_wrote(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))
    assert set(re.findall(r"\b(\w+)=(\w+)", text)) <= {(hole, hole) for hole in HOLES}
    assert words.unmarked(path.read_text(encoding="utf-8")) == []


def test_a_letter_that_would_name_more_is_found():
    assert set(re.findall(r"\b(\w+)=(\w+)", '{{ _("%(what)s", what=issue) }}')) - {(h, h) for h in HOLES}


def test_the_extraction_reaches_the_letters():
    assert "新移交单：%(number)s" in {id for id, _context in words.marked()}


MARK, NAMES = "机密", [name for _account, name, *_ in PEOPLE]
PERSONAL = {
    "what": f"{MARK}一", "place": f"荔枝路12号{MARK}二", "reporter_name": f"{MARK}三", "reporter_phone": "13800138000",
    "reporter_email": "secret@example.org",
}  # fmt: skip


@pytest.mark.parametrize("state", STORIES)
def test_nothing_anybody_wrote_gets_into_a_notice(street: Telling, state: str) -> None:
    street.reach(state, **PERSONAL)
    street.tell()
    for row in street.told():
        said = " ".join((str(row), *letters()[row.letter].render(row.words)))
        assert not any(word in said for word in (MARK, "13800138000", "secret@example.org", *NAMES))


def test_the_marks_are_really_there(street: Telling) -> None:
    street.register(**PERSONAL)
    with street.office.database.reading() as db:
        assert MARK in str(list(db.execute(select(bare(SUBJECTS["issue"])))))
        assert MARK not in str(list(db.execute(select(bare(Message)))))
