"""Nobody may step aside so far that a matter is left with nobody: a recusal keeps somebody fit at every level."""

from __future__ import annotations

from workflow.kernel.errors import Barred
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case
from workflow.orgs.model import line
from workflow.orgs.roles import OFFICERS

ALONE = N_("%(org)s将无人可以办理本事项：请先书面委托他人，再回避")
AT_STREET = 2
"""Above the street nobody can step in: one must be left to act, and another to verify."""


def nobody_left(case: Case, leaving: int) -> str | None:
    """The organisation, owner or above it, that would have nobody left to act in this issue; None where all have."""
    path = line(case.facts.owner.path)
    found = case.facts.officers(path, OFFICERS, "verify", case.today)
    for org in path:
        left = found[org] - case.facts.recused - {leaving}
        if leaving in found[org] and len(left) < (AT_STREET if org == path[0] else 1):
            return str(case.facts.org(org).name)
    return None


@guard(N_("回避后仍有人可办"))
def somebody_left(case: Case) -> None:
    if org := nobody_left(case, case.actor.id):
        raise Barred(ALONE, org=org)
