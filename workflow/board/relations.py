"""How somebody may stand towards a posting: whoever writes it, whoever looks at it; and when nothing is let out."""

from __future__ import annotations

from workflow.board.flow import ANSWERED
from workflow.issues.relations import RECUSED, officers_of
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs.model import line
from workflow.orgs.roles import OFFICERS

OWN_TEXT = N_("公开前须由没有写过文稿、没有处理过照片的人审核")


def by_owner(case: Case) -> Sentence:
    return officers_of(case, case.subject.owner_id)


def unconcerned(case: Case) -> bool:
    """Raises: NotPermitted for somebody recused in the matter."""
    if case.actor.id in case.facts.recused:
        raise NotPermitted(RECUSED)
    return True


@relation("publicist", N_("答复组织的工作人员"), OFFICERS, by_owner)
def publicist(case: Case, capacity: Capacity) -> bool:
    """An officer of the organisation that answered the matter."""
    return capacity.org == case.subject.owner_id and unconcerned(case)


@relation("publicist_above", N_("上级组织的工作人员"), OFFICERS, by_owner)
def publicist_above(case: Case, capacity: Capacity) -> bool:
    """An officer of any organisation above: may take down what should not be there."""
    return capacity.org in line(case.facts.org(case.subject.owner_id).path)[:-1] and unconcerned(case)


@relation("reviewer", N_("答复组织或上一级组织中的其他人员"), OFFICERS, by_owner)
def reviewer(case: Case, capacity: Capacity) -> bool:
    """Another officer of the same organisation or of the level above, whose hand is not in it."""
    whole = line(case.facts.org(case.subject.owner_id).path)
    if capacity.org not in whole[-2:] or not unconcerned(case):
        return False
    if case.actor.id in case.facts.authors:
        raise NotPermitted(OWN_TEXT)
    return True


@guard(N_("事项已答复"))
def still_answered(case: Case) -> None:
    """A text about an answer that fell would come back by itself with the next one, which it does not speak of."""
    if case.facts.issue.state not in ANSWERED:
        raise Barred(N_("本事项正在重新办理，答复以后才能公开；到时请先核对文稿"))
