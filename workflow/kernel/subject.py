"""What the desk can move: a row with a state, a version and the head of its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Integer, String, true
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Record, Word
from workflow.kernel.policy import Capacity

if TYPE_CHECKING:
    from workflow.kernel.flow import Flow

Seen = Callable[[Capacity], ColumnElement[bool]]

Key = BigInteger().with_variant(Integer, "sqlite")
"""A primary key: SQLite counts only plain INTEGER keys up by itself."""


def everything(capacity: Capacity) -> ColumnElement[bool]:
    """The whole street: `seen_by` of those who oversee it."""
    return true()


class Subject(Record):
    """Brings id, street, state, version (the number of events so far) and head (the hash of the last one)."""

    __abstract__ = True

    flow: ClassVar[Flow]
    noun: ClassVar[str]
    seen_by: ClassVar[dict[str, Seen]] = {}
    facts: ClassVar[Callable[..., Any]] = lambda db, subject: None
    recorded: ClassVar[tuple[str, ...]] = ()
    """Columns that each entry of history repeats as they then stood, so that any past moment can be rebuilt."""
    locked_after: ClassVar[str] = ""
    """The column naming the subject whose row is locked before this one's, so that all take locks in one order."""

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    state: Mapped[str] = mapped_column(Word, index=True)
    version: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")


S = TypeVar("S", bound=Subject)

SUBJECTS: dict[str, type[Subject]] = {}


def subject(model: type[S]) -> type[S]:
    """Register a model under its noun, so that history, jobs and the command line can find it by name."""
    SUBJECTS[model.noun] = model
    return model
