"""The guides speak to everybody in Chinese and in English, and of the pages in the pages' own words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests import words

GUIDES = sorted((Path(__file__).parents[2] / "docs/guide").glob("*.md"))
QUOTED = re.compile("“([^”\n]+)”")
CHINESE = re.compile("[\u4e00-\u9fff]")


def strange(text: str, said: Iterable[str]) -> list[str]:
    """What a guide quotes from a page and no page says; `A → B` is one word after the other."""
    quoted = {part for one in QUOTED.findall(text) for part in one.split(" → ") if CHINESE.search(part)}
    pages = "\n".join(said)
    return sorted(one for one in quoted if one not in pages)


def test_what_a_guide_quotes_stands_on_a_page() -> None:
    said = [str(message.id) for message in words.english()]
    assert {guide.name: found for guide in GUIDES if (found := strange(guide.read_text("utf-8"), said))} == {}


def test_a_word_that_no_page_says_is_found() -> None:
    assert strange("按“管理 → 帐户”，再按“受理”。“Add me” is English.", ["管理", "受理"]) == ["帐户"]


def test_every_guide_is_in_both_languages() -> None:
    for guide in GUIDES:
        chinese = [line for line in guide.read_text("utf-8").splitlines() if len(CHINESE.findall(line)) > 40]
        english = [line for line in guide.read_text("utf-8").splitlines() if len(re.findall("[a-z]{2,}", line)) > 8]
        assert min(len(chinese), len(english)) >= 2, guide.name
