"""What the documents say of the code is held against the code."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.test_house import ROOT

DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
CODE = re.compile(r"`((?:workflow|web|tests|bench)/[\w/.-]+)`")


def layers() -> set[str]:
    """The rooms that pyproject.toml gives a place; one in parentheses may be missing."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (house,) = [one for one in told if one.get("exhaustive")]
    return {name.strip() for line in house["layers"] for name in line.split("|") if "(" not in name}


def test_the_architecture_page_names_each_room_and_none_that_is_not() -> None:
    table = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").partition("## The rooms")[2]
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    there = {path.stem for path in (ROOT / "workflow").iterdir() if not path.name.startswith("__")}
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == layers() | there


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_leads_only_to_what_exists(path) -> None:
    text = path.read_text(encoding="utf-8")
    led = [(path.parent / link).resolve() for link in LINK.findall(text)]
    led += [ROOT / name for name in CODE.findall(text)] if path.parent.name != "decisions" else []
    assert [str(one) for one in led if not one.exists()] == []


def test_the_step_in_the_document_is_the_one_that_the_test_adds() -> None:
    shown = (ROOT / "docs/adding-a-step.md").read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    added = (ROOT / "tests/architecture/adding/act_first.py").read_text(encoding="utf-8")
    assert shown in added
