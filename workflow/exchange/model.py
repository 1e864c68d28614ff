"""An old ledger on its way in: the file, its lines with what is wrong with each, and how its columns were read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Key


class Import(Record):
    """One file somebody brought. Its bytes are kept only until it was taken over or thrown away."""

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
