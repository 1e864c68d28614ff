"""Nothing lies about in templates, sheets and pictures that no page uses, and nothing is used that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, nodes

WEB = Path(__file__).parents[2] / "web"
TEMPLATES = {
    str(one.relative_to(WEB / "templates")): one.read_text("utf-8") for one in WEB.rglob("templates/**/*.html")
}
SHEETS = "\n".join(one.read_text("utf-8") for one in (WEB / "static/style").glob("*.css"))
CODE = "\n".join(one.read_text("utf-8") for one in WEB.rglob("*.py"))
PARSED = {name: Environment(autoescape=True).parse(text) for name, text in TEMPLATES.items()}


def read(tree: nodes.Template) -> set[str]:
    """The names a template reads."""
    return {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}


def imports(tree: nodes.Template) -> list[tuple[str, str, str]]:
    """(from where, the macro, as what it is known here)."""
    found = tree.find_all(nodes.FromImport)
    pairs = [(one.template.value, name) for one in found for name in one.names]  # type: ignore[attr-defined]
    return [(where, *(name if isinstance(name, tuple) else (name, name))) for where, name in pairs]


def test_every_macro_that_a_template_imports_is_used_there() -> None:
    idle = [(name, known) for name, tree in PARSED.items() for *_, known in imports(tree) if known not in read(tree)]
    assert idle == []


def test_every_macro_is_called_by_somebody() -> None:
    called = {(where, macro) for tree in PARSED.values() for where, macro, _known in imports(tree)}
    called |= {(name, macro) for name, tree in PARSED.items() for macro in read(tree)}
    called |= set(re.findall(r'(?:drawn|filled)\("([^"#]+)#(\w+)"', "\n".join(TEMPLATES.values())))
    macros = {(name, macro.name) for name, tree in PARSED.items() for macro in tree.find_all(nodes.Macro)}
    assert sorted(macros - called) == []


def test_every_template_is_drawn_or_included_by_somebody() -> None:
    written = CODE + "".join(TEMPLATES.values())
    built = {f"raising/{page}.html" for page in ("what", "where", "contact")}  # web/raising.py names them by their page
    assert sorted(name for name in TEMPLATES if not re.search(f'"{name}["#]', written) and name not in built) == []


def test_every_icon_stands_on_some_page() -> None:
    icons = re.findall(r'<symbol id="([\w-]+)"', (WEB / "static/icons.svg").read_text("utf-8"))
    written = CODE + "".join(TEMPLATES.values())
    assert [icon for icon in icons if f'"{icon}"' not in written] == []


def test_every_value_that_a_sheet_asks_for_is_set_somewhere() -> None:
    asked, known = set(re.findall(r"var\((--[\w-]+)", SHEETS)), set(re.findall(r"(--[\w-]+)\s*:", SHEETS))
    vendored = (WEB / "static/vendor/tabler/tabler.min.css").read_text("utf-8")
    assert sorted(one for one in asked - known if f"{one}:" not in vendored) == []
