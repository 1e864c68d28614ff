"""An old ledger on its way in, line by line, and a long one on its way out, kept for a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Key


class Import(Record):
    """One file somebody brought. Its bytes are kept until it is taken over, thrown away, or has waited too long."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(Word)
    """`checked`, `running`, `done`."""
    heads: Mapped[list[str]] = mapped_column(JSON)
    mapping: Mapped[dict[str, int]] = mapped_column(JSON)
    notes: Mapped[list[Any]] = mapped_column(JSON)
    """What was found in the file as a whole, as (message, values)."""
    data: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Instant)


class ImportLine(Record):
    """One line of it. What it says is kept while it waits to be taken over, and never of a line with a problem."""

    __tablename__ = "import_lines"
    __table_args__ = (Index("ix_import_lines_state", "import_id", "state", "line"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(Word)
    """`ready`, `wrong`, `known` (taken over before), `done`."""
    why: Mapped[list[Any]] = mapped_column(JSON)
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issues.id"))


class ColumnMap(Record):
    """How an organisation reads the columns of its ledgers: which field a head stands for."""

    __tablename__ = "column_maps"

    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), primary_key=True)
    head: Mapped[str] = mapped_column(String(200), primary_key=True)
    street_id: Mapped[int]
    field: Mapped[str] = mapped_column(Word)


class Export(Record):
    """One long ledger somebody asked for: what was asked, how far it is, and until when it is kept."""

    __tablename__ = "exports"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    ledger: Mapped[str] = mapped_column(Word)
    question: Mapped[dict[str, Any]] = mapped_column(JSON)
    told: Mapped[list[str]] = mapped_column(JSON)
    """How it is narrowed, in the words of whoever asked; `words` is the same for the log, in Chinese."""
    words: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(Word)
    language: Mapped[str] = mapped_column(Word)
    request: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word)
    """`waiting`, `running`, `done`, `refused` (no office any more), `too_many` (rows for its format), `gone`."""
    done: Mapped[int]
    total: Mapped[int | None]
    hats: Mapped[list[Any]] = mapped_column(JSON)
    """The offices it was made in, as (role, organisation): whoever lost one may not have it any more."""
    at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant, index=True)


class ExportPart(Record):
    """A piece of the finished file: any instance of the service can hand it out, and none holds it whole."""

    __tablename__ = "export_parts"

    export_id: Mapped[int] = mapped_column(ForeignKey("exports.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)
