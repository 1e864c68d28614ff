"""Programs at the counter: `/api/v1`, as DESIGN.md section 7 says."""

from __future__ import annotations

from web.api import assignments, docs, issues, nouns, orgs, receptions, track
from web.api.counter import bp

__all__ = ["assignments", "bp", "docs", "issues", "nouns", "orgs", "receptions", "track"]
