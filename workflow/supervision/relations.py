"""How somebody may stand towards a supervision order, and the rules that may refuse its steps."""

from __future__ import annotations

from workflow.issues.relations import fit, officers_of
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import CLOCK, Capacity, Case, relation
from workflow.orgs.model import line
from workflow.orgs.roles import HANDLER, HEADS, OFFICERS
from workflow.supervision.flow import ENDED

OVER_OTHERS = ("street", "community")


def by_overseer(case: Case) -> Sentence:
    """Whoever is above; before it is known who is late, in general words."""
    org = case.subject.org_id
    if org is None:
        return Sentence(N_("社区或街道的工作人员"))
    return officers_of(case, issuer_of(case, org))


def issuer_of(case: Case, org: int) -> int:
    """The level above an organisation; the street's own for the street."""
    found = case.facts.org(org)
    return int(found.parent_id or found.id)


@relation("overseer", N_("上级组织的工作人员"), OFFICERS, by_overseer)
def overseer(case: Case, capacity: Capacity) -> bool:
    """An officer of any organisation above the one that is late; of the street itself, one of its own."""
    if case.subject.org_id is None:  # who is late is only known from the answers
        return capacity.kind in OVER_OTHERS
    whole = line(case.facts.org(case.subject.org_id).path)
    return capacity.org in (whole[:-1] or whole) and fit(case)


@relation("ordered", N_("被督办组织的人员"), OFFICERS | {HANDLER}, lambda case: officers_of(case, case.subject.org_id))
def ordered(case: Case, capacity: Capacity) -> bool:
    """An officer of the organisation that must answer; a unit's handler."""
    return capacity.org == case.subject.org_id and fit(case)


@relation("issuer", N_("发出督办的组织的工作人员"), OFFICERS, lambda case: officers_of(case, case.subject.issuer_id))
def issuer(case: Case, capacity: Capacity) -> bool:
    """An officer of the organisation that issued the order."""
    return capacity.org == case.subject.issuer_id and fit(case)


@relation("author", N_("发出督办单的人"), OFFICERS)
def author(case: Case, capacity: Capacity) -> bool:
    """Whoever issued it by hand, while still an officer there."""
    return capacity.org == case.subject.issuer_id and case.actor.id == case.facts.issued_by and fit(case)


def by_issuing_head(case: Case) -> Sentence:
    return Sentence(N_("%(org)s书记"), {"org": case.facts.org(case.subject.issuer_id).name})


@relation("issuing_head", N_("发出督办的组织的书记"), HEADS, by_issuing_head)
def issuing_head(case: Case, capacity: Capacity) -> bool:
    return capacity.org == case.subject.issuer_id and fit(case)


@guard(N_("审核人不是答复人"))
def not_replier(case: Case) -> None:
    """Nobody marks their own work."""
    if case.actor.id == case.subject.replied_by_id:
        raise NotPermitted(N_("答复人不能审核自己的答复，须由他人审核"))


@guard(N_("未通报过"))
def circulated_once(case: Case) -> None:
    if case.subject.circulated_at is not None:
        raise Barred(N_("这张督办单已通报过，只通报一次"))


@guard(N_("督办未结束"))
def unsettled(case: Case) -> None:
    """By hand only while somebody still has to answer for it; the ladder goes by how late the matter is."""
    if case.subject.state in ENDED and CLOCK not in case.actor.roles:
        raise Barred(N_("督办已结束，不再通报"))
