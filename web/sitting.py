"""A meeting as its pages show it: the agenda, the pool, the brief of one item, the roll and its computation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import Connection

from web import matter
from web.current import db, now
from web.dates import Until, day, exact, full_day, short_day, until
from web.forms import StepForm, form_for
from web.language import say
from web.sessions import actor
from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.issues.timeline import timeline
from workflow.kernel import policy
from workflow.kernel.clock import local
from workflow.kernel.errors import Barred, NotFound
from workflow.kernel.explain import Verdict, explain
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import scope
from workflow.meetings import protocol, queries, voting
from workflow.meetings.flow import item_flow, meeting_flow
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.pool import pool
from workflow.meetings.words import ITEM_KINDS, KINDS, OUTCOMES, REASONS

BRIEF = 8
"""So many lines of a matter's history are read out; the rest is a click away."""

COMING = {
    "draft": N_("列好议题后发通知"),
    "convened": N_("等开会"),
    "in_session": N_("逐项议决，议完散会"),
    "minuting": N_("整理纪要后送阅"),
    "circulated": N_("征求意见后由主持人签发"),
    "signed": N_("纪要已编号存证"),
    "cancelled": N_("议题已退回待议"),
}


def coming(db: Connection, meeting: Meeting) -> tuple[Sentence, datetime | None]:
    """What comes next, in words."""
    return Sentence(COMING[meeting.state]), None


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting of the list, with its texts ready."""

    url: str
    title: str
    kind: str
    when: str
    org: str
    label: str
    phase: str
    items: int
    number: str


def row_of(one: Any) -> Row:
    state = meeting_flow.states[one.state]
    when = " ".join(part for part in (day(one.planned_on), one.starts) if part)
    return Row(
        url_for("meetings.show", id=one.id), one.title, say(KINDS[one.kind]), when, one.org_name, say(state.label),
        state.phase, one.items, one.number or "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda; without a title where the reader may not see its matter."""

    id: int
    place: int
    issue_id: int
    number: str
    title: str
    kind: str
    late: bool
    times: int
    state: str
    label: str
    outcome: str
    resolution: str
    formula: str
    resume: str


def items(meeting: Meeting) -> list[Item]:
    """The agenda in its order, dropped items left out."""
    rows = [row for row in queries.items(db(), actor(), meeting.id) if row.state != "dropped"]
    return [_item(row, place) for place, row in enumerate(rows, 1)]


