"""An app of a test's own, beside the world of the matrix, where nothing that is tried stays (tests/conftest.py)."""

from __future__ import annotations

from tests.web.conftest import site

__all__ = ["site"]
