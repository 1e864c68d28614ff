"""What a meeting resolves: each resolution takes the issue's own step along, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from workflow.issues import clocks
from workflow.issues.flow import issue_flow
from workflow.issues.model import Decision, Issue
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers, Barred
from workflow.kernel.fields import Choice, Choices, Option, Text, Whole
from workflow.kernel.flow import Effect, Guard
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Case
from workflow.meetings import voting
from workflow.meetings.asking import put_to
from workflow.meetings.attendance import Vote
from workflow.meetings.facts import ItemFacts
from workflow.meetings.flow import item_flow
from workflow.meetings.guards import (
    in_session,
    issue_allows,
    quorate,
    to_decide,
    to_decide_or_follow,
    to_follow_up,
    to_ratify,
)
from workflow.meetings.model import AgendaItem
from workflow.meetings.relations import acting_chair, body
from workflow.meetings.steps.agenda import issue_state
from workflow.meetings.steps.invitations import MOST, called
from workflow.meetings.words import BALLOTS, CHOICES

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

DECISIONS = bare(Decision)
SAID = N_("%(name)s：%(choice)s")
RESOLVED = {"execute": "plan", "transfer": "request", "conclude": "answer", "escalate": "facts"}
"""The answer of each issue step that says in words what was resolved."""


def ballots(case: Case) -> list[tuple[str, Label]]:
    """How this body may vote in this kind of meeting; the usual way first."""
    return [(name, Label(BALLOTS[name])) for name in case.facts.rule.ballots]


def said(case: Case) -> list[Option]:
    """Each voter with each choice, as `attendee:choice`."""
    return [
        (f"{one.id}:{choice}", Sentence(SAID, {"name": called(one), "choice": Label(label)}))
        for one in case.facts.voting
        for choice, label in CHOICES.items()
    ]


VOTE: dict[str, Any] = {
    "ballot": Choice(label=N_("表决方式"), among=ballots),
    "yes": Whole(label=N_("赞成"), required=False, most=2000),
    "no": Whole(label=N_("反对"), required=False, most=2000),
    "abstain": Whole(label=N_("弃权"), required=False, most=2000),
    "named": Choices(label=N_("记名投票"), among=said, required=False, most=MOST, help=N_("只在记名投票时填写")),
}


def of_issue(step: str) -> dict[str, Any]:
    """The questions of the issue's own step, asked about the item's issue; the basis is the meeting."""
    asks = issue_flow.steps[step].asks
    return {
        name: put_to(asked, lambda case: case.facts.of_issue(case)) for name, asked in asks.items() if name != "basis"
    }


def vote(desk: Desk, item: AgendaItem, answers: dict[str, Any], lost_is_answer: bool = False) -> None:
    """Take the vote out of the answers and write it down with its computation.

    Raises: BadAnswers for a count that cannot be, Barred where the motion is lost.
    """
    facts = ItemFacts(desk.db, item)
    there = facts.count
    item.ballot, item.yes, item.no, item.abstain = (answers.pop(name) for name in ("ballot", "yes", "no", "abstain"))
    by_name(desk, item, answers.pop("named"), facts)
    if item.ballot == "consensus":
        item.yes = item.no = item.abstain = None
    elif item.yes is None:
        raise BadAnswers({"yes": Sentence(N_("请填写赞成票数"))})
    if (item.yes or 0) + (item.no or 0) + (item.abstain or 0) > there.present:
        raise BadAnswers({"yes": Sentence(N_("票数之和超过实到人数 %(n)s"), {"n": there.present})})
    found = voting.outcome(facts.rule, there, item.ballot or "", item.yes or 0)
    item.expected, item.present, item.recused = there.expected, there.present, there.recused
    item.formula = str(found.sentence)
    if not found.holds and not lost_is_answer:
        raise Barred(N_("%(sum)s。未通过的议题只能暂缓或不采纳"), sum=found.sentence)


def by_name(desk: Desk, item: AgendaItem, named: list[str] | None, facts: ItemFacts) -> None:
    """A named ballot is counted from its votes; no other ballot keeps a name.

    Raises: BadAnswers where names are given in another ballot, missing in this one, or given twice.
    """
    wanted = item.ballot == "named" and any(one.votes for one in facts.attendees)
    if wanted != bool(named):
        told = N_("请为每位到会的表决人选择") if wanted else N_("只有记名投票才登记每个人的选择")
        raise BadAnswers({"named": Sentence(told)})
    votes = [(int(id), choice) for id, _, choice in (one.partition(":") for one in named or ())]
    if len({id for id, _choice in votes}) < len(votes):
        raise BadAnswers({"named": Sentence(N_("每人只能选择一项"))})
    if wanted:
        counted = Counter(choice for _id, choice in votes)
        item.yes, item.no, item.abstain = (counted[choice] for choice in CHOICES)
    for id, choice in votes:
        desk.add(Vote(item_id=item.id, attendee_id=id, choice=choice))


def resolution(outcome: str, kind: Guard, allows: str) -> Callable[[Effect], Effect]:
    """Declare the item's step that takes an issue step along."""
    guards = [in_session, kind, quorate, issue_allows(outcome, allows)]
    asks = {**VOTE, **of_issue(outcome)}
    label = issue_flow.steps[outcome].label
    return item_flow.step(label, "open", to="decided", by=(body, acting_chair), guards=guards, **asks)


