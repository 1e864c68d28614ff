"""How somebody may stand towards a consultation, and the rules that may refuse an answer."""

from __future__ import annotations

from workflow.issues.relations import officers_of
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs.model import line
from workflow.orgs.roles import ANYBODY, NAMELESS, OFFICERS, PARTY

OWN_DRAFT = N_("公布前须由没有起草的人审核")


def by_consulter(case: Case) -> Sentence:
    return officers_of(case, case.subject.org_id)


@relation("asker", N_("支部、社区或街道的工作人员"), OFFICERS)
def asker(case: Case, capacity: Capacity) -> bool:
    """Whoever may ask people: there is nothing yet."""
    return capacity.kind in PARTY


@relation("consulter", N_("征集意见的组织的工作人员"), OFFICERS, by_consulter)
def consulter(case: Case, capacity: Capacity) -> bool:
    """An officer of the organisation that asks."""
    return bool(capacity.org == case.subject.org_id)


@relation("consulter_above", N_("上级组织的工作人员"), OFFICERS, by_consulter)
def consulter_above(case: Case, capacity: Capacity) -> bool:
    """An officer of any organisation above."""
    return capacity.org in line(case.facts.org(case.subject.org_id).path)[:-1]


@relation("consultation_reviewer", N_("征集组织或上一级组织中的其他人员"), OFFICERS, by_consulter)
def consultation_reviewer(case: Case, capacity: Capacity) -> bool:
    """Another officer of the same organisation or of the level above."""
    if capacity.org not in line(case.facts.org(case.subject.org_id).path)[-2:]:
        return False
    if case.actor.id in case.facts.authors:
        raise NotPermitted(OWN_DRAFT)
    return True


@relation("respondent", NAMELESS[ANYBODY], {ANYBODY})
def respondent(case: Case, capacity: Capacity) -> bool:
    """Anybody, without an account, to the one consultation that is open before them."""
    return bool(capacity.org == case.subject.id)


@guard(N_("征集期内"))
def within_period(case: Case) -> None:
    """Before it opens and after it closes there are no answers, whatever the clocks have done so far."""
    if case.now < case.subject.opens_at:
        raise Barred(N_("征集还没有开始"))
    if case.now >= case.subject.closes_at:
        raise Barred(N_("征集已经结束，不再收意见"))