def _item(row: Any, place: int) -> Item:
    return Item(
        id=row.id,
        place=place,
        issue_id=row.issue_id,
        number=row.number or "",
        title=row.what.split("\n")[0][:60] if row.what else say(N_("（您无权查看的事项）")),
        kind=say(ITEM_KINDS[row.kind]),
        late=row.late,
        times=(row.issue_counts or {}).get("unschedule", 0),
        state=row.state,
        label=say(item_flow.states[row.state].label),
        outcome=say(OUTCOMES[row.outcome]) if row.outcome else "",
        resolution=row.resolution or "",
        formula=row.formula or "",
        resume=short_day(row.resume_on) if row.resume_on else "",
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """One matter in the pool, with the reason why it waits."""

    id: int
    url: str
    number: str
    title: str
    reason: str
    days_late: int
    until: Until | None


def waiting(meeting: Meeting) -> list[Waiting]:
    """What may be put on the agenda, unfinished resolutions first."""
    found = pool(db(), meeting.org_id, local(now()).date(), scope(Issue, actor().capacities))
    return [
        Waiting(
            one.id, url_for("issues.show", id=one.id), one.number, one.what.split("\n")[0][:60],
            say(REASONS[one.reason]), one.days_late, until(one.due_at, now()) if one.due_at else None,
        )
        for one in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Brief:
    """What the meeting must know of a matter before it decides."""

    url: str
    number: str
    what: str
    place: str
    state: str
    label: str
    phase: str
    registered: str
    clocks: list[matter.Clock]
    past: list[tuple[str, str, str]]
    longer: bool
    earlier: list[tuple[str, str, str]]


def brief(item: Item, meeting: Meeting) -> Brief | None:
    """Origin, history in short, earlier decisions and clocks; None for a matter one may not see."""
    try:
        issue = policy.find(db(), actor(), Issue, item.issue_id)
    except NotFound:
        return None
    state = issue_flow.states[issue.state]
    told = [one for one in timeline(db(), issue.id, actor()) if not one.quiet]
    past = [(short_day(one.at), say(one.label), say(one.who)) for one in told[-BRIEF:]]
    return Brief(
        url=url_for("issues.show", id=issue.id),
        number=issue.number,
        what=issue.what,
        place=issue.place,
        state=issue.state,
        label=say(state.label),
        phase=state.phase,
        registered=exact(issue.registered_at),
        clocks=matter.clocks("issue", issue),
        past=past,
        longer=len(told) > BRIEF,
        earlier=_earlier(issue.id, meeting.id),
    )


def _earlier(issue_id: int, meeting_id: int) -> list[tuple[str, str, str]]:
    """(day, outcome, words) of other meetings on the same matter."""
    rows = [row for row in queries.of_issue(db(), actor(), issue_id) if row.meeting_id != meeting_id and row.outcome]
    return [(full_day(row.planned_on), say(OUTCOMES[row.outcome]), row.resolution or "") for row in rows]


@dataclass(frozen=True, slots=True)
class Decision:
    """One way to settle an item: its form, or why not."""

    name: str
    label: str
    why: str
    chosen: bool


VOTE = ("ballot", "yes", "no", "abstain")
"""Questions of the vote itself; they come after what is voted on."""


def decisions(item: Item, meeting: Meeting, wanted: str) -> tuple[list[Decision], StepForm | None, Verdict | None]:
    """The ways to settle an item, and the form of the one that was chosen (else of the first that is open)."""
    subject = policy.find(db(), actor(), AgendaItem, item.id)
    verdicts = [v for v in explain(db(), actor(), subject, now()) if v.allowed or worth_telling(v)]
    verdicts.sort(key=lambda v: v.step.name == "defer")  # putting it off is the last resort
    chosen = next((v for v in verdicts if v.step.name == wanted and v.allowed), None)
    chosen = chosen or next((v for v in verdicts if v.allowed), None)
    ways = [Decision(v.step.name, say(v.step.label), say(v.why), v is chosen) for v in verdicts]
    if chosen is None:
        return ways, None, None
    usual = {"ballot": voting.RULES[meeting.kind].ballots[0]} if "ballot" in chosen.step.asks else {}
    return ways, form_for(chosen, **usual), chosen


def worth_telling(verdict: Verdict) -> bool:
    """Whether a way that is closed is news: not where the item is simply of another kind."""
    others = {"to_decide", "to_decide_or_follow", "to_follow_up", "to_ratify"}
    case, guards = verdict.case, verdict.step.guards
    if not verdict.here or not case.actor.roles & verdict.step.roles:
        return False
    return not any(rule.name in others and _refuses(rule, verdict) for rule in guards)


def _refuses(rule: Any, verdict: Verdict) -> bool:
    try:
        rule(verdict.case.asking(verdict.step))
    except Barred:
        return True
    return False


@dataclass(frozen=True, slots=True)
class Roll:
    """Who is there, and whether that is enough to vote."""

    expected: int
    present: int
    excused: int
    absent: int
    quorum: str
    enough: bool
    threshold: str


def roll(meeting: Meeting) -> Roll | None:
    """The roll as it was frozen when the meeting opened."""
    if meeting.expected is None or meeting.present is None:
        return None
    rule = voting.RULES[meeting.kind]
    found = voting.quorum(rule, meeting.expected, meeting.present)
    told = say(found.sentence) if found else say(N_("协商性会议，不设法定人数"))
    base = meeting.expected if rule.threshold.base == "expected" else meeting.present
    words = {"sign": ">" if rule.threshold.more else "≥", "share": rule.threshold.printed(base)}
    needs = say(Sentence(N_("表决时赞成 %(sign)s %(share)s 为通过"), words))
    return Roll(
        meeting.expected, meeting.present, meeting.excused or 0, meeting.absent or 0,
        told, found is None or found.holds, needs,
    )  # fmt: skip


def paper(meeting: Meeting) -> dict[str, Any]:
    """Everything the printed minutes state."""
    versions = queries.minutes(db(), meeting.id)
    lines = [
        (place, row.number, say(Label(OUTCOMES[row.outcome])), row.resolution or "", row.formula or "")
        for place, row in enumerate(protocol.lines(db(), meeting.id), 1)
    ]
    text = versions[0].text if versions else meeting.minutes or ""
    return {"versions": versions, "lines": lines, "text": text, "on": full_day(meeting.planned_on)}
