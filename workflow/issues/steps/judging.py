"""What came of it, in the words of whoever raised it: three answers kept apart, said alone or heard in a call-back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from workflow.issues.evaluating import DOUBTS, keep
from workflow.issues.facts import IssueFacts
from workflow.issues.flow import OPEN, SETTLED, issue_flow
from workflow.issues.guards import (
    first_objection,
    last_to_answer,
    not_last_to_answer,
    second_objection,
    within_thirty_days,
)
from workflow.issues.model import CallBack, Issue
from workflow.issues.relations import above, other, parent, reporter
from workflow.issues.reporters import callable_ones
from workflow.issues.steps.intake import climb
from workflow.issues.voice_guards import (
    changeable,
    doubted,
    heard,
    mine,
    no_objection_left,
    not_from_staff,
    reached_by_call,
    somebody_to_call,
)
from workflow.kernel.errors import BadAnswers, Refusal
from workflow.kernel.fields import Choice, Flag, Text, Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case, permit

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

RATING: dict[str, Any] = {
    "contacted": Flag(label=N_("工作人员联系过您吗")),
    "solved": Flag(label=N_("问题解决了吗")),
    "satisfied": Whole(label=N_("满意程度（1 很不满意，5 很满意）"), required=False, least=1, most=5),
    "words": Text(label=N_("想说的话"), required=False, longest=1000),
}
USE_OBJECT = N_("如果没有解决，请改用“未解决”，事项会重新办理")
USE_STILL = N_("已不能再要求重办。如果仍没有解决，请改用“仍未解决”，如实登记")
OBJECTIONS = ("object", "object_again")
REMAINS = Text(label=N_("还有什么没有解决"), longest=2000)


def evaluate(desk: Desk, issue: Issue, **said: Any) -> None:
    """Keep the answers of the reporter who says them, or of the one an officer just spoke to; of nobody else."""
    desk.attest(rated=None)  # until it is kept
    case = Case(desk.db, desk.actor, issue, desk.now)
    facts: IssueFacts = case.facts
    claim = mine(case)
    if claim is None and (call := heard(case)) is not None and call.reached:
        claim = call.claim_id
    if claim is not None:
        keep(desk, issue, facts, claim, said)


def need_solved(desk: Desk, issue: Issue, solved: bool) -> None:
    """Raises: BadAnswers where somebody confirms and says "not solved" in one breath; it names the way that is open."""
    if not solved:
        again = any(may(desk, issue, step) for step in OBJECTIONS)
        raise BadAnswers({"solved": Sentence(USE_OBJECT if again else USE_STILL)})


@issue_flow.step(N_("确认解决"), "replied", to="closed", by=(reporter, other), primary=True,
                 guards=[not_from_staff, last_to_answer, reached_by_call],
                 voice=N_("您已确认，事项办结"), **RATING)  # fmt: skip
def confirm(desk: Desk, issue: Issue, contacted: bool, solved: bool, satisfied: int | None, words: str | None) -> None:
    """The last reporter to answer closes the matter."""
    need_solved(desk, issue, solved)
    evaluate(desk, issue, contacted=contacted, solved=True, satisfied=satisfied)


@issue_flow.step(N_("评价"), "replied", by=(reporter, other),
                 guards=[not_from_staff, not_last_to_answer, reached_by_call], **RATING)  # fmt: skip
def rate(desk: Desk, issue: Issue, contacted: bool, solved: bool, satisfied: int | None, words: str | None) -> None:
    """One of several reporters answers; the matter closes when all have, or by lapse."""
    evaluate(desk, issue, contacted=contacted, solved=solved, satisfied=satisfied)


@issue_flow.step(N_("仍未解决"), "replied", to="closed", by=(reporter, other),
                 guards=[not_from_staff, last_to_answer, no_objection_left, reached_by_call],
                 voice=N_("您表示仍未解决，事项按现有答复办结"),
                 **{name: asked for name, asked in RATING.items() if name != "solved"})  # fmt: skip
def still_unsolved(desk: Desk, issue: Issue, contacted: bool, satisfied: int | None, words: str | None) -> None:
    """Nobody works on it again, but the no is on record: it ends with its answer, and may be reviewed at once."""
    evaluate(desk, issue, contacted=contacted, solved=False, satisfied=satisfied)


@issue_flow.step(N_("修改评价"), "replied closed", by=reporter, guards=[not_from_staff, changeable], **RATING)
def revise(desk: Desk, issue: Issue, contacted: bool, solved: bool, satisfied: int | None, words: str | None) -> None:
    """Within three days; history keeps both, the later counts. "Not solved" is an objection while work can go on."""
    if not solved and any(may(desk, issue, step) for step in OBJECTIONS):
        raise BadAnswers({"solved": Sentence(USE_OBJECT)})
    evaluate(desk, issue, contacted=contacted, solved=solved, satisfied=satisfied)


def may(desk: Desk, issue: Issue, step: str) -> bool:
    """Whether this reporter may take another step now."""
    try:
        permit(Case(desk.db, desk.actor, issue, desk.now), issue_flow.find(step))
    except Refusal:
        return False
    return True


@issue_flow.step(
    N_("未解决"), "replied closed", to="accepted", by=(reporter, other), explains=True,
    guards=[not_from_staff, first_objection, within_thirty_days], voice=N_("您表示未解决，正在重新办理"),
    remains=REMAINS,
)  # fmt: skip
def object(desk: Desk, issue: Issue, remains: str) -> None:
    """First round: the same owner works on it again."""
    evaluate(desk, issue, solved=False)
    issue.outcome = None


@issue_flow.step(
    N_("再次未解决"), "replied closed", to="escalated", by=(reporter, other), explains=True, climbs=1,
    guards=[not_from_staff, second_objection, within_thirty_days], voice=N_("您再次表示未解决，已由上一级办理"),
    remains=REMAINS,
)  # fmt: skip
def object_again(desk: Desk, issue: Issue, remains: str) -> None:
    """Second round: one level up, with fresh officers; a third goes to review only."""
    evaluate(desk, issue, solved=False)
    issue.outcome = None
    climb(desk, issue)


@issue_flow.step(
    N_("回访"), "replied closed", by=other, guards=[somebody_to_call], voice=N_("工作人员回访了您"),
    claim=Choice(label=N_("回访哪一位诉求人"), among=callable_ones),
    reached=Flag(label=N_("联系上了吗")),
    said=Text(label=N_("说了什么"), required=False, longest=1000),
)  # fmt: skip
def call_back(desk: Desk, issue: Issue, claim: int, reached: bool, said: str | None) -> None:
    """A try is written down whatever came of it. Not reached is not satisfied; a talk is followed by what was heard."""
    facts = Case(desk.db, desk.actor, issue, desk.now).facts
    tried = {"claim_id": claim, "person_id": desk.actor.id, "round": facts.round, "reached": reached}
    desk.add(CallBack(issue_id=issue.id, seq=issue.version + 1, at=desk.now, **tried))
    desk.attest(round=facts.round)


@issue_flow.step(
    N_("查看评价疑点"), f"{OPEN} {SETTLED}", by=(above, parent), guards=[doubted],
    finding=Text(label=N_("查看结果"), longest=1000, help=N_("例如：已电话核对，确是诉求人本人评价")),
)  # fmt: skip
def look_into(desk: Desk, issue: Issue, finding: str) -> None:
    """Somebody above has looked at what stood out. The evaluation stays as it is."""
    open_ones = (DOUBTS.c.issue_id == issue.id) & DOUBTS.c.looked_at.is_(None)
    desk.db.execute(update(DOUBTS).where(open_ones).values(looked_at=desk.now, looked_by_id=desk.actor.id))
