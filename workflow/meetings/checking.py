"""Holds the minutes against history: each version was signed by a step, and says what was signed then.

Their text stands in a table beside the chain; its hash stands in the chain. Where a matter of the meeting was erased,
the text is no longer what was hashed, and is counted instead of recomputed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from workflow.issues.model import Claim, Issue
from workflow.kernel.clock import stamp
from workflow.kernel.db import bare
from workflow.kernel.examine import UNREADABLE
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.legible import columns, hidden, legible, read
from workflow.kernel.verify import Fault
from workflow.meetings.model import AgendaItem, Meeting, Minutes
from workflow.meetings.protocol import content_hash

MINUTES, ITEMS, ISSUES, CLAIMS = bare(Minutes), bare(AgendaItem), bare(Issue), bare(Claim)
SIGNING = ("approve", "correct_minutes")
NOUN = "minutes"


def minutes_faults(db: Connection, meetings: Sequence[int] | None = None) -> Iterator[Fault]:
    """The first fault of each meeting (of these, or of all) whose minutes are not those that were signed."""
    try:
        yield from _faults(db, meetings)
    except UNREADABLE:  # a time that is none, where rows are read
        yield Fault(NOUN, 0, 0, Sentence(N_("记录无法读取")))


def _faults(db: Connection, meetings: Sequence[int] | None) -> Iterator[Fault]:
    signings, versions = _signings(db, meetings), _versions(db, meetings)
    erased, blind = _erased(db), bool(hidden(db, MINUTES))  # whoever may not read them cannot hash them anew
    for id in sorted({*signings, *versions}, key=str):
        held = read(db, Meeting, bare(Meeting).c.id == id)
        told, rows = signings.get(id, []), versions.get(id, [])
        for n, (event, row) in enumerate(zip(told, rows, strict=False), 1):
            if not held or not _same(db, held[0], n, event, row, blind or id in erased):
                yield Fault(NOUN, id, n, Sentence(N_("纪要与签发时的不是同一份")))
                break
        else:
            if len(rows) != len(told):
                n = min(len(rows), len(told)) + 1
                says = N_("已签发的纪要不见了") if len(rows) < len(told) else N_("纪要没有对应的签发记录")
                yield Fault(NOUN, id, n, Sentence(says))


def _same(db: Connection, meeting: Meeting, n: int, event: Any, row: Any, erased: bool) -> bool:
    """Whether a version is what the entry says that signed it."""
    try:
        entry = json.loads(event.payload)
        signed = (row.version, stamp(row.at), row.signed_by_id) == (n, entry["at"], entry["actor"]["id"])
        known = entry.get("stands", {}).get("content_hash", meeting.content_hash)
        if not signed or (n == 1 and row.hash != known) or (meeting.content_hash != known):
            return False
        return erased or (_words(event, row) and content_hash(db, meeting, row.text, n) == row.hash)
    except UNREADABLE:
        return False


def _words(event: Any, row: Any) -> bool:
    """A correction was written in its entry."""
    return event.step == SIGNING[0] or event.text is None or json.loads(event.text)["text"] == row.text


def _signings(db: Connection, meetings: Sequence[int] | None) -> dict[int, list[Any]]:
    same = and_(*(getattr(BODIES.c, name) == getattr(EVENTS.c, name) for name in ("noun", "subject_id", "seq")))
    words = columns(db, BODIES, "text")
    found = select(EVENTS.c.subject_id, EVENTS.c.seq, EVENTS.c.step, EVENTS.c.payload, *words).join_from(
        EVENTS, BODIES, same, isouter=True
    )
    found = found.where(EVENTS.c.noun == Meeting.noun, EVENTS.c.step.in_(SIGNING))
    if meetings is not None:
        found = found.where(EVENTS.c.subject_id.in_(meetings))
    return _by(db.execute(found.order_by(EVENTS.c.subject_id, EVENTS.c.seq)), lambda row: row.subject_id)


def _versions(db: Connection, meetings: Sequence[int] | None) -> dict[int, list[Any]]:
    found = legible(db, MINUTES).order_by(MINUTES.c.meeting_id, MINUTES.c.version)
    if meetings is not None:
        found = found.where(MINUTES.c.meeting_id.in_(meetings))
    return _by(db.execute(found), lambda row: row.meeting_id)


def _by(rows: Iterable[Any], of: Callable[[Any], int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[of(row)].append(row)
    return found


def _erased(db: Connection) -> set[int]:
    """Meetings of which something was erased as the rules provide, and be it of one of several reporters."""
    of_one = ISSUES.c.id.in_(select(CLAIMS.c.issue_id).where(CLAIMS.c.erased_at.is_not(None)))
    gone = or_(ISSUES.c.erased_at.is_not(None), ISSUES.c.cleared_at.is_not(None), of_one)
    found = select(ITEMS.c.meeting_id).join(ISSUES, ISSUES.c.id == ITEMS.c.issue_id).where(gone)
    return set(db.execute(found).scalars())
