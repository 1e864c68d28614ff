"""Who may see the papers of the calendar: everybody in office is bound by them, so everybody in the street."""

from __future__ import annotations

from workflow.kernel.subject import Seen, everything
from workflow.orgs import roles

IN_OFFICE: dict[str, Seen] = dict.fromkeys((*sorted(roles.LABELS), roles.OPERATOR), everything)
