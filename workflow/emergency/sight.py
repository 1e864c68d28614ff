"""Who may see a declaration: everybody who works with matters, and the auditor."""

from __future__ import annotations

from workflow.kernel.subject import Seen, everything
from workflow.orgs import roles

BUSINESS = roles.OFFICERS | {roles.MEMBER, roles.HANDLER, roles.DISPATCHER, roles.AUDITOR}
EMERGENCY: dict[str, Seen] = dict.fromkeys(sorted(BUSINESS), everything)
