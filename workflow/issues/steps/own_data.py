"""What whoever raised a matter may do with the own data, and what time does with it (DESIGN.md section 5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.issues.contacts import forget_contact, let_go, set_contact
from workflow.issues.flow import OPEN, SETTLED, issue_flow
from workflow.issues.forgetting import forget
from workflow.issues.keeping import no_hold, nothing_keeps
from workflow.issues.model import Issue
from workflow.issues.relations import data_subject, street_head
from workflow.issues.steps.requests import ask
from workflow.kernel.db import Record
from workflow.kernel.errors import Barred
from workflow.kernel.fields import Contact, Flag, Text, Whole
from workflow.kernel.flow import Step, guard
from workflow.kernel.i18n import N_
from workflow.kernel.policy import REPORTER, Case, clock, follows
from workflow.kernel.subject import SUBJECTS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

EVER = f"{OPEN} {SETTLED} archived"
TABLES = Record.metadata.tables
WAITING = ("pending", "prepared")
"""Requests that two people are about to answer."""


def own_claim(case: Case) -> int:
    """The claim behind the code that was shown."""
    return next((hat.behalf or 0 for hat in case.actor.capacities if hat.role == REPORTER), 0)


@guard(N_("仍是诉求人"))
def claim_lasts(case: Case) -> None:
    """Nobody needs to reach somebody who has left."""
    mine = [one for one in case.facts.all_claims if one.id == own_claim(case)]
    if any(one.ended_at is not None for one in mine):
        raise Barred(N_("您已退出本事项，不再需要联系方式"))


@guard(N_("内容还没有删除"))
def not_erased(case: Case) -> None:
    mine = [one for one in case.facts.all_claims if one.id == own_claim(case)]
    if any(one.erased_at is not None for one in mine):
        raise Barred(N_("您反映的内容已经删除"))


@guard(N_("没有待答复的删除申请"))
def no_erasure_asked(case: Case) -> None:
    if any(row.claim_id == own_claim(case) for row in case.facts.asked if row.kind == "erasure"):
        raise Barred(N_("您已申请删除，正在等待答复"))


@guard(N_("没有依法保留过"))
def not_held(case: Case) -> None:
    if case.subject.held_at is not None:
        raise Barred(N_("本事项已经依法保留"))


@guard(N_("正在依法保留"))
def is_held(case: Case) -> None:
    if case.subject.held_at is None:
        raise Barred(N_("本事项没有依法保留"))


# -- by whoever raised it ------------------------------------------------------------------------


@issue_flow.step(
    N_("更正联系方式"), EVER, by=data_subject, guards=[claim_lasts],
    name=Contact(label=N_("称呼"), required=False, longest=60, help=N_("可以不填")),
    phone=Contact(label=N_("电话"), required=False, longest=40, help=N_("可以不填")),
    email=Contact(label=N_("邮箱"), required=False, longest=120, help=N_("可以不填")),
)  # fmt: skip
def correct_contact(desk: Desk, issue: Issue, name: str | None, phone: str | None, email: str | None) -> None:
    """What is typed now takes the place of what was there; where nothing is, nothing is left. History keeps neither."""
    claim = own_claim(Case(desk.db, desk.actor, issue, desk.now))
    set_contact(desk, issue, claim, name=name, phone=phone, email=email)


@issue_flow.step(N_("删除联系方式"), EVER, by=(data_subject, clock), guards=[no_hold])
def erase_contact(desk: Desk, issue: Issue) -> None:
    """At once, no officer asked: contact data were given freely, and the matter goes on without. By the clock: all."""
    claim = own_claim(Case(desk.db, desk.actor, issue, desk.now))
    forget_contact(desk, issue, claim or None)


@issue_flow.step(N_("申请删除内容"), EVER, by=data_subject, guards=[not_erased, no_erasure_asked])
def ask_erasure(desk: Desk, issue: Issue) -> None:
    """The contact goes at once, unless it is held; what was written once two officers have looked at it."""
    claim = own_claim(Case(desk.db, desk.actor, issue, desk.now))
    forget_contact(desk, issue, claim)
    ask(desk, "erasure", issue.id, claim=claim, reason="—")


# -- what follows --------------------------------------------------------------------------------


@issue_flow.step(
    N_("删除内容"), f"{SETTLED} archived", by=(follows, clock), guards=[nothing_keeps],
    voice=N_("您反映的内容已按规定删除"),
    claim=Whole(label=N_("哪一位诉求人"), required=False, most=2**40),
    answer=Flag(label=N_("答复一并删除"), required=False),
)  # fmt: skip
def erase(desk: Desk, issue: Issue, claim: int | None, answer: bool | None) -> None:
    """Of one reporter where a request was approved; everything where its time is over."""
    forget_contact(desk, issue, claim)
    forget(desk, issue, claim, answer=bool(answer), final=claim is None)


# -- legal hold ----------------------------------------------------------------------------------

WHY = Text(label=N_("理由"), longest=500)


KEPT_FOR = N_("写明哪个机关、什么案由。解除之前，联系方式和内容谁也不能删除，到期也不删除")


@issue_flow.step(
    N_("依法保留"), EVER, by=street_head, guards=[not_held],
    reason=Text(label=N_("理由"), longest=500, help=KEPT_FOR),
)  # fmt: skip
def place_hold(desk: Desk, issue: Issue, reason: str) -> None:
    """A court, a procuratorate, discipline inspection asks for it: nothing goes until it is lifted."""
    issue.held_at = desk.now


@issue_flow.step(N_("解除保留"), EVER, by=street_head, guards=[is_held], reason=WHY)
def lift_hold(desk: Desk, issue: Issue, reason: str) -> None:
    """From now on it goes when its time is over, or has been; what should have gone meanwhile goes now."""
    issue.held_at = None
    desk.then(lambda: let_go(desk, issue))


# -- requests that waited --------------------------------------------------------------------------


def waken(desk: Desk, *issues: int) -> None:
    """Whether erasure still has to wait is asked anew; requests are kept by a room further to the right."""
    each(desk, issues, ("held",), "resume")


def each(desk: Desk, issues: Collection[int], states: Collection[str], step: str) -> None:
    """Let every request for erasure that stands there take this step."""
    table = TABLES["requests"]
    asked = table.c.issue_id.in_(issues) & (table.c.kind == "erasure") & table.c.state.in_(states)
    for id in desk.db.execute(select(table.c.id).where(asked).order_by(table.c.id)).scalars().all():
        desk.follow(SUBJECTS["request"], id, step)


@issue_flow.after
def move_merged_requests(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """A hold is one for all that were merged: what was asked in the others waits, and goes on, with it."""
    if step.name not in ("place_hold", "lift_hold"):
        return
    facts = Case(desk.db, desk.actor, issue, desk.now).facts
    near = [*facts.followers, *([issue.merged_into_id] if issue.merged_into_id else [])]
    if near and step.name == "place_hold":
        each(desk, near, WAITING, "hold")
    elif near:
        waken(desk, *near)


@issue_flow.after
def move_requests(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """A matter that is opened again, or kept, holds what was asked; one that is settled, or freed, lets it go on."""
    if not issue.counts.get("ask_erasure") or (before == issue.state and step.name not in ("place_hold", "lift_hold")):
        return
    if step.name != "place_hold" and issue.state not in OPEN.split():
        waken(desk, issue.id)
        return
    each(desk, [issue.id], WAITING, "hold")
