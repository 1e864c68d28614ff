"""At the desk on the day: visitors come, their matters are noted, registered, joined or answered, the day is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from workflow.issues.flow import OPEN, issue_flow
from workflow.issues.model import Issue
from workflow.issues.steps.intake import categories
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Flag, Line, Option, Whole
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Case, scope
from workflow.orgs.roles import OFFICERS
from workflow.receptions.asking import Named, Told, Unsaid, kept_elsewhere
from workflow.receptions.entries import noted, noted_here, register_entry, seat, write
from workflow.receptions.flow import reception_flow
from workflow.receptions.model import Reception
from workflow.receptions.relations import (
    all_registered,
    at_the_desk,
    delegate_in_time,
    desk_clerk,
    host,
    on_reception_day,
)

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ISSUES = bare(Issue)
REGISTER = issue_flow.steps["register"].asks
CONTACT = ("reporter_name", "reporter_phone", "reporter_email")
VISITOR = Whole(label=N_("第几位来访人"), required=False, least=1, most=999, help=N_("不填为新的一位"))
THEN = {"register": N_("只登记"), "accept": N_("当场受理"), "answer": N_("当场答复")}


def thens(case: Case) -> list[Option]:
    """What may be done with a matter at once: an officer accepts it, the host answers it on the spot."""
    mine = [c for c in case.actor.capacities if c.role in OFFICERS and c.org == case.subject.branch_id]
    allowed = ["register"]
    if any(c.covers("accept") for c in mine):
        allowed.append("accept")
        if case.actor.id == case.subject.host_id and any(c.covers("conclude") for c in mine):
            allowed.append("answer")
    return [(name, Label(THEN[name])) for name in allowed]


@reception_flow.step(N_("开始接待"), "announced", to="open", by=host, guards=[on_reception_day], primary=True)
def open(desk: Desk, reception: Reception) -> None:
    """On its day. Unless somebody was delegated, the host is whoever opens it: the secretary, or a deputy."""
    reception.opened_at = desk.now
    reception.host_id = reception.host_id if reception.delegated else desk.actor.id


@reception_flow.step(
    N_("先记一笔"), "open", by=desk_clerk, guards=[on_reception_day],
    visitor=VISITOR,
    what=Told(label=N_("反映什么"), longest=500),
)  # fmt: skip
def jot(desk: Desk, reception: Reception, visitor: int | None, what: str) -> None:
    """People are waiting: a line now, the registration later, in any case before the day is closed."""
    write(desk, reception, seat(desk, reception, visitor), "noted", what=what)


@reception_flow.step(
    N_("登记来访事项"), "open", by=desk_clerk, guards=[at_the_desk], primary=True,
    visitor=VISITOR,
    entry=Whole(label=N_("先前记下的一笔"), required=False, least=1, most=2**40),
    **kept_elsewhere(REGISTER, without=("reception", "host", "category", "about_staff_of", "notice", "photos")),
    category=Named(label=N_("类别"), among=categories, required=False),
    about_staff_of=Unsaid(
        label=REGISTER["about_staff_of"].label, required=False, help=REGISTER["about_staff_of"].help,
        among=lambda case: list(REGISTER["about_staff_of"].options(case) or ()),
    ),
    then=Choice(label=N_("登记后"), among=thens, required=False),
    answer=Told(label=N_("当场答复"), required=False, longest=5000),
)  # fmt: skip
def receive(
    desk: Desk, reception: Reception, visitor: int | None, entry: int | None, then: str | None,
    answer: str | None, **told: Any,
) -> None:  # fmt: skip
    """A visitor's matter becomes an issue of its own; one visitor may have many.

    `desk.result` then holds its `issue` id, the `visitor` and the `nonce` of the tracking code.
    """
    check_at_once(then, answer, told)
    earlier = noted(desk, reception, entry)
    desk.follow_birth(Issue, "register", reception=reception.id, host=reception.host_id, **told)
    desk.then(lambda: desk.result.update(issue=desk.born))
    if then in ("accept", "answer"):
        urgency = told["urgency"] or "general"
        desk.follow_born(Issue, "accept", category=told["category"], urgency=urgency)
    if then == "answer":
        desk.follow_born(Issue, "conclude", outcome="explained", answer=answer, basis="on_the_spot")
    register_entry(desk, reception, visitor, earlier, then, told["about_staff_of"])


def check_at_once(then: str | None, answer: str | None, told: dict[str, Any]) -> None:
    """Raises: BadAnswers where a matter cannot be accepted or answered at once as it was told."""
    if then not in ("accept", "answer"):
        if answer:
            raise BadAnswers({"then": Sentence(N_("写了答复的，请选“当场答复”"))})
        return
    if told["about_staff_of"]:
        raise BadAnswers({"then": Sentence(N_("反映工作人员的事项由上一级受理，这里只登记"))})
    if not told["category"]:
        raise BadAnswers({"category": Sentence(N_("当场受理的事项请选类别"))})
    if then == "answer" and not answer:
        raise BadAnswers({"answer": Sentence(N_("请写明当场怎样答复的"))})


@reception_flow.step(
    N_("并入已有事项"), "open", by=desk_clerk, guards=[on_reception_day],
    issue=Whole(label=N_("已有事项"), least=1, most=2**40),
    visitor=VISITOR,
    entry=Whole(label=N_("先前记下的一笔"), required=False, least=1, most=2**40),
    more=Told(label=N_("补充情况"), required=False, longest=5000),
    **kept_elsewhere({name: REGISTER[name] for name in CONTACT}),
)  # fmt: skip
def join(
    desk: Desk, reception: Reception, issue: int, visitor: int | None, entry: int | None, more: str | None,
    **contact: str | None,
) -> None:  # fmt: skip
    """Somebody else came with it already: the visitor gets a code of one's own to the same open matter."""
    earlier = noted(desk, reception, entry)
    open_one = ISSUES.c.state.in_(OPEN.split()) & (ISSUES.c.id == issue)
    if desk.db.execute(select(ISSUES.c.id).where(open_one, scope(Issue, desk.actor.capacities))).first() is None:
        raise BadAnswers({"issue": Sentence(N_("这件事项已经办完，或您看不到，不能并入"))})
    desk.follow(Issue, issue, "join", more=more, **contact)
    desk.result["issue"] = issue
    reception.joined += 1
    register_entry(desk, reception, visitor, earlier, "join", None, issue)


@reception_flow.step(
    N_("划去"), "open", by=desk_clerk,
    entry=Choice(label=N_("哪一笔"), among=noted_here),
    reason=Line(label=N_("理由"), longest=200),
)  # fmt: skip
def strike(desk: Desk, reception: Reception, entry: int, reason: str) -> None:
    """Noted by mistake, or the visitor left before it could be registered."""
    earlier = noted(desk, reception, entry)
    assert earlier is not None
    write(desk, reception, earlier.visitor, "struck", earlier=earlier.id)


@reception_flow.step(
    N_("结束接待"), "open", to="closed", by=host, guards=[delegate_in_time, all_registered],
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
