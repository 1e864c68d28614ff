"""A meeting as its pages show it: the agenda, the pool, the brief of one item, the minutes on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import Connection

from web import came, matter
from web.current import db, now
from web.dates import Until, day, exact, full_day, short_day, until
from web.language import say
from web.sessions import actor
from workflow.issues.flow import issue_flow
from workflow.issues.masking import headline
from workflow.issues.model import Issue
from workflow.issues.timeline import timeline
from workflow.kernel import policy
from workflow.kernel.clock import local
from workflow.kernel.errors import NotFound
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import scope
from workflow.meetings import protocol, queries
from workflow.meetings.bookkeeping import last_day
from workflow.meetings.facts import MeetingFacts
from workflow.meetings.flow import item_flow, meeting_flow
from workflow.meetings.model import Meeting
from workflow.meetings.pool import pool
from workflow.meetings.voting import Count, Rule, outcome, rule_of
from workflow.meetings.words import ITEM_KINDS, KINDS, OUTCOMES, PUBLICATIONS, REASONS

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


OVERRUN = N_("已过当天，还没有散会")
STILL_OPEN = N_("已过开会当天，还有 %(n)s 个议题没有结论。请在 %(day)s 下班前补录结论；届时仍未议的退回待议")
SETTLED = N_("已过开会当天，议题都有着落，请散会并整理纪要")


def coming(db: Connection, meeting: Meeting) -> tuple[Sentence, datetime | None]:
    """What comes next, in words."""
    return Sentence(COMING[meeting.state]), None


def called(kind: str, title: str) -> str:
    """Its own name; a meeting nobody gave a name is called by its kind, in the reader's language."""
    return say(KINDS[kind]) if title == KINDS[kind] else title


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
    flag: str = ""


def row_of(one: Any) -> Row:
    state = meeting_flow.states[one.state]
    when = " ".join(part for part in (day(one.planned_on), one.starts) if part)
    return Row(
        url_for("meetings.show", id=one.id), called(one.kind, one.title), say(KINDS[one.kind]), when, one.org_name,
        say(state.label), state.phase, one.items, one.number or "",
        flag=say(OVERRUN) if one.state == "in_session" and one.planned_on < local(now()).date() else "",
    )  # fmt: skip


def returns(meeting: Meeting) -> str:
    """Whoever forgot to adjourn it reads until when the resolutions can be entered, or what became of the rest."""
    if meeting.planned_on >= local(now()).date():
        return ""
    left = MeetingFacts(db(), meeting).open_items
    told = STILL_OPEN if left else SETTLED
    return say(Sentence(told, {"n": len(left), "day": full_day(last_day(db(), meeting))}))


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
    quorum: str
    formula: str
    resume: str
    minutes: int | None
    audience: str
    today: tuple[str, str] | None
    """Where its matter stands now: word and phase; None where the reader may not see it."""
    report: str
    discussion: str


def items(meeting: Meeting) -> list[Item]:
    """The agenda in its order, dropped items left out."""
    rows = [row for row in queries.items(db(), actor(), meeting.id) if row.state != "dropped"]
    rule = rule_of(meeting.kind, meeting.rule)
    return [_item(row, place, rule) for place, row in enumerate(rows, 1)]


def _quorum(row: Any, rule: Rule) -> str:
    """Whether the item could be voted on, to be reckoned again by hand; nothing where no quorum was asked for."""
    sentence = protocol.enough(row, rule)
    return say(sentence) if sentence else ""


def _formula(row: Any, rule: Rule) -> str:
    """The computation in the reader's language, from the numbers it was made of; as it was written where they lack."""
    if row.formula is None or row.expected is None:
        return row.formula or ""
    return say(outcome(rule, Count(row.expected, row.present, row.recused), row.ballot, row.yes or 0).sentence)


