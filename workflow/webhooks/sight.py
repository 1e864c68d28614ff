"""Who may see a webhook: who tends it, the street that answers for what leaves the house, and the auditor."""

from __future__ import annotations

from workflow.kernel.subject import Seen, everything
from workflow.orgs import roles

SEEING = (roles.AUDITOR, roles.STREET_OFFICER, roles.SYSTEM_ADMIN)
WEBHOOK: dict[str, Seen] = dict.fromkeys(SEEING, everything)
