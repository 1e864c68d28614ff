"""Names that stand for people in logs that leave the house: one person has one name in one log, another in the next."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from workflow.kernel.desk import Office

CLOCK, REPORTER = "clock", "reporter"


@dataclass(frozen=True)
class Pseudonyms:
    """Keyed by the office's secret and a salt of this log alone: nobody can put two logs side by side."""

    office: Office
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def of(self, person: int, role: str) -> str:
        """Whoever has no account is called by the role alone."""
        if not person:
            return role or CLOCK
        told = hmac.new(self.office.secret, b"pseudonym\0" + self.salt + str(person).encode(), hashlib.sha256)
        return f"p-{told.hexdigest()[:12]}"
