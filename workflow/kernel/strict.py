"""JSON as RFC 8259 wants it between strangers: UTF-8, no name twice in an object, no number that is none."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn


def parse(raw: bytes) -> Any:
    """The value in these bytes.

    Raises: ValueError for whatever is not such a text; of two members of one name, nobody knows which is meant.
    """
    try:
        return json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_none, parse_float=_finite)
    except RecursionError:
        raise ValueError("too deep") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _finite(text: str) -> float:
    if math.isinf(number := float(text)):
        raise ValueError(text)
    return number


def _none(name: str) -> NoReturn:
    raise ValueError(name)
