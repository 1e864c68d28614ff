"""The description of the API, for programs as JSON and for people as a page drawn from that same JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from web.access import public
from web.api.counter import bp
from web.api.openapi import PROBLEMS, document
from web.language import translate


@bp.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """OpenAPI 3.1."""
    return document()


@bp.get("/docs")
@public
def docs() -> ResponseReturnValue:
    """The same, to read; no script, nothing from elsewhere."""
    told = document()
    groups = [(tag, list(operations(told, tag["name"]))) for tag in told["tags"]]
    problems = [(code, translate(text)) for code, text in PROBLEMS.items()]
    return render_template("api/docs.html", told=told, groups=groups, problems=problems)


def operations(told: dict[str, Any], noun: str) -> Iterator[dict[str, Any]]:
    """Every operation of a noun, with its fields as rows."""
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            if noun in operation["tags"]:
                yield operation | {"path": path, "method": method.upper(), "fields": list(fields(operation))}


def fields(operation: dict[str, Any]) -> Iterator[tuple[str, str, bool, str]]:
    """(name, kind, required, words) of what the body may hold, a nested object's fields dotted."""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    needed = schema.get("required", [])
    for name, asked in schema.get("properties", {}).items():
        if asked.get("type") == "object":
            yield from ((f"{name}.{part}", kind(one), False, words(one)) for part, one in asked["properties"].items())
        else:
            yield name, kind(asked), name in needed, words(asked)


def kind(asked: dict[str, Any]) -> str:
    """The type of an answer in a program's words."""
    if "enum" in asked:
        return " | ".join(asked["enum"])
    found = asked.get("type", "string")
    if found == "array":
        return f"[{kind(asked['items'])}]"
    return asked.get("format") or (" | ".join(found) if isinstance(found, list) else found)


def words(asked: dict[str, Any]) -> str:
    return " · ".join(filter(None, (asked.get("title"), asked.get("description"))))
