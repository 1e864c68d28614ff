"""Before its day: planned, announced, moved, handed to a delegate; cancelled, or missed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers, Barred
from workflow.kernel.fields import Choice, Day, Line, Option, Text, Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case, clock, follows
from workflow.orgs.capacities import acting_in
from workflow.orgs.model import Org, Person
from workflow.orgs.roles import HEADS, MEMBER, OFFICERS, SECRETARY
from workflow.receptions.flow import AHEAD, reception_flow
from workflow.receptions.model import Reception
from workflow.receptions.relations import branches_of, delegator, month_over, organiser, scheduler

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

RECEPTIONS, ORGS, PEOPLE = bare(Reception), bare(Org), bare(Person)
NOTICE = 3
"""Days; a move announced later than that needs a reason."""
TWO_YEARS = 731


def branches(case: Case) -> list[Option]:
    """The branches whose days this actor may plan."""
    return [(row.id, row.name) for row in branches_of(case.db, case.actor)]


@reception_flow.step(
    N_("排定接待日"), (), to="planned", by=scheduler,
    on=Day(label=N_("接待日期"), ahead=TWO_YEARS),
    hours=Line(label=N_("接待时间"), required=False, longest=40),
    place=Line(label=N_("接待地点"), required=False),
    branch=Choice(label=N_("支部"), among=branches, required=False, help=N_("不选时为本支部")),
)  # fmt: skip
def plan(desk: Desk, reception: Reception, on: date, hours: str | None, place: str | None, branch: int | None) -> None:
    """One per branch and month; that day's secretary is the host until somebody is delegated."""
    reception.branch_id, reception.month, reception.held_on = own(desk, branch), f"{on:%Y-%m}", on
    reception.hours, reception.place = hours or "", place or ""
    reception.visitors = reception.received = reception.joined = 0
    reception.zero = reception.delegated = False
    desk.db.execute(select(ORGS.c.id).where(ORGS.c.id == reception.branch_id).with_for_update()).one()
    others = (RECEPTIONS.c.branch_id == reception.branch_id) & (RECEPTIONS.c.month == reception.month)
    if desk.db.execute(select(RECEPTIONS.c.id).where(others, RECEPTIONS.c.state != "cancelled")).first():
        raise Barred(N_("%(month)s 已有接待日，每个支部每月一次"), month=reception.month)
    reception.host_id = secretary_of(desk, reception.branch_id, on)


def own(desk: Desk, branch: int | None) -> int:
    """The branch that was named, else the actor's own.

    Raises: BadAnswers for somebody above the branches who named none.
    """
    assert desk.capacity is not None
    if branch is None and desk.capacity.kind != "branch":
        raise BadAnswers({"branch": Sentence(N_("请选择支部"))})
    return branch or desk.capacity.org


def secretary_of(desk: Desk, branch: int, day: date) -> int | None:
    """Who is secretary on a day, as far as it is known today; whoever is granted the post later takes the seat then."""
    return min(acting_in(desk.db, (branch,), {SECRETARY}, "", day)[branch], default=None)


@reception_flow.step(N_("公告"), "planned", to="announced", by=organiser, primary=True)
def announce(desk: Desk, reception: Reception) -> None:
    """Residents learn when, where and who."""
    reception.announced_at = desk.now


@reception_flow.step(
    N_("改期"), AHEAD, by=organiser,
    on=Day(label=N_("新日期")),
    hours=Line(label=N_("接待时间"), required=False, longest=40),
    place=Line(label=N_("接待地点"), required=False),
    reason=Text(label=N_("理由"), required=False, longest=500, help=N_("对外公开；提前不足 3 天的必须写明")),
)  # fmt: skip
def reschedule(
    desk: Desk, reception: Reception, on: date, hours: str | None, place: str | None, reason: str | None
) -> None:
    """Within its month; the date announced before stays public. Who hosts is asked anew: papers were for that day."""
    if f"{on:%Y-%m}" != reception.month:
        raise BadAnswers({"on": Sentence(N_("接待日须在 %(month)s 内举行"), {"month": reception.month})})
    if on == reception.held_on:
        raise BadAnswers({"on": Sentence(N_("新日期与原定日期相同"))})
    if (min(on, reception.held_on) - desk.today).days < NOTICE and not reason:
        raise BadAnswers({"reason": Sentence(N_("提前不足 %(days)s 天改期，请写明理由"), {"days": NOTICE})})
    first = reception.moved_from or reception.held_on
    reception.moved_from = first if first != on else None  # back where it was: nothing differs from what was told
    reception.held_on, reception.hours = on, hours or reception.hours
    reception.place, reception.reason = place or reception.place, reason
    reception.host_id, reception.delegated = secretary_of(desk, reception.branch_id, on), False


def members(case: Case) -> list[Option]:
    """People of the branch on that day."""
    branch = case.subject.branch_id
    ids = acting_in(case.db, (branch,), OFFICERS | {MEMBER}, "", case.subject.held_on)[branch]
    found = select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(ids)).order_by(PEOPLE.c.id)
    return [(row.id, row.name) for row in case.db.execute(found)]


@reception_flow.step(
    N_("委托接待"), AHEAD, by=delegator,
    person=Choice(label=N_("受委托人"), among=members),
    paper=Line(label=N_("委托书"), longest=120, help=N_("书面委托的文号或日期，只对当天有效")),
)  # fmt: skip
def delegate(desk: Desk, reception: Reception, person: int, paper: str) -> None:
    """A member of the branch sits in for the secretary that day, by a written paper."""
    secretaries = acting_in(desk.db, (reception.branch_id,), HEADS, "", reception.held_on)[reception.branch_id]
    reception.host_id, reception.delegated = person, person not in secretaries


@reception_flow.step(
    N_("接待人换为新任书记"), AHEAD, by=follows,
    person=Whole(label=N_("接待人"), most=2**40),
)  # fmt: skip
def change_host(desk: Desk, reception: Reception, person: int) -> None:
    """The branch has another secretary from before that day on; somebody delegated stays."""
    reception.host_id = person


@reception_flow.step(
    N_("取消接待日"), AHEAD, to="cancelled", by=organiser,
    reason=Text(label=N_("理由"), longest=500, help=N_("对外公开")),
)  # fmt: skip
def cancel(desk: Desk, reception: Reception, reason: str) -> None:
    """It counts as missed unless another day is planned within the month."""
    reception.reason = reason


@reception_flow.step(N_("记为未举行"), AHEAD, to="missed", by=clock, guards=[month_over])
def miss(desk: Desk, reception: Reception) -> None:
    """The month ended and nobody opened it."""
