"""An order begins: from somebody above, or from the ladder of a clock that has run out long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from workflow.issues.intake import number_for
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers, Barred, NotFound
from workflow.kernel.fields import Choice, Text, Whole
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import CLOCK, Case, clock, require
from workflow.rules.limits import CLOCKS
from workflow.supervision.flow import OPEN, order_flow
from workflow.supervision.matters import NOUNS, Matter, matter
from workflow.supervision.model import Order
from workflow.supervision.relations import issuer_of, overseer

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ORDERS = bare(Order)


@order_flow.step(
    N_("发出督办单"), (), to="issued", by=(overseer, clock),
    about=Choice(label=N_("督办什么"), of=NOUNS),
    subject=Whole(label=N_("哪一件"), least=1, most=2**40),
    clock=Choice(label=N_("超过的时限"), of=CLOCKS, required=False, help=N_("不选时为最早超过的一项")),
    org=Whole(label=N_("由谁答复"), required=False, least=1, most=2**40, help=N_("不填时为现在应当办理的组织")),
    demand=Text(label=N_("督办要求"), required=False, longest=1000),
)  # fmt: skip
def issue(
    desk: Desk, order: Order, about: str, subject: int, clock: str | None, org: int | None, demand: str | None
) -> None:
    """About what is late, to whoever must act in it; numbered by who issues it, every year, without gaps."""
    found = seen(desk, about, subject)
    late = over(found, clock)
    order.about_noun, order.about_id, order.about_name = found.noun, found.id, found.name
    order.issue_id, order.org_id = found.issue_id, answering(found, org)
    order.clock, order.clock_seq, order.late_since = late.kind, late.seq, late.due_at
    order.issuer_id, order.stage = commissioned(desk, order)
    not_twice(desk, order)
    order.number = numbered(desk, order.issuer_id)
    order.demand, order.issued_at, order.replies = demand, desk.now, 0


def seen(desk: Desk, about: str, subject: int) -> Matter:
    """The matter, locked: two who issue at the same time are one after the other.

    Raises: BadAnswers, alike for what is not there and what may not be seen.
    """
    try:
        return matter(desk.db, desk.actor, about, subject, desk.now, lock=True)
    except NotFound as error:
        raise BadAnswers({"subject": error.sentence}) from None


def over(found: Matter, clock: str | None) -> Any:
    """The clock the order is about.

    Raises: Barred where nothing is late, or not this.
    """
    late = next((one for one in found.late if clock in (None, one.kind)), None)
    if late is not None:
        return late
    if clock is None:
        raise Barred(N_("没有超过时限，不能发督办单"))
    raise Barred(N_("“%(clock)s”没有超过，不能为它发督办单"), clock=Label(CLOCKS[clock]))


def answering(found: Matter, org: int | None) -> int:
    """Raises: BadAnswers for an organisation that has nothing to do with the matter."""
    if org is not None and org not in found.orgs:
        raise BadAnswers({"org": Sentence(N_("这个组织不是该件的办理方，不能由它答复"))})
    return org or found.orgs[0]


def commissioned(desk: Desk, order: Order) -> tuple[int, str]:
    """(who issues it, how it came about): by hand whose officer issues it, by the clock the level above.

    Raises: NotPermitted for somebody who is not above the organisation that is late.
    """
    case = Case(desk.db, desk.actor, order, desk.now)
    capacity = require(case, order_flow.steps["issue"])
    if capacity.role == CLOCK:
        return issuer_of(case, order.org_id), "clock"
    return capacity.org, "hand"


def not_twice(desk: Desk, order: Order) -> None:
    """Raises: Barred while another order about this clock is open, and for good once its ladder has issued one."""
    same = (ORDERS.c.about_noun == order.about_noun) & (ORDERS.c.about_id == order.about_id)
    same &= ORDERS.c.clock == order.clock
    open_one = select(ORDERS.c.number).where(same, ORDERS.c.state.in_(OPEN.split()))
    if number := desk.db.execute(open_one).scalars().first():
        raise Barred(N_("“%(clock)s”已有未结束的督办单 %(number)s"), clock=Label(CLOCKS[order.clock]), number=number)
    stage = (ORDERS.c.clock_seq == order.clock_seq) & (ORDERS.c.stage == "clock")
    if order.stage == "clock" and desk.db.execute(select(ORDERS.c.id).where(same, stage)).first():
        raise Barred(N_("“%(clock)s”这一次超期已经督办过"), clock=Label(CLOCKS[order.clock]))


def numbered(desk: Desk, issuer: int) -> str:
    """Such as 督〔2026〕7号."""
    _code, year, number = number_for(desk, issuer, "supervision_order")
    return f"督〔{year}〕{number}号"
