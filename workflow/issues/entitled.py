"""Who was entitled to what stands in history: people by their papers, reporters by their claim (`lianxi verify`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.model import Claim
from workflow.kernel.db import bare
from workflow.kernel.examine import Judge
from workflow.kernel.policy import REPORTER
from workflow.orgs.entitled import Papers

CLAIMS = bare(Claim)


def entitled(db: Connection) -> Judge:
    """A judge for `verify`, with all papers and claims loaded once."""
    papers = Papers(db)
    claims = set(db.execute(select(CLAIMS.c.id)).scalars())  # a claim of a merged matter speaks in the lead's too

    def judge(entry: dict[str, Any], step: dict[str, Any]) -> bool:
        actor = entry["actor"]
        if actor["role"] != REPORTER:
            return papers.entitle(entry, step)
        raised = entry["seq"] == 1 or "raising" in step["by"]  # anybody may raise a matter, or be one more
        return actor["id"] == 0 and (raised or actor.get("behalf") in claims)

    return judge
