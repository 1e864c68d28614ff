"""The world of the matrix, where nothing that is tried stays."""

from __future__ import annotations

from tests.matrix.conftest import world

__all__ = ["world"]
