"""The house rules of the style guide that a reader would otherwise have to remember."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = sorted([*ROOT.glob("workflow/**/*.py"), *ROOT.glob("web/**/*.py")])
BESIDE = sorted([*ROOT.glob("tests/**/*.py"), *ROOT.glob("bench/**/*.py")])
MIGRATIONS = ROOT / "workflow/migrations/versions"
TEMPLATES = sorted(ROOT.glob("web/templates/**/*.html"))
FLOOD = 400
FUNCTION = 30
TEMPLATE = 150


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def longer(paths: list[Path], most: int) -> dict[str, int]:
    """Files with more lines than this, and how many."""
    lines = {name(path): len(text(path).splitlines()) for path in paths}
    return {path: n for path, n in lines.items() if n > most}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function with the lines of its body: signature, decorators and docstring are not counted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body:
                yield node.name, (node.end_lineno or 0) - body[0].lineno + 1


def test_there_is_a_house_to_look_at() -> None:
    assert min(len(CODE), len(TEMPLATES)) > 100


def test_a_file_is_a_small_room() -> None:
    assert longer([*CODE, *BESIDE], FLOOD) == {}


def test_a_function_is_short() -> None:
    rooms = [path for path in CODE if MIGRATIONS not in path.parents]
    found = [(name(path), function, lines) for path in rooms for function, lines in functions(path)]
    assert [one for one in found if one[2] > FUNCTION] == []


def test_a_template_is_short() -> None:
    assert longer(TEMPLATES, TEMPLATE) == {}


def test_a_module_says_why_it_exists() -> None:
    assert [name(path) for path in CODE if text(path) and not ast.get_docstring(tree(path))] == []


def test_only_the_database_opens_a_transaction_that_commits() -> None:
    door = re.compile(r"\.commit\(|engine\.begin\(|autocommit", re.IGNORECASE)
    doors = [name(path) for path in CODE if door.search(text(path))]
    assert [door for door in doors if "migrations" not in door] == ["workflow/kernel/db.py"]


def test_only_the_desk_writes_history() -> None:
    hands = [name(path) for path in CODE if "history.append(" in text(path)]
    assert hands == ["workflow/kernel/desk.py"]


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [name(path) for path in [*CODE, *TEMPLATES] if marks.search(text(path))] == []


def test_no_page_asks_another_site() -> None:
    outside = re.compile(r"""(src|href)=["']?https?://""")
    assert [name(path) for path in TEMPLATES if outside.search(text(path))] == []
