"""English is complete: every marked sentence has its English, and every word of a page is marked."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from tests import words


@pytest.fixture(scope="module")
def sentences() -> set[words.Key]:
    return words.marked()


def test_every_marked_sentence_has_its_english(sentences: set[words.Key]) -> None:
    assert list(words.faults(words.english(), sentences)) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ({}, "missing: 还剩 %(n)s 天"),
        ({"还剩 %(n)s 天": ""}, "empty: 还剩 %(n)s 天"),
        ({"还剩 %(n)s 天": "%(days)s days left"}, "other holes: 还剩 %(n)s 天 / %(days)s days left"),
        ({"还剩 %(n)s 天": "%(n|day|days)s left"}, "other holes: 还剩 %(n)s 天 / %(n|day|days)s left"),
        ({"还剩 %(n)s 天": "%(n)s 天 left"}, "Chinese in the English: %(n)s 天 left"),
        ({"还剩 %(n)s 天": "%(n)s days left", "旧话": "Old"}, "nobody says it any more: 旧话"),
    ],
)
def test_a_gap_in_the_catalogue_is_found(planted: dict[str, str], found: str) -> None:
    catalogue = Catalog(locale="en")
    for id, said in planted.items():
        catalogue.add(id, said)
    assert list(words.faults(catalogue, {("还剩 %(n)s 天", None)})) == [found]


def test_an_unsure_translation_is_found() -> None:
    catalogue = Catalog(locale="en")
    catalogue.add("受理", "Accept", flags=["fuzzy"])
    assert list(words.faults(catalogue, {("受理", None)})) == ["fuzzy: 受理"]


def test_a_fresh_extraction_reaches_every_room(sentences: set[words.Key]) -> None:
    said = {id for id, _context in sentences}
    flow, template, script = "移交", "跳到正文", "现在"
    assert {flow, template, script, "没有找到，或您无权查看", "还剩 %(days)s 个工作日"} <= said
    assert ("挂账", "state") in sentences


def test_a_template_marks_every_word() -> None:
    paths = sorted(words.TEMPLATES.glob("**/*.html"))
    left = {path: words.unmarked(path.read_text(encoding="utf-8")) for path in paths}
    assert {path: found for path, found in left.items() if found} == {}
    assert len(paths) > 100


def test_a_bare_word_in_a_template_is_found() -> None:
    bare = '<p title="说明">{{ _("已标") }} {# 注释 #} <a lang="zh-CN">中文</a></p>'
    assert words.unmarked(bare) == ["说明"]
