"""Lines that are kept once they were drawn: each reader gets their own words, and no text of yesterday."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.site import Site
from web.drawn import drawn, filled
from web.inbox import Task

LINE = Task(
    url="/issues/1", number="B01-26-0001", title="路灯坏了", where="荔枝路", urgency="danger", label="已受理",
    phase="execution", holder="–", back="", left="还剩 2 天", short="今天", exact="", late=False,
)  # fmt: skip


@pytest.fixture
def app(site: Site) -> Flask:
    return site.app


def line(app: Flask, row: Task, language: str = "zh") -> str:
    with app.test_request_context("/today", headers={"Cookie": f"lang={language}"}):
        return str(drawn("desk/lines.html#task", [row], True))


def test_each_reader_gets_the_line_in_their_own_language(app: Flask) -> None:
    assert "危险" in line(app, LINE)
    assert "危险" not in line(app, LINE, "en")
    assert "危险" in line(app, LINE)


def test_a_line_with_another_text_is_another_line(app: Flask) -> None:
    line(app, LINE)
    changed = line(app, LINE._replace(title="（正文已删除）"))
    assert "路灯坏了" not in changed
    assert "（正文已删除）" in changed


def test_texts_are_escaped(app: Flask) -> None:
    assert "<b>" not in line(app, LINE._replace(title="<b>灯</b>", exact='"><b>'))


def test_lines_stand_in_the_order_of_their_rows(app: Flask) -> None:
    with app.test_request_context("/today"):
        both = str(drawn("desk/lines.html#task", [LINE._replace(number="2"), LINE._replace(number="1")], False))
    assert both.index(">2 ·") < both.index(">1 ·")


BAR = ("zh", False, "/issues", None, 0, "周明", "书记", (), False)


def bar(app: Flask, *texts: str) -> str:
    with app.test_request_context("/today"):
        return str(filled("parts/bar.html#bar", BAR, texts))


def test_what_differs_from_page_to_page_is_put_in_and_kept_nowhere(app: Flask) -> None:
    first = bar(app, "路灯", "/one", "token-1", "/one", "token-1")
    second = bar(app, "", "/two", "token-2", "/two", "token-2")
    assert first.count("token-1") == 2
    assert second.count("token-2") == 2
    assert not any(text in second for text in ("路灯", "/one", "token-1"))


def test_what_is_put_in_is_escaped_and_holds_no_place_itself(app: Flask) -> None:
    drawn_with = bar(app, '"><b>\0', "/", "secret", "/", "secret")
    assert "<b>" not in drawn_with
    assert drawn_with.count("secret") == 2


def test_a_piece_with_too_few_texts_is_not_drawn(app: Flask) -> None:
    with pytest.raises(ValueError, match="zip"):
        bar(app, "路灯")


def test_each_session_finds_its_own_token_on_its_page(site: Site) -> None:
    one, other = site.browser("secretary"), site.browser("secretary")
    tokens = [set(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', who.get("/today").text)) for who in (one, other)]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
