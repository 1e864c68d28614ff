"""How somebody may stand towards a meeting and its items (WORKFLOWS.md section 6)."""

from __future__ import annotations

from workflow.issues.relations import fit, officers_of
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs.roles import HANDLER, HEADS, MEMBER, OFFICERS, PARTY


def by_body(case: Case) -> Sentence:
    return officers_of(case, case.subject.org_id)


def by_chair(case: Case) -> Sentence:
    return Sentence(N_("%(org)s书记"), {"org": case.facts.org(case.subject.org_id).name})


@relation("planner", N_("党组织的工作人员"), OFFICERS | {MEMBER})
def planner(case: Case, capacity: Capacity) -> bool:
    """Whoever may draft a meeting of the own organisation; there is no meeting yet."""
    return capacity.kind in PARTY


@relation("recorder", N_("本组织的工作人员或支委"), OFFICERS | {MEMBER}, by_body)
def recorder(case: Case, capacity: Capacity) -> bool:
    """Drafts the agenda and the minutes: an officer or a member of the meeting's body."""
    return bool(capacity.org == case.subject.org_id)


@relation("body", N_("会议所属组织的工作人员"), OFFICERS, by_body)
def body(case: Case, capacity: Capacity) -> bool:
    """An officer of the meeting's body convenes it and enters what it resolves."""
    return capacity.org == case.subject.org_id and fit(case)


@relation("chair", N_("会议主持人（书记）"), HEADS, by_chair)
def chair(case: Case, capacity: Capacity) -> bool:
    """The secretary of the body, or whom the secretary delegated in writing."""
    return capacity.org == case.subject.org_id and fit(case)


@relation("acting_chair", N_("本议题的代行主持人"), OFFICERS | {MEMBER})
def acting_chair(case: Case, capacity: Capacity) -> bool:
    """Named for one item whose chair is recused."""
    mine = case.subject.acting_chair_id is not None and case.subject.acting_chair_id == case.actor.id
    return bool(mine and capacity.org == case.subject.org_id) and fit(case)


@relation("invited", N_("受邀参会的人"), OFFICERS | {MEMBER, HANDLER})
def invited(case: Case, capacity: Capacity) -> bool:
    """On the list of this meeting, as a person or for the unit."""
    return any(one.person_id == case.actor.id or one.org_id == capacity.org for one in case.facts.attendees)
