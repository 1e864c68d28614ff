"""What the application's role and the auditor's role may do with each table on PostgreSQL: one decision per table.

A table that is not listed is closed to both, and a test names it. `grants.py` makes SQL of this list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, String, Table

from workflow.kernel.db import Instant, Word

CODE = Word.length
"""Strings of just this length are states, roles and kinds from lists kept in code; others may hold words or secrets."""


@dataclass(frozen=True, slots=True)
class Rights:
    """The application reads and adds to every table; this is what more it may do, and what the auditor may read."""

    change: bool | tuple[str, ...] = False
    """Rows may be changed: all of a row, or just these columns."""
    erase: bool = False
    """Rows may be deleted."""
    frozen: bool = False
    """History itself: triggers refuse the change even to the owner."""
    shows: tuple[str, ...] = ()
    """What the auditor reads beside numbers, dates and codes."""
    closed: bool = False
    """The auditor reads nothing of it: contact data, secrets, what is somebody's own."""

    @property
    def append_only(self) -> bool:
        """What was added stays as it is."""
        return not (self.change or self.erase)

    def reads(self, table: Table) -> tuple[str, ...]:
        """The columns the auditor's role may read."""
        if self.closed:
            return ()
        return tuple(c.name for c in table.columns if c.name in self.shows or coded(c))


def coded(column: Column[object]) -> bool:
    """A number, a date, a yes or no, a short code: nothing in it was written by a person."""
    kind = column.type
    if isinstance(kind, String):
        return kind.length == CODE
    return isinstance(kind, Instant) or kind.python_type in (int, bool, date)


def history(*shows: str) -> Rights:
    """What the chain and the seals consist of."""
    return Rights(frozen=True, shows=shows)


def kept(*shows: str, only: tuple[str, ...] = ()) -> Rights:
    """How something stands now: it changes, all of it or `only` these columns, and never goes."""
    return Rights(change=only or True, shows=shows)


def passing(*shows: str) -> Rights:
    """What is needed for a while, or must be erasable."""
    return Rights(change=True, erase=True, shows=shows)


ADDED = Rights()
ERASABLE = Rights(erase=True)  # what people wrote: it may go, and is never written anew
CLOSED = Rights(change=True, erase=True, closed=True)

RIGHTS: dict[str, Rights] = {
    # history, its seals, and the second log
    "events": history("at", "payload", "hash"),
    "flows": history("hash", "text"),
    "bodies": ERASABLE,
    "accesses": history("chain", "month", "at", "payload", "hash"),
    "access_words": Rights(erase=True, shows=("chain", "month")),
    "access_chains": kept("chain", "month", "head", only=("length", "head")),
    "leaves": history("chain", "month", "hash"),
    "tree_nodes": history("hash"),
    "checkpoints": history("root", "at", "note"),
    "log_keys": history("key", "note"),
    # the matter
    "issues": kept("number", "head"),
    "assignments": kept("head"),
    "claims": kept(),
    "contacts": CLOSED,
    "custody": kept(only=("to_at",)),
    "deadlines": kept(),
    "decisions": kept(only=("ratified",)),
    "attachments": passing("digest"),
    "call_backs": ADDED,
    "doubts": kept(),
    "evaluations": kept(only=("contacted", "solved", "satisfied", "by_call", "changed_at", "mark")),
    "recusals": kept(only=("replacement_id",)),
    "representatives": passing(),
    "summons": kept(only=("arrived_at",)),
    "referrals": ADDED,
    "numbering": kept(),
    "tallies": kept(),
    "drafts": CLOSED,
    "issue_texts": CLOSED,
    "issue_grams": CLOSED,
    # receptions and meetings
    "receptions": kept("month", "head"),
    "reception_entries": kept(),
    "meetings": kept("number", "content_hash", "head"),
    "agenda_items": kept("head", "formula"),
    "attendees": passing(),
    "body_rules": passing("rule"),
    "dissents": kept(),
    "minutes": kept("hash", only=("text",)),
    "publications": passing(),
    "stepped_aside": ADDED,
    "votes": ADDED,
    # requests, supervision, emergencies, consultations, the board
    "requests": kept("head"),
    "supervision_orders": kept("number", "head"),
    "emergencies": kept("head"),
    "emergency_grids": ADDED,
    "consultations": kept("head"),
    "consultation_answers": CLOSED,
    "postings": kept("head"),
    "public_photos": passing("digest"),
    # organisations, people, rules
    "orgs": kept("code", "name", "path"),
    "grids": kept("code", "name"),
    "people": kept("name"),
    "posts": kept("head"),
    "mandates": kept("steps", "head"),
    "accounts": kept("head"),
    "logins": CLOSED,
    "code_uses": CLOSED,
    "attempts": CLOSED,
    "reach": CLOSED,
    "saved_views": CLOSED,
    "categories": kept("name"),
    "rules": kept("head"),
    "stop_days": kept("head"),
    "holiday_notices": kept("source", "days", "head"),
    "editions": kept("edition"),
    # auditors
    "inspections": kept("head"),
    "inspection_items": kept(),
    "audit_notes": CLOSED,
    # speaking, taking in and out, working
    "outbox": passing(),
    "notices": passing(),
    "deliveries": passing(),
    "webhooks": kept("head"),
    "exports": passing(),
    "export_parts": CLOSED,
    "imports": passing(),
    "import_lines": passing(),
    "column_maps": CLOSED,
    "idempotency": CLOSED,
    "promise_counts": passing(),
    "workers": passing(),
}
