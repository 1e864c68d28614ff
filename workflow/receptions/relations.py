"""How somebody may stand towards a reception day, and the rules that may refuse its steps."""

from __future__ import annotations

from workflow.calendar.wording import full_day
from workflow.issues.relations import officers_of
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs.roles import HEADS, MEMBER, OFFICERS


def by_branch(case: Case) -> Sentence:
    return officers_of(case, case.subject.branch_id)


def by_host(case: Case) -> Sentence:
    return Sentence(N_("%(org)s的接待人或书记"), {"org": case.facts.org(case.subject.branch_id).name})


@relation("of_branch", N_("网格党支部的工作人员"), OFFICERS)
def of_branch(case: Case, capacity: Capacity) -> bool:
    """An officer of a branch plans its own reception days; there is none yet."""
    return capacity.kind == "branch"


@relation("organiser", N_("本支部的工作人员"), OFFICERS, by_branch)
def organiser(case: Case, capacity: Capacity) -> bool:
    """An officer of the reception's branch."""
    return bool(capacity.org == case.subject.branch_id)


@relation("host", N_("接待人或支部书记"), OFFICERS | {MEMBER}, by_host)
def host(case: Case, capacity: Capacity) -> bool:
    """Whoever sits at the desk that day, or the branch's secretary."""
    if capacity.org != case.subject.branch_id:
        return False
    return capacity.role in HEADS or case.actor.id == case.subject.host_id


@relation("desk_clerk", N_("本支部接待现场人员"), OFFICERS | {MEMBER}, by_branch)
def desk_clerk(case: Case, capacity: Capacity) -> bool:
    """Anybody of the branch may write down what a visitor says, while the host listens."""
    return bool(capacity.org == case.subject.branch_id)


@guard(N_("接待当天"))
def on_reception_day(case: Case) -> None:
    if case.today != case.subject.held_on:
        raise Barred(N_("接待日定于 %(day)s，如有变动请先改期"), day=full_day(case.subject.held_on))


@guard(N_("受委托人须当天签字"))
def delegate_in_time(case: Case) -> None:
    """Once a delegate's day is over the secretary signs."""
    heads = [c for c in case.actor.capacities if c.role in HEADS and c.org == case.subject.branch_id]
    over = case.subject.delegated and case.today > case.subject.held_on
    if over and not any(c.covers("close") for c in heads):
        raise NotPermitted(N_("受委托的接待日已过，须由支部书记签字结束"), who=by_host(case))


@guard(N_("当月已过"))
def month_over(case: Case) -> None:
    if f"{case.today:%Y-%m}" <= case.subject.month:
        raise Barred(N_("当月未过，仍可举行接待日"))
