"""What may happen to a reception day: planned, announced, moved, opened, matters received, closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers, Barred
from workflow.kernel.fields import Choice, Day, Flag, Line, Option, Text
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case, clock
from workflow.orgs.capacities import acting_in
from workflow.orgs.model import Org, Person
from workflow.orgs.roles import HEADS, MEMBER, OFFICERS, SECRETARY
from workflow.receptions.asking import kept_elsewhere
from workflow.receptions.flow import AHEAD, reception_flow
from workflow.receptions.model import Reception
from workflow.receptions.relations import (
    delegate_in_time,
    desk_clerk,
    host,
    month_over,
    of_branch,
    on_reception_day,
    organiser,
)

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

RECEPTIONS, ORGS, PEOPLE = bare(Reception), bare(Org), bare(Person)
NOTICE = 3
"""Days; a move announced later than that needs a reason."""


@reception_flow.step(
    N_("排定接待日"), (), to="planned", by=of_branch,
    on=Day(label=N_("接待日期")),
    hours=Line(label=N_("接待时间"), required=False, longest=40),
    place=Line(label=N_("接待地点"), required=False),
)  # fmt: skip
def plan(desk: Desk, reception: Reception, on: date, hours: str | None, place: str | None) -> None:
    """One per branch and month; the secretary is the host until somebody is delegated."""
    assert desk.capacity is not None
    branch = desk.capacity.org
    reception.branch_id, reception.month, reception.held_on = branch, f"{on:%Y-%m}", on
    reception.hours, reception.place = hours or "", place or ""
    reception.received, reception.zero, reception.delegated = 0, False, False
    desk.db.execute(select(ORGS.c.id).where(ORGS.c.id == branch).with_for_update()).one()
    others = (RECEPTIONS.c.branch_id == branch) & (RECEPTIONS.c.month == reception.month)
    if desk.db.execute(select(RECEPTIONS.c.id).where(others, RECEPTIONS.c.state != "cancelled")).first():
        raise Barred(N_("%(month)s 已有接待日，每个支部每月一次"), month=reception.month)
    reception.host_id = min(acting_in(desk.db, (branch,), {SECRETARY}, "", desk.today)[branch], default=None)


@reception_flow.step(N_("公告"), "planned", to="announced", by=organiser, primary=True)
def announce(desk: Desk, reception: Reception) -> None:
    """Residents learn when, where and who."""
    reception.announced_at = desk.now


@reception_flow.step(
    N_("改期"), AHEAD, by=organiser,
    on=Day(label=N_("新日期")),
    hours=Line(label=N_("接待时间"), required=False, longest=40),
    place=Line(label=N_("接待地点"), required=False),
    reason=Text(label=N_("理由"), required=False, longest=500, help=N_("提前不足 3 天的须写明理由")),
)  # fmt: skip
def reschedule(
    desk: Desk, reception: Reception, on: date, hours: str | None, place: str | None, reason: str | None
) -> None:
    """Within its month; the date announced before stays public beside the new one."""
    if f"{on:%Y-%m}" != reception.month:
        raise BadAnswers({"on": Sentence(N_("接待日须在 %(month)s 内举行"), {"month": reception.month})})
    if (min(on, reception.held_on) - desk.today).days < NOTICE and not reason:
        raise BadAnswers({"reason": Sentence(N_("提前不足 %(days)s 天改期，请写明理由"), {"days": NOTICE})})
    reception.moved_from = reception.moved_from or reception.held_on
    reception.held_on, reception.hours = on, hours or reception.hours
    reception.place = place or reception.place


def members(case: Case) -> list[Option]:
    """People of the branch today."""
    branch = case.subject.branch_id
    ids = acting_in(case.db, (branch,), OFFICERS | {MEMBER}, "", case.today)[branch]
    found = select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(ids)).order_by(PEOPLE.c.id)
    return [(row.id, row.name) for row in case.db.execute(found)]


@reception_flow.step(
    N_("委托接待"), AHEAD, by=organiser,
    person=Choice(label=N_("受委托人"), among=members),
    paper=Line(label=N_("委托书"), longest=120, help=N_("书面委托的文号或日期")),
)  # fmt: skip
def delegate(desk: Desk, reception: Reception, person: int, paper: str) -> None:
    """A member of the branch sits in for the secretary, by a written paper."""
    secretaries = acting_in(desk.db, (reception.branch_id,), HEADS, "", desk.today)[reception.branch_id]
    reception.host_id, reception.delegated = person, person not in secretaries


@reception_flow.step(N_("开始接待"), "announced", to="open", by=host, guards=[on_reception_day], primary=True)
def open(desk: Desk, reception: Reception) -> None:
    """On its day, by whoever sits there."""
    reception.opened_at = desk.now


@reception_flow.step(
    N_("登记来访事项"), "open", by=desk_clerk, guards=[on_reception_day], primary=True,
    **kept_elsewhere(issue_flow.steps["register"].asks, without=("reception", "host")),
)  # fmt: skip
def receive(desk: Desk, reception: Reception, **answers: Any) -> None:
    """A visitor's matter becomes an issue of its own; one visitor may have many.

    `desk.result` then holds its `issue` id and the `nonce` of the tracking code.
    """
    reception.received += 1
    desk.follow_birth(Issue, "register", reception=reception.id, host=reception.host_id, **answers)


@reception_flow.step(
    N_("结束接待"), "open", to="closed", by=host, guards=[delegate_in_time],
    zero=Flag(label=N_("零登记"), required=False, help=N_("没有人来访时勾选")),
)  # fmt: skip
def close(desk: Desk, reception: Reception, zero: bool | None) -> None:
    """Signed by the host, or by the secretary once a delegate's day is over; an empty day is said so."""
    if not reception.received and not zero:
        raise BadAnswers({"zero": Sentence(N_("本次没有登记事项，请确认零登记"))})
    if reception.received and zero:
        told = {"n": reception.received}
        raise BadAnswers({"zero": Sentence(N_("本次已登记 %(n)s 件事项，不是零登记"), told)})
    reception.zero, reception.closed_at, reception.signed_by_id = bool(zero), desk.now, desk.actor.id


@reception_flow.step(
    N_("取消接待日"), AHEAD, to="cancelled", by=organiser,
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def cancel(desk: Desk, reception: Reception, reason: str) -> None:
    """It counts as missed unless another day is planned within the month."""


@reception_flow.step(N_("记为未举行"), AHEAD, to="missed", by=clock, guards=[month_over])
def miss(desk: Desk, reception: Reception) -> None:
    """The month ended and nobody opened it."""
