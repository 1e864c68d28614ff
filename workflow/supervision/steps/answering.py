"""The answer in writing, and what those above make of it; an order that was a mistake is taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from workflow.kernel.fields import Day, Text
from workflow.kernel.i18n import C_, N_
from workflow.supervision.flow import OPEN, UNANSWERED, order_flow
from workflow.supervision.model import Order
from workflow.supervision.relations import author, issuer, issuing_head, not_replier, ordered

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


@order_flow.step(
    N_("答复督办"), UNANSWERED, to="answered", by=ordered, primary=True,
    cause=Text(label=N_("超期原因"), longest=2000, help=N_("为什么超过了时限")),
    measures=Text(label=N_("措施"), longest=2000, help=N_("已经做了什么，接下来做什么")),
    by_when=Day(label=N_("何时办好"), help=N_("从今天起一年之内")),
)  # fmt: skip
def reply(desk: Desk, order: Order, cause: str, measures: str, by_when: date) -> None:
    """All three, or it is no reply; it stands until another one is asked for."""
    order.cause, order.measures, order.promised_on = cause, measures, by_when
    order.replied_at, order.replied_by_id = desk.now, desk.actor.id
    order.replies += 1


@order_flow.step(
    N_("结束督办"), "answered", to="closed", by=issuer, guards=[not_replier], primary=True,
    opinion=Text(label=N_("审核意见"), required=False, longest=1000),
)  # fmt: skip
def close(desk: Desk, order: Order, opinion: str | None) -> None:
    """The reply will do. What it is about goes on by its own steps."""
    order.closed_at = desk.now


@order_flow.step(
    C_("step", "继续督办"), "answered", to="continued", by=issuer, guards=[not_replier],
    reason=Text(label=N_("理由"), longest=1000, help=N_("答复缺什么，要怎样重新答复")),
)  # fmt: skip
def carry_on(desk: Desk, order: Order, reason: str) -> None:
    """The reply will not do: another one is due, within a new limit."""
    order.reason = reason


@order_flow.step(
    N_("撤回督办单"), OPEN, to="withdrawn", by=(author, issuing_head),
    reason=Text(label=N_("理由"), longest=1000, help=N_("错在哪里；被督办的组织会看到")),
    help=N_("督办单发错了才撤回，不再要求答复；已有的答复留在历史里"),
)  # fmt: skip
def withdraw(desk: Desk, order: Order, reason: str) -> None:
    """It was issued by mistake: nobody owes an answer any more, and another one may be issued."""
    order.reason, order.closed_at = reason, desk.now
