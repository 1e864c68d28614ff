"""Rules about whose word it is: the reporter's own, said where no officer is logged in, or heard on the telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow.issues.guards import first_objection, missing, second_objection
from workflow.issues.model import Doubt
from workflow.issues.reporters import callable_ones
from workflow.kernel.db import bare
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_
from workflow.kernel.policy import REPORTER, Case

DOUBTS = bare(Doubt)
STAFF = "staff"
"""The kind of a reporter's hat that is worn where an officer is logged in."""
CHANGEABLE = timedelta(hours=72)
SEATS = 5


def mine(case: Case) -> int | None:
    """The claim behind the code that was shown; None for an officer."""
    return next((hat.behalf for hat in case.actor.capacities if hat.role == REPORTER), None)


@guard(N_("不在工作人员的登录中"))
def not_from_staff(case: Case) -> None:
    """Nobody judges their own work with a resident's slip in hand."""
    if any(hat.role == REPORTER and hat.kind == STAFF for hat in case.actor.capacities):
        raise NotPermitted(N_("这里登录着工作人员账号，不能替诉求人评价；请退出登录，或由诉求人在自己的手机上评价"))


@guard(N_("已不能再要求重办"))
def no_objection_left(case: Case) -> None:
    """While it can be worked on again, a no is an objection."""
    for rule in (first_objection, second_objection):
        try:
            rule(case)
        except Barred:
            continue
        raise Barred(N_("没有解决的，请用“未解决”或“再次未解决”，事项会重新办理"))


def heard(case: Case) -> Any:
    """The last call of this officer in this round; what is said now was said in it."""
    return next((call for call in reversed(case.facts.calls) if call.person_id == case.actor.id), None)


@guard(N_("回访联系上了诉求人"))
def reached_by_call(case: Case) -> None:
    """Whom nobody reached is not satisfied: the evaluation belongs to whoever was spoken to last."""
    if mine(case) is not None:
        return
    call = heard(case)
    if call is None or not call.reached:
        raise Barred(N_("请先回访，联系上诉求人后才能登记其评价；没联系上不等于满意"))
    if call.claim_id not in missing(case):
        raise Barred(N_("回访到的这位诉求人已经评价过，或已退出"))


@guard(N_("有留下电话的诉求人"))
def somebody_to_call(case: Case) -> None:
    if not callable_ones(case):
        raise Barred(N_("诉求人没有留下电话，不能回访；可以等诉求人凭查询码评价"))


@guard(N_("评价未满七十二小时"))
def changeable(case: Case) -> None:
    """The history keeps what was said before; the later one counts."""
    said = case.facts.evaluations.get(mine(case))
    if said is None:
        raise Barred(N_("您还没有评价这次答复"))
    if case.now - said.at > CHANGEABLE:
        raise Barred(N_("评价满 72 小时后不能再修改"))


@guard(N_("诉求人有多位"))
def many_reporters(case: Case) -> None:
    if len(case.facts.claims) < 2:
        raise Barred(N_("只有一位诉求人，不需要代表"))


@guard(N_("代表未满五位"))
def seat_free(case: Case) -> None:
    """At most five (WORKFLOWS.md, the statute on petitions)."""
    if mine(case) in case.facts.seats.values():
        raise Barred(N_("您已是本事项的诉求人代表"))
    if len(case.facts.seats) >= SEATS:
        raise Barred(N_("已有五位诉求人代表，最多五位"))


@guard(N_("是诉求人代表"))
def seated(case: Case) -> None:
    if mine(case) not in case.facts.seats.values():
        raise Barred(N_("您不是本事项的诉求人代表"))


@guard(N_("有待查看的评价"))
def doubted(case: Case) -> None:
    if all(row.looked_at is not None for row in case.facts.doubts):
        raise Barred(N_("没有待查看的评价"))
