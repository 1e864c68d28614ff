"""How somebody may stand towards emergency mode: the street and, for its own grids, a community."""

from __future__ import annotations

from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs.roles import OFFICERS

ABOVE = ("street", "community")


@relation("commander", N_("街道或社区的工作人员"), OFFICERS)
def commander(case: Case, capacity: Capacity) -> bool:
    """Whoever may declare: there is nothing yet."""
    return capacity.kind in ABOVE


def by_declarer(case: Case) -> Sentence:
    return Sentence(N_("%(org)s或街道的工作人员"), {"org": case.facts.org.name})


@relation("declarer", N_("宣布的组织或街道的工作人员"), OFFICERS, by_declarer)
def declarer(case: Case, capacity: Capacity) -> bool:
    """An officer of whoever declared it, or of the street."""
    return capacity.kind == "street" or (capacity.kind in ABOVE and capacity.org == case.subject.org_id)
