"""Sweeps over the whole product: the fast suite tries some of it on every change, `make check` the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def thinned(values: Iterable[Any], keep: int) -> list[Any]:
    """One in `keep` as it is, the others marked slow."""
    return [value if n % keep == 0 else pytest.param(value, marks=pytest.mark.slow) for n, value in enumerate(values)]
