"""Holds emergency acts against history: each waits for a meeting until an entry of an agenda item says what it said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.model import Decision, Issue
from workflow.kernel.clock import stamp
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.verify import Fault
from workflow.meetings.model import AgendaItem

DECISIONS, ITEMS = bare(Decision), bare(AgendaItem)
SAID = {"ratify": True, "refuse_ratification": None}
"""What each step leaves: an act that was refused waits no longer, either."""


def ratification_faults(db: Connection, issues: Sequence[int] | None = None) -> Iterator[Fault]:
    """Each emergency act (of these matters, or of all) that does not stand as the meetings after it said."""
    acts = select(DECISIONS).where(DECISIONS.c.basis == "emergency")
    if issues is not None:
        acts = acts.where(DECISIONS.c.issue_id.in_(issues))
    found = db.execute(acts.order_by(DECISIONS.c.issue_id, DECISIONS.c.seq)).all()
    said = _said(db, {act.issue_id for act in found})
    for act in found:
        after = [step for at, step in said[act.issue_id] if at > stamp(act.at)]
        if act.ratified is not (SAID[after[0]] if after else False):
            says = Sentence(N_("应急处置是否追认，与会议议题的记录不一致"))
            yield Fault(Issue.noun, act.issue_id, act.seq, says)


def _said(db: Connection, issues: set[int]) -> dict[int, list[Any]]:
    """(when, step) of what meetings said of the emergency acts of these matters, by matter, oldest first."""
    joined = EVENTS.join(ITEMS, ITEMS.c.id == EVENTS.c.subject_id)
    theirs = (EVENTS.c.noun == AgendaItem.noun) & EVENTS.c.step.in_(SAID) & ITEMS.c.issue_id.in_(issues)
    rows = db.execute(select(ITEMS.c.issue_id, EVENTS.c.at, EVENTS.c.step).select_from(joined).where(theirs))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.at):
        found[row.issue_id].append((row.at, row.step))
    return found
