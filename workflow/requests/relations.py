"""How somebody may stand towards a request: who decides it, and why not everybody."""

from __future__ import annotations

from workflow.kernel.errors import NotPermitted
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs.roles import OFFICERS
from workflow.requests.kinds import KINDS

OWN_REQUEST = N_("不能审批自己提出的申请，须由他人进行")
OWN_WORK = N_("承办人不能审批所办事项的延期或暂停，须由他人进行")


def by_deciders(case: Case) -> Sentence:
    """In words: whoever answers for the matter, or the level above, as the kind says."""
    matter = case.facts.of_issue(case.actor, case.now)
    named = [way.who(matter) for way in KINDS[case.subject.kind].by]
    if len(named) == 1 or case.subject.assignment_id is not None:
        return named[0]
    return Sentence(N_("%(first)s，或%(second)s"), {"first": named[0], "second": named[1]})


@relation("decider", N_("有权审批的其他人员"), OFFICERS, by_deciders)
def decider(case: Case, capacity: Capacity) -> bool:
    """Another person, entitled to what is asked: nobody marks their own work, the approver is never the asker."""
    asked, matter = case.subject, case.facts.of_issue(case.actor, case.now)
    kind = KINDS[asked.kind]
    if not any(capacity.role in way.roles and way.test(matter, capacity) for way in kind.by):
        return False
    if case.actor.id == asked.asked_by_id:
        raise NotPermitted(OWN_REQUEST)
    if kind.own_work and asked.assignment_id is None and case.actor.id in matter.facts.workers:
        raise NotPermitted(OWN_WORK)
    return True
