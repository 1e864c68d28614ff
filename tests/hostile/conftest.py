"""The world of the matrix, where nothing that is tried stays; and an app of a test's own."""

from __future__ import annotations

from tests.matrix.conftest import world
from tests.web.conftest import site

__all__ = ["site", "world"]
