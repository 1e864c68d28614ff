"""What may happen to a rule: a limit or the close of business is set from a day on, within bounds; or taken back."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.calendar.model import renew
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Day, Line, Option, Whole
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Case
from workflow.orgs.model import Org
from workflow.orgs.roles import PARTY
from workflow.rules.book import book_of
from workflow.rules.flows import rule_flow
from workflow.rules.model import Rule
from workflow.rules.relations import rule_maker
from workflow.rules.settable import (
    CLOSING,
    KEEPING,
    LIMIT,
    NUMBERS,
    RUNG,
    SEEING,
    SETTABLE,
    WINDOW,
    minutes_of,
    neighbours,
    setting,
    time_of,
)

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ORGS = bare(Org)


def organisations(case: Case) -> list[Option]:
    """All of them for the street, the own one for whoever is below."""
    found = select(ORGS.c.id, ORGS.c.name).where(ORGS.c.street_id == case.actor.street, ORGS.c.kind.in_(PARTY))
    if not any(hat.kind == "street" and hat.role in rule_maker.roles for hat in case.actor.capacities):
        found = found.where(ORGS.c.id.in_([hat.org for hat in case.actor.capacities if hat.role in rule_maker.roles]))
    return [(row.id, row.name) for row in case.db.execute(found.order_by(ORGS.c.path))]


LOOSER = {
    LIMIT: N_("上级现行的是 %(most)s，下级只能更短"),
    WINDOW: N_("上级现行的是 %(most)s，下级只能更长"),
    RUNG: N_("上级现行的是 %(most)s，下级只能更早"),
    KEEPING: N_("上级现行的是 %(most)s，下级只能更短"),
    SEEING: N_("上级现行的是 %(most)s，下级只能更少"),
}


@rule_flow.step(
    N_("设定时限"), (), to="set", by=rule_maker,
    org=Choice(label=N_("组织"), among=organisations, help=N_("对所选组织和它下面的各级组织有效")),
    clock=Choice(label=N_("时限"), of=setting(*NUMBERS)),
    amount=Whole(label=N_("长度"), least=1, most=1000, help=N_("单位与现行的相同；须在可设范围内，下级只能更严")),
    starts=Day(label=N_("生效日期"), ahead=366, help=N_("此前开始的计时不变")),
    reason=Line(label=N_("原因"), longest=120, required=False),
)  # fmt: skip
def set_limit(desk: Desk, rule: Rule, org: int, clock: str, amount: int, starts: date, reason: str | None) -> None:
    """Clocks that start from that day on run by it; those that run already keep theirs, which their rows hold."""
    one = SETTABLE[clock]
    if amount > one.most and one.group == LIMIT:
        raise BadAnswers({"amount": Sentence(N_("上限是 %(most)s，不能更长"), {"most": one.most})})
    if one.within(amount) != amount:
        told = Sentence(N_("只能设为 %(least)s 至 %(most)s"), {"least": one.least, "most": one.most})
        raise BadAnswers({"amount": told})
    held = above(desk, rule, org, clock, starts)
    if held is not None and one.stricter(amount, held) != amount:
        raise BadAnswers({"amount": Sentence(LOOSER[one.group], {"most": held})})
    in_order(desk, rule, org, clock, amount, starts)
    lay_down(desk, rule, org, clock, amount, starts)


TIMES = {
    f"{time_of(minutes):%H:%M}": f"{time_of(minutes):%H:%M}"
    for minutes in range(SETTABLE[CLOSING].least, SETTABLE[CLOSING].most + 1, 30)
}


@rule_flow.step(
    N_("设定下班时间"), (), to="set", by=rule_maker,
    org=Choice(label=N_("组织"), among=organisations, help=N_("对所选组织和它下面的各级组织有效")),
    closes=Choice(
        label=N_("下班时间"), of=TIMES,
        help=N_("期限的最后一天到这时为止；街道下班以后收到的，算下一个工作日收到。下级只能更早"),
    ),
    starts=Day(label=N_("生效日期"), ahead=366, help=N_("此前开始的计时不变")),
    reason=Line(label=N_("原因"), longest=120, required=False),
)  # fmt: skip
def set_hours(desk: Desk, rule: Rule, org: int, closes: str, starts: date, reason: str | None) -> None:
    """Clocks that start from that day on end their last day then; what was told stays, for running rows hold theirs."""
    minutes = minutes_of(time.fromisoformat(closes))
    latest = above(desk, rule, org, CLOSING, starts)
    if latest is not None and minutes > latest:
        told = Sentence(N_("上级 %(time)s 下班，下级只能更早"), {"time": f"{time_of(latest):%H:%M}"})
        raise BadAnswers({"closes": told})
    lay_down(desk, rule, org, CLOSING, minutes, starts)


def in_order(desk: Desk, rule: Rule, org: int, clock: str, amount: int, on: date) -> None:
    """Raises: BadAnswers for a rung that would come before the one before it, or after the one after it."""
    book = book_of(desk.db, rule.street_id)
    earlier, later = neighbours(clock)
    if earlier and amount < (held := book.ruled(earlier, org, on)):
        words = {"other": Label(SETTABLE[earlier].label), "held": held}
        raise BadAnswers({"amount": Sentence(N_("不能早于“%(other)s”的 %(held)s"), words)})
    if later and amount > (held := book.ruled(later, org, on)):
        words = {"other": Label(SETTABLE[later].label), "held": held}
        raise BadAnswers({"amount": Sentence(N_("不能晚于“%(other)s”的 %(held)s"), words)})


def above(desk: Desk, rule: Rule, org: int, clock: str, on: date) -> int | None:
    """What holds that day one level above an organisation; None above the street."""
    parent = desk.db.execute(select(ORGS.c.parent_id).where(ORGS.c.id == org)).scalar_one()
    return None if parent is None else book_of(desk.db, rule.street_id).ruled(clock, parent, on)


def lay_down(desk: Desk, rule: Rule, org: int, clock: str, amount: int, starts: date) -> None:
    """The rule as its row has it; whoever keeps what holds in the street reads it anew."""
    rule.org_id, rule.clock, rule.amount, rule.starts, rule.at = org, clock, amount, starts, desk.now
    renew(desk.db, rule.street_id)


@rule_flow.step(
    N_("撤销规则"), "set", to="withdrawn", by=rule_maker,
    why=Line(label=N_("原因"), longest=120, required=False),
)  # fmt: skip
def withdraw(desk: Desk, rule: Rule, why: str | None) -> None:
    """What held before holds again for clocks that start from now on."""
    renew(desk.db, rule.street_id)
