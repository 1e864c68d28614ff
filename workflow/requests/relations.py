"""How somebody may stand towards a request: who decides it, and why not everybody."""

from __future__ import annotations

from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Capacity, Case, anyone, relation
from workflow.orgs.roles import OFFICERS
from workflow.requests.kinds import KINDS

OWN_REQUEST = N_("不能审批自己提出的申请，须由他人进行")
OWN_PROPOSAL = N_("拟办人不能复核自己的意见，须由他人进行")
OWN_WORK = N_("承办人不能审批所办事项的延期或暂停，须由他人进行")


def by_deciders(case: Case) -> Sentence:
    """In words: whoever answers for the matter, or the level above, as the kind says."""
    matter = case.facts.of_issue(case.actor, case.now)
    ways = KINDS[case.subject.kind].by
    return anyone(matter, ways[:1] if case.subject.assignment_id is not None else ways)


@relation("decider", N_("有权审批的其他人员"), OFFICERS, by_deciders)
def decider(case: Case, capacity: Capacity) -> bool:
    """Another person, entitled to what is asked: nobody marks their own work, the approver is never the asker."""
    asked, matter = case.subject, case.facts.of_issue(case.actor, case.now)
    kind = KINDS[asked.kind]
    if not any(capacity.role in way.roles and way.test(matter, capacity) for way in kind.by):
        return False
    if case.actor.id == asked.asked_by_id:
        raise NotPermitted(OWN_REQUEST)
    if case.actor.id == asked.prepared_by_id:
        raise NotPermitted(OWN_PROPOSAL)
    if kind.own_work and asked.assignment_id is None and case.actor.id in matter.facts.workers:
        raise NotPermitted(OWN_WORK)
    return True


@guard(N_("须由两人答复"))
def needs_two(case: Case) -> None:
    if not KINDS[case.subject.kind].pair:
        raise Barred(N_("这类申请由一人审批，不用拟办"))


@guard(N_("与拟办意见一致"))
def as_proposed(case: Case) -> None:
    """Where two people answer, the second one agrees with the first, or sends it back."""
    if not KINDS[case.subject.kind].pair:
        return
    if case.subject.state == "pending":
        raise Barred(N_("须先由一人拟办，再由另一人复核"))
    if case.step is not None and case.subject.proposed != case.step.name:
        raise Barred(N_("与拟办意见不同；不赞成的，请退回重拟"))
