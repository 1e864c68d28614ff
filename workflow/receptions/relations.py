"""How somebody may stand towards a reception day, and the rules that may refuse its steps."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from workflow.calendar.wording import full_day
from workflow.issues.relations import officers_of
from workflow.kernel.db import bare
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Actor, Capacity, Case, relation
from workflow.orgs.model import Org
from workflow.orgs.roles import DELEGATE, HEADS, MEMBER, OFFICERS, PARTY

ORGS = bare(Org)


def by_branch(case: Case) -> Sentence:
    return officers_of(case, case.subject.branch_id)


def by_host(case: Case) -> Sentence:
    return Sentence(N_("%(org)s的接待人或书记"), {"org": case.facts.org(case.subject.branch_id).name})


def branches_of(db: Connection, actor: Actor) -> list[Any]:
    """(id, name, parent_id, code) of the branches an actor's organisations plan for: itself, or all below."""
    mine = [c for c in actor.capacities if c.role in OFFICERS and c.kind in PARTY]
    below = [
        ORGS.c.id == c.org if c.kind == "branch" else ORGS.c.parent_id == c.org for c in mine if c.kind != "street"
    ]
    everywhere = [ORGS.c.street_id == c.street for c in mine if c.kind == "street"]
    found = select(ORGS.c.id, ORGS.c.name, ORGS.c.parent_id, ORGS.c.code)
    wanted = found.where(ORGS.c.kind == "branch", or_(False, *below, *everywhere))
    return list(db.execute(wanted.order_by(ORGS.c.code)))


@relation("scheduler", N_("支部、社区或街道的工作人员"), OFFICERS)
def scheduler(case: Case, capacity: Capacity) -> bool:
    """A branch plans its own reception days; a community or the street those of the branches below it."""
    return capacity.kind in PARTY


@relation("organiser", N_("本支部的工作人员"), OFFICERS, by_branch)
def organiser(case: Case, capacity: Capacity) -> bool:
    """An officer of the reception's branch."""
    return bool(capacity.org == case.subject.branch_id)


@relation("delegator", N_("本支部书记"), HEADS, by_branch)
def delegator(case: Case, capacity: Capacity) -> bool:
    """The secretary, or a deputy in all; whoever holds a delegation hands nothing on."""
    if capacity.org != case.subject.branch_id:
        return False
    if capacity.role == DELEGATE:
        raise NotPermitted(N_("受委托人不能再委托他人接待"))
    return True


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
    if case.today == case.subject.held_on:
        return
    if case.subject.state == "open":
        raise Barred(OVER)
    raise Barred(N_("接待日定于 %(day)s，如有变动请先改期"), day=full_day(case.subject.held_on))


OVER = N_("接待日已过当天，请核对后签字结束")


@guard(N_("接待当天，或当天记下的来访"))
def at_the_desk(case: Case) -> None:
    """What was noted down on the day may still be registered afterwards, and must be before the day is closed."""
    if not case.facts.noted:
        on_reception_day(case)


@guard(N_("来访均已登记"))
def all_registered(case: Case) -> None:
    if n := case.facts.noted:
        raise Barred(N_("还有 %(n)s 笔来访没有登记，请先登记或划去"), n=n)


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
