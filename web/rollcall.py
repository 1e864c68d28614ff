"""The roll of a meeting as its pages show it: who was asked, who is there, and the computation for one item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from web.current import db
from web.forms import StepForm
from web.language import say
from workflow.kernel.i18n import N_, Sentence
from workflow.meetings import voting
from workflow.meetings.facts import ItemFacts, MeetingFacts
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.voting import Count
from workflow.meetings.words import REPLIES, SEATS


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody on the list."""

    id: int
    name: str
    seat: str
    votes: bool
    here: bool
    came: bool
    reply: str
    excused: bool
    substitute: str


def seats(meeting: Meeting) -> list[Seat]:
    """The list, members before guests."""
    return [_seat(one) for one in MeetingFacts(db(), meeting).attendees]


def _seat(one: Any) -> Seat:
    label = say(SEATS[one.seat])
    reply = say(REPLIES[one.reply]) if one.reply else ""
    where = f"{label} · {one.org_name}" if one.org_name else label
    return Seat(
        one.id, one.name or say(N_("（姓名已清除）")), where, one.votes, one.here, one.came_at is not None, reply,
        one.reply == "excused", one.substitute or "",
    )  # fmt: skip


ATTENDANCE: dict[str, Callable[[Seat], bool]] = {
    N_("出席"): lambda one: one.votes and one.came,
    N_("列席"): lambda one: not one.votes and one.came,
    N_("请假"): lambda one: one.votes and not one.came and one.excused,
    N_("缺席"): lambda one: one.votes and not one.came and not one.excused,
}
"""As minutes tell it: whoever was there for a while was there."""


def attendance(seats: list[Seat]) -> list[tuple[str, list[str]]]:
    """By name who came and who did not; nothing where nobody was listed."""
    told = [(say(words), [in_words(one) for one in seats if holds(one)]) for words, holds in ATTENDANCE.items()]
    return [(words, names) for words, names in told if names]


def asked(seats: list[Seat]) -> list[tuple[str, list[str]]]:
    """By what they are, the names of all who are on the list, members first."""
    told: dict[str, list[str]] = {}
    for one in seats:
        told.setdefault(one.seat, []).append(one.name)
    return list(told.items())


def in_words(one: Seat) -> str:
    """A name; a guest's with whom it stands for, or who came instead."""
    words = {"name": one.substitute or one.name, "seat": one.seat}
    return one.name if one.votes else say(Sentence(N_("%(name)s（%(seat)s）"), words))


def leave_to_list(form: StepForm | None, seats: list[Seat]) -> None:
    """Where people sign in by name nobody is asked for numbers."""
    if form is not None and any(one.votes for one in seats):
        for name in ("expected", "present", "excused", "absent"):
            if name in form:
                del form[name]


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll as it was frozen, who is there now, and whether that is enough to vote on the item on the table."""

    expected: int
    present: int
    excused: int
    absent: int
    here: int
    guests: int
    recused: int
    quorum: str
    enough: bool
    threshold: str


def roll(meeting: Meeting, item: AgendaItem | None = None) -> Roll | None:
    """None before the meeting was opened."""
    if meeting.expected is None or meeting.present is None:
        return None
    facts = MeetingFacts(db(), meeting)
    here = meeting.here if meeting.here is not None else meeting.present
    count = ItemFacts(db(), item).count if item else Count(meeting.expected, here)
    found = voting.quorum(facts.rule, count)
    told = say(found.sentence) if found else say(N_("协商性会议，不设法定人数"))
    return Roll(
        meeting.expected, meeting.present, meeting.excused or 0, meeting.absent or 0, here,
        sum(one.here and not one.votes for one in facts.attendees), count.recused,
        told, found is None or found.holds, needed(facts.rule, count),
    )  # fmt: skip


def needed(rule: voting.Rule, count: Count) -> str:
    """What a motion needs, with the numbers of now."""
    words = {"sign": ">" if rule.threshold.more else "≥", "share": rule.threshold.printed(count.of(rule.threshold))}
    return say(Sentence(N_("表决时赞成 %(sign)s %(share)s 为通过"), words))
