"""What the rules of a declaration may ask about it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from workflow.kernel.db import bare
from workflow.orgs.model import Org

if TYPE_CHECKING:
    from workflow.emergency.model import Emergency

ORGS = bare(Org)


class EmergencyFacts:
    """Facts of one declaration."""

    def __init__(self, db: Connection, declared: Emergency) -> None:
        self.db, self.declared = db, declared

    @cached_property
    def org(self) -> Any:
        """Who declared it."""
        return self.db.execute(select(ORGS).where(ORGS.c.id == self.declared.org_id)).one()
