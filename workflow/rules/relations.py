"""How somebody may stand towards the calendar and the rules."""

from __future__ import annotations

from workflow.kernel.i18n import N_
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs import roles


@relation("rule_maker", N_("街道的工作人员，或本组织的工作人员"), roles.OFFICERS - {roles.DELEGATE})
def rule_maker(case: Case, capacity: Capacity) -> bool:
    """The street for everybody; whoever is below for the own organisation. Nobody by a paper that names steps."""
    if case.subject.version == 0:
        return capacity.kind in roles.PARTY  # for whom depends on where one stands
    return capacity.kind == "street" or capacity.org == case.subject.org_id


@relation("street_office", N_("街道的工作人员"), roles.OFFICERS)
def street_office(case: Case, capacity: Capacity) -> bool:
    """An officer of the street itself."""
    return capacity.kind == "street"
