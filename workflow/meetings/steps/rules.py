"""How a body votes: who, how many must be there, how many must agree, by which ballots, and how early it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select, update

from workflow.kernel.db import bare
from workflow.kernel.fields import Choice, Choices, Whole
from workflow.kernel.i18n import N_
from workflow.meetings.attendance import Attendee, BodyRule
from workflow.meetings.facts import MeetingFacts
from workflow.meetings.flow import AHEAD, meeting_flow
from workflow.meetings.model import Meeting
from workflow.meetings.relations import chair
from workflow.meetings.voting import Rule, Share
from workflow.meetings.words import BALLOTS, BASES, FRACTIONS, SIGNS, VOTERS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

RULES, ASKED = bare(BodyRule), bare(Attendee)
NONE = "none"


def kept(db: Connection, org: int, kind: str) -> dict[str, Any] | None:
    """The rule this body has set for this kind of meeting, if it has."""
    mine = (RULES.c.org_id == org) & (RULES.c.kind == kind)
    return db.execute(select(RULES.c.rule).where(mine)).scalar_one_or_none()


def answers(rule: Rule) -> dict[str, Any]:
    """A rule as the step asks for it: what its form knows beforehand."""
    quorum, threshold = rule.quorum, rule.threshold
    return {
        "voters": rule.voters,
        "quorum": quorum.fraction if quorum else NONE,
        "quorum_base": quorum.base if quorum else "expected",
        "quorum_sign": "more" if quorum and quorum.more else "least",
        "threshold": threshold.fraction,
        "threshold_base": threshold.base,
        "threshold_sign": "more" if threshold.more else "least",
        "ballots": list(rule.ballots),
        "notice": rule.notice,
    }


@meeting_flow.step(
    N_("议事规则"), AHEAD, by=chair,
    help=N_("本组织今后的同类会议都照此办理；正在进行和已开过的会议不受影响"),
    voters=Choice(label=N_("谁表决"), of=VOTERS),
    quorum=Choice(label=N_("法定人数"), of={NONE: N_("不设法定人数"), **FRACTIONS}),
    quorum_base=Choice(label=N_("法定人数的基数"), of=BASES),
    quorum_sign=Choice(label=N_("到会人数须"), of=SIGNS),
    threshold=Choice(label=N_("通过所需的赞成票"), of=FRACTIONS),
    threshold_base=Choice(label=N_("赞成票的基数"), of=BASES),
    threshold_sign=Choice(label=N_("赞成票数须"), of=SIGNS),
    ballots=Choices(label=N_("可用的表决方式"), of=BALLOTS),
    notice=Whole(label=N_("提前几天通知"), most=30),
)  # fmt: skip
def set_rule(desk: Desk, meeting: Meeting, **told: Any) -> None:
    """For this meeting and for the next ones of the same body and kind; whoever is asked already votes by it."""
    quorum = None if told["quorum"] == NONE else share(told, "quorum")
    ballots = tuple(name for name in BALLOTS if name in told["ballots"])
    rule = Rule(quorum, share(told, "threshold"), ballots, told["voters"], told["notice"])
    meeting.rule = rule.written()
    desk.db.execute(delete(RULES).where(RULES.c.org_id == meeting.org_id, RULES.c.kind == meeting.kind))
    row = {"org_id": meeting.org_id, "kind": meeting.kind, "rule": meeting.rule, "since": desk.today}
    desk.add(BodyRule(**row, meeting_id=meeting.id))
    seat_anew(desk, meeting, rule)


def seat_anew(desk: Desk, meeting: Meeting, rule: Rule) -> None:
    """It must not matter whether the guests were asked or the rule was set first."""
    asked = MeetingFacts(desk.db, meeting).attendees
    changed = [[one.id, rule.gives_vote(one.seat)] for one in asked if one.votes != rule.gives_vote(one.seat)]
    for id, votes in changed:
        desk.db.execute(update(ASKED).where(ASKED.c.id == id).values(votes=votes))
    if changed:
        desk.attest(votes=changed)


def share(told: dict[str, Any], name: str) -> Share:
    return Share.read(told[name], told[f"{name}_base"], told[f"{name}_sign"] == "more")
