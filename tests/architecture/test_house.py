"""The house rules of the style guide that a reader would otherwise have to remember."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted([*ROOT.glob("workflow/**/*.py"), *ROOT.glob("web/**/*.py")])
MIGRATIONS = ROOT / "workflow/migrations/versions"
TEMPLATES = sorted(ROOT.glob("web/templates/**/*.html"))
FLOOD = 400
FUNCTION = 30
TEMPLATE = 150


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function with the lines of its body: signature, decorators and docstring are not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body:
                yield node.name, (node.end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_file_is_a_small_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FLOOD


@pytest.mark.parametrize("path", [p for p in CODE if MIGRATIONS not in p.parents], ids=name)
def test_a_function_is_short(path: Path) -> None:
    assert [(function, lines) for function, lines in functions(path) if lines > FUNCTION] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= TEMPLATE


@pytest.mark.parametrize("path", [p for p in CODE if p.stat().st_size], ids=name)
def test_a_module_says_why_it_exists(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_only_the_database_opens_a_transaction_that_commits() -> None:
    door = re.compile(r"\.commit\(|engine\.begin\(|autocommit", re.IGNORECASE)
    doors = [name(path) for path in CODE if door.search(path.read_text(encoding="utf-8"))]
    assert [door for door in doors if "migrations" not in door] == ["workflow/kernel/db.py"]


def test_only_the_desk_writes_history() -> None:
    hands = [name(path) for path in CODE if "history.append(" in path.read_text(encoding="utf-8")]
    assert hands == ["workflow/kernel/desk.py"]


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [name(path) for path in [*CODE, *TEMPLATES] if marks.search(path.read_text(encoding="utf-8"))] == []


def test_no_page_asks_another_site() -> None:
    outside = re.compile(r"""(src|href)=["']?https?://""")
    assert [name(path) for path in TEMPLATES if outside.search(path.read_text(encoding="utf-8"))] == []
