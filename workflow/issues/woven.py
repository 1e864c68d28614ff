"""Whose entries make up the history of a matter: its own, and those of its assignments.

A table to join history to, never a condition with "or": PostgreSQL would read every assignment's entries for it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Select, Subquery, cast, join, literal, literal_column, null, select, union_all

from workflow.kernel.db import Record
from workflow.kernel.history import EVENTS

NONE = cast(null(), BigInteger)


def woven(issue: Any) -> Subquery:
    """(noun, subject_id, unit_id) of a matter, given as a number or a place for one."""
    sheets = Record.metadata.tables["assignments"]
    theirs = select(literal_column("'assignment'"), sheets.c.id, sheets.c.unit_id).where(sheets.c.issue_id == issue)
    return union_all(_one(literal_column("'issue'"), issue, NONE), theirs).subquery("woven")


def alone(noun: str, id: int, unit: int | None = None) -> Subquery:
    """The same of one subject that hangs on nothing else, or is looked at for itself."""
    return _one(literal(noun), literal(id, BigInteger), literal(unit, BigInteger)).subquery("woven")


def entries_of(whose: Subquery) -> Any:
    """Their entries, joined to whose they are."""
    return join(whose, EVENTS, (EVENTS.c.noun == whose.c.noun) & (EVENTS.c.subject_id == whose.c.subject_id))


def _one(noun: Any, id: Any, unit: Any) -> Select[Any]:
    return select(noun.label("noun"), id.label("subject_id"), unit.label("unit_id"))
