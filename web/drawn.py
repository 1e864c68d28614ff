"""Rows and icons as they were drawn before: the same texts make the same line of a table, so it is drawn once.

Most of what an officer's page costs is the lines of its tables, and most lines are the same as a minute ago. What is
kept is found by all the texts of a line and by the reader's language: there is nothing that could go stale.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup, escape

from web.language import language

KEPT = 4096
"""Lines that one process remembers: a kilobyte each, the least used are forgotten first."""


@lru_cache(maxsize=KEPT)
def _row(template: str, macro: str, language: str, row: tuple[Any, ...], more: tuple[Any, ...]) -> str:
    drawing = getattr(current_app.jinja_env.get_template(template).module, macro)
    return str(drawing(row, *more))


def drawn(drawing: str, rows: Iterable[tuple[Any, ...]], *more: Any) -> Markup:
    """The lines of a table, each by the macro of this name (`desk/lines.html#task`); `more` goes with every line."""
    template, _, macro = drawing.partition("#")
    spoken = language()
    lines = "".join([_row(template, macro, spoken, row, more) for row in rows])
    return Markup(lines)  # noqa: S704 - drawn by a template, which escaped what it was given


def filled(drawing: str, row: tuple[Any, ...], texts: Iterable[str]) -> Markup:
    """One piece of a page, by the macro of this name, with a text put in for each zero byte it was drawn with.

    So the piece is the same from page to page, and what differs, such as the token of a session, is kept nowhere.
    """
    template, _, macro = drawing.partition("#")
    parts = _row(template, macro, language(), row, ()).split("\0")
    put = [*(str(escape(text)) for text in texts), ""]
    return Markup("".join(chain(*zip(parts, put, strict=True))))  # noqa: S704 - drawn by a template, and escaped here


@lru_cache(maxsize=64)
def _icon(static: str, name: str) -> Markup:
    use = Markup('<use href="{}/icons.svg#{}"/>').format(static, name)
    return Markup('<svg class="icon" aria-hidden="true" focusable="false">{}</svg>').format(use)


def init_app(app: Flask) -> None:
    """Templates get `drawn`, `filled` and `icon(name)`: a drawing of static/icons.svg, always beside a word."""
    static: str = app.static_url_path or ""
    app.jinja_env.globals |= {"drawn": drawn, "filled": filled, "icon": lambda name: _icon(static, name)}
