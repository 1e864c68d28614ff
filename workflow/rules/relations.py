"""How somebody may stand towards the calendar and the rules."""

from __future__ import annotations

from workflow.kernel.i18n import N_
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs import roles


@relation("street_office", N_("街道的工作人员"), roles.OFFICERS)
def street_office(case: Case, capacity: Capacity) -> bool:
    """An officer of the street itself."""
    return capacity.kind == "street"