def _item(row: Any, place: int, rule: Rule) -> Item:
    return Item(
        id=row.id,
        place=place,
        issue_id=row.issue_id,
        number=row.number or "",
        title=headline(actor(), row.what) if row.what else say(N_("（您无权查看的事项）")),
        kind=say(ITEM_KINDS[row.kind]),
        late=row.late,
        times=(row.issue_counts or {}).get("unschedule", 0),
        state=row.state,
        label=say(item_flow.states[row.state].label),
        outcome=say(OUTCOMES[row.outcome]) if row.outcome else "",
        resolution=row.resolution or "",
        quorum=_quorum(row, rule),
        formula=_formula(row, rule),
        resume=short_day(row.resume_on) if row.resume_on else "",
        minutes=row.minutes_planned,
        audience=row.audience,
        today=_today(row.issue_state),
        report=row.report or "",
        discussion=row.discussion or "",
    )


def _today(state: str | None) -> tuple[str, str] | None:
    """Where a matter stands now."""
    found = issue_flow.states.get(state or "")
    return (say(found.label), found.phase) if found else None


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
            one.id, url_for("issues.show", id=one.id), one.number, headline(actor(), one.what),
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
    came: came.Word | None
    """Why it lies here once more, in the words of whoever objected, gave it back or reported it up."""


def brief(item: Item, meeting: Meeting) -> Brief | None:
    """Origin, history in short, earlier decisions and clocks; None for a matter one may not see."""
    try:
        issue = policy.find(db(), actor(), Issue, item.issue_id)
    except NotFound:
        return None
    state = issue_flow.states[issue.state]
    entries = timeline(db(), issue.id, actor())
    told = [one for one in entries if not one.quiet]
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
        clocks=[one for one in matter.clocks(issue) if one.kind != "meeting"],  # which is now
        past=past,
        longer=len(told) > BRIEF,
        earlier=_earlier(issue.id, meeting.id),
        came=came.word(issue, entries),
    )


def _earlier(issue_id: int, meeting_id: int) -> list[tuple[str, str, str]]:
    """(day, outcome, words) of other meetings on the same matter."""
    rows = [row for row in queries.of_issue(db(), actor(), issue_id) if row.meeting_id != meeting_id and row.outcome]
    return [(full_day(row.planned_on), say(OUTCOMES[row.outcome]), row.resolution or "") for row in rows]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A meeting that spoke of a matter: the line of its minutes, and where it stands."""

    url: str
    title: str
    when: str
    state: str
    label: str
    phase: str
    outcome: str
    resolution: str
    formula: str


def spoken_of(rows: list[Any]) -> list[Spoken]:
    """The meetings on one matter, each leading to its item."""
    return [_spoken(row) for row in rows]


def _spoken(row: Any) -> Spoken:
    state = item_flow.states[row.state]
    return Spoken(
        url=url_for("meetings.show", id=row.meeting_id, item=row.id) + f"#item-{row.id}",
        title=called(row.meeting_kind, row.title),
        when=" · ".join(part for part in (full_day(row.planned_on), row.number) if part),
        state=row.state,
        label=say(state.label),
        phase=state.phase,
        outcome=say(OUTCOMES[row.outcome]) if row.outcome else "",
        resolution=row.resolution or "",
        formula=_formula(row, rule_of(row.meeting_kind, row.rule)),
    )


@dataclass(frozen=True, slots=True)
class Text:
    """What the public reads, or will read once somebody else has let it out."""

    label: str
    text: str
    published: str


def publications(meeting: Meeting) -> list[Text]:
    """The decision, then the result, as far as they are written."""
    found = MeetingFacts(db(), meeting).publications
    return [
        Text(say(label), found[kind].text, full_day(found[kind].published_at) if found[kind].published_at else "")
        for kind, label in PUBLICATIONS.items()
        if kind in found
    ]


def paper(meeting: Meeting) -> dict[str, Any]:
    """Everything the printed minutes state."""
    versions, rule = queries.minutes(db(), meeting.id), rule_of(meeting.kind, meeting.rule)
    lines = [
        (row.number, say(Label(OUTCOMES[row.outcome])), _quorum(row, rule), _formula(row, rule))
        for row in protocol.lines(db(), meeting.id)
    ]
    text = versions[0].text if versions else meeting.minutes or ""
    return {"versions": versions, "lines": lines, "text": text, "on": full_day(meeting.planned_on)}