def carry(desk: Desk, item: AgendaItem, outcome: str, answers: dict[str, Any]) -> None:
    """The issue takes its step on the meeting's authority."""
    item.outcome, item.resolution = outcome, answers.get(RESOLVED[outcome])
    desk.follow(Issue, item.issue_id, outcome, basis="meeting", **answers)


@resolution("execute", to_decide, N_("事项可以自办"))
def decide_execute(desk: Desk, item: AgendaItem, **answers: Any) -> None:
    """The body does it itself."""
    vote(desk, item, answers)
    carry(desk, item, "execute", answers)


@resolution("transfer", to_decide_or_follow, N_("事项可以移交"))
def decide_transfer(desk: Desk, item: AgendaItem, **answers: Any) -> None:
    """One lead unit, perhaps co-units: their assignments are created with the resolution."""
    vote(desk, item, answers)
    carry(desk, item, "transfer", answers)


@resolution("escalate", to_decide_or_follow, N_("事项可以上报"))
def decide_escalate(desk: Desk, item: AgendaItem, **answers: Any) -> None:
    """One level up, with the body's own recommendation."""
    vote(desk, item, answers)
    carry(desk, item, "escalate", answers)


@resolution("conclude", to_decide, N_("事项可以议定答复"))
def decide_conclude(desk: Desk, item: AgendaItem, **answers: Any) -> None:
    """Explained, referred, or not adopted; a motion that was lost may only be deferred or not adopted."""
    vote(desk, item, answers, lost_is_answer=answers["outcome"] == "declined")
    carry(desk, item, "conclude", answers)


@item_flow.step(
    N_("通报"), "open", to="decided", by=(body, acting_chair), guards=[in_session, to_follow_up],
    noted=Text(label=N_("通报内容"), longest=2000),
)  # fmt: skip
def take_note(desk: Desk, item: AgendaItem, noted: str) -> None:
    """How an earlier resolution stands; nothing changes for the issue."""
    item.outcome, item.resolution = "take_note", noted


@item_flow.step(
    N_("追认"), "open", to="decided", by=(body, acting_chair), guards=[in_session, to_ratify, quorate], **VOTE
)
def ratify(desk: Desk, item: AgendaItem, **answers: Any) -> None:
    """The emergency act stands."""
    vote(desk, item, answers)
    item.outcome = "ratify"
    settle_emergency(desk, item, ratified=True)


@item_flow.step(
    N_("不予追认"), "open", to="decided", by=(body, acting_chair), guards=[in_session, to_ratify, quorate],
    **VOTE,
    reason=Text(label=N_("理由"), longest=2000),
)  # fmt: skip
def refuse_ratification(desk: Desk, item: AgendaItem, **answers: Any) -> None:
    """It is decided anew, as far as it is not answered yet: then only the refusal is on record."""
    vote(desk, item, answers)
    item.outcome, item.resolution = "refuse", answers["reason"]
    settle_emergency(desk, item, ratified=None)
    if issue_state(desk, item) in issue_flow.steps["annul"].sources:
        desk.follow(Issue, item.issue_id, "annul")


def settle_emergency(desk: Desk, item: AgendaItem, ratified: bool | None) -> None:
    """The emergency acts of the issue wait no longer; a refused one needs no ratification any more."""
    waits = (DECISIONS.c.issue_id == item.issue_id) & (DECISIONS.c.basis == "emergency")
    desk.db.execute(update(DECISIONS).where(waits, DECISIONS.c.ratified.is_(False)).values(ratified=ratified))
    clocks.ratified(desk, item.issue_id)
