"""One matter as its page shows it: the clock that explains itself, the picture of its way, the days of its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import url_for

from web import dates
from web.current import db, now
from web.dates import Until, until
from web.holding import book
from web.language import say, translate
from web.pictures.path import Dot, Hop, Lane, Path
from workflow.issues import details
from workflow.issues.flow import OPEN
from workflow.issues.model import Issue
from workflow.issues.timeline import Entry
from workflow.issues.way import Way
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Label, Sentence, spoken
from workflow.kernel.subject import Subject

LANES = (
    ("resident", N_("居民")),
    ("unit", N_("单位")),
    ("branch", N_("支部")),
    ("community", N_("社区")),
    ("street", N_("街道")),
)
BY_MEETING = ("schedule", "unschedule")


# -- clocks --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clock:
    """A running limit with the reckoning behind it; rows are (from – to, counted days, why)."""

    kind: str
    label: str
    until: Until
    exact: str
    sentence: str
    rows: list[tuple[str, int, str]]
    total: int
    note: str


def clocks(subject: Subject) -> list[Clock]:
    """The clocks of a subject that run now, each with its reason."""
    return [_clock(one) for one in details.running(db(), subject, book())]


def _clock(one: details.Reckoned) -> Clock:
    told = one.explanation
    rows = [(_span(row.start, row.end), row.days, say(row.why)) for row in told.rows] if told else []
    return Clock(
        kind=one.kind,
        label=say(one.label),
        until=until(one.due.at, now()),
        exact=dates.exact(one.due.at),
        sentence=say(told.sentence if told else N_("日期由会议或决定指定。")),
        rows=rows,
        total=sum(days for _span, days, _why in rows),
        note=say(told.note) if told else "",
    )


def _span(start: Any, end: Any) -> str:
    first, last = dates.short_day(start), dates.short_day(end)
    return first if start == end else say(Sentence(N_("%(from)s—%(to)s"), {"from": first, "to": last}))


# -- the way ---------------------------------------------------------------------------------------


def picture(issue: Issue, way: Way, owner_kind: str) -> Path:
    """The way as the drawing needs it."""
    last = len(way.stays) - 1
    is_open = issue.state in OPEN.split()
    hops = tuple(
        Hop(
            stay.kind, stay.name, stay.start, None if is_open and place == last else stay.end,
            paused=issue.paused_at is not None and place == last, late=stay.late,
        )
        for place, stay in enumerate(way.stays)
    )  # fmt: skip
    dots = tuple(Dot(m.at, m.lane, say(m.label), "meeting" if m.meeting else "step") for m in way.marks)
    lanes = tuple(Lane(key, say(label)) for key, label in LANES)
    return Path(lanes, hops, dots, owner_kind, now())


def hops(issue: Issue, way: Way) -> list[tuple[str, str, str, str, str]]:
    """The same as a table: holder, from, until, how long, remark."""
    is_open = issue.state in OPEN.split()
    told = []
    for place, stay in enumerate(way.stays):
        here = is_open and place == len(way.stays) - 1
        end = say(N_("至今")) if here else dates.minute(stay.end)
        remark = say(N_("其间逾期")) if stay.late else ""
        told.append((stay.name, dates.minute(stay.start), end, dwell(stay.start, stay.end), remark))
    return told


def dwell(start: datetime, end: datetime) -> str:
    """How long somebody held it: days and hours, or minutes."""
    minutes = int((end - start).total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return say(Sentence(N_("%(days)s 天 %(hours)s 小时"), {"days": days, "hours": hours}))
    if hours:
        return say(Sentence(N_("%(hours)s 小时"), {"hours": hours}))
    return say(Sentence(N_("%(minutes)s 分钟"), {"minutes": minutes}))


def sentence_now(coming: tuple[Sentence, datetime | None]) -> str:
    """城管中队办理中，还剩 2 个工作日。"""
    act, due = coming
    if due is None:
        return say(Sentence(N_("%(act)s。"), {"act": act}))
    return say(Sentence(N_("%(act)s，%(left)s。"), {"act": act, "left": until(due, now()).left}))


# -- the timeline ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One event as parts/timeline.html draws it."""

    iso: str
    time: str
    did: str
    state: str
    phase: str
    who: str
    kind: str
    words: str
    files: list[tuple[str, str]]
    late: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The events of a day, the newest first."""

    label: str
    iso: str
    told: str
    events: list[Line]


SHOWN = ("all", "steps", "notes")


def days(issue: Subject, entries: Iterable[Entry], photos: Iterable[Any], shown: str) -> list[Day]:
    """The timeline folded by day, newest first, narrowed to steps or to notes."""
    wanted = [
        one for one in entries if not one.quiet and (shown == "all" or (_kind(one) == "note") == (shown == "notes"))
    ]
    files: dict[int, list[tuple[str, str]]] = {}
    for photo in photos:
        address = url_for("issues.photo", id=issue.id, photo=photo.id)
        files.setdefault(photo.seq, []).append((address, say(Sentence(N_("照片 %(name)s"), {"name": photo.name}))))
    by_day = groupby(reversed(wanted), key=lambda one: local(one.at).date())
    return [_day(on, [line(one, files) for one in ones]) for on, ones in by_day]


def _day(on: date, events: list[Line]) -> Day:
    done = list(dict.fromkeys(one.did for one in reversed(events)))
    return Day(dates.day(on), on.isoformat(), spoken(done, translate), events)


def _kind(entry: Entry) -> str:
    if entry.step in BY_MEETING:
        return "meeting"
    return "step" if entry.moved_to else "note"


def line(entry: Entry, files: dict[int, list[tuple[str, str]]]) -> Line:
    """An entry with its texts ready."""
    told = [] if entry.step == "register" else entry.told  # the page says it above
    words = "\n".join(_told(label, value) for label, value in told)
    mine = files.get(entry.seq, []) if entry.noun == "issue" else []
    return Line(
        iso=dates.iso(entry.at),
        time=f"{local(entry.at):%H:%M}",
        did=_did(entry),
        state=say(entry.moved_to),
        phase=entry.phase,
        who=say(entry.who),
        kind=_kind(entry),
        words=words,
        files=mine,
    )


def _told(label: Label, value: Any) -> str:
    if value == "":
        return say(label)
    return say(Sentence(N_("%(question)s：%(answer)s"), {"question": label, "answer": value}))


def _did(entry: Entry) -> str:
    """移交; of an assignment, with its unit."""
    words = {"unit": entry.unit, "step": entry.label}
    return say(Sentence(N_("%(unit)s：%(step)s"), words) if entry.unit else entry.label)
