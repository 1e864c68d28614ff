"""Whole tables read in the order of their subjects, a batch at a time, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, select, tuple_

from workflow.kernel.legible import columns, legible

BATCH = 1000
Order = tuple[int, Any, str]
Group = tuple[Order, list[Any]]


def entries(db: Connection, table: Table, noun: Any) -> Iterator[Group]:
    """Entries (or bodies) of one noun, by subject and number."""
    place = (table.c.subject_id, table.c.seq)
    mine = legible(db, table).where(table.c.noun == noun).order_by(*place).limit(BATCH)

    def rows() -> Iterator[Any]:
        batch = db.execute(mine).all()
        while batch:
            yield from batch
            last = (batch[-1].subject_id, batch[-1].seq)
            batch = db.execute(mine.where(tuple_(*place) > last)).all()

    return ((key, list(group)) for key, group in groupby(rows(), lambda row: _order(row.subject_id)))


def beside(db: Connection, found: Select[Any], place: Sequence[Column[Any]]) -> Iterator[Group]:
    """Rows that hang on subjects of one noun, by `place`: the subject, and what tells its rows apart."""
    some = found.order_by(*place).limit(BATCH)

    def rows() -> Iterator[Any]:
        batch = db.execute(some).all()
        while batch:
            yield from batch
            last = tuple(getattr(batch[-1], column.name) for column in place)
            batch = db.execute(some.where(tuple_(*place) > last)).all()

    return ((key, list(group)) for key, group in groupby(rows(), lambda row: _order(getattr(row, place[0].name))))


def subjects(db: Connection, table: Table, recorded: tuple[str, ...]) -> Iterator[Group]:
    """Subjects by id, as far as their history must agree with them."""
    standing = ("id", "street_id", "state", "version", "head")
    some = select(*columns(db, table, *standing, *recorded)).order_by(table.c.id).limit(BATCH)
    batch = db.execute(some).all()
    while batch:
        yield from ((_order(row.id), [row]) for row in batch)
        batch = db.execute(some.where(table.c.id > batch[-1].id)).all()


def _order(id: Any) -> Order:
    """Ids in the database's order, even where a forger wrote text for a number."""
    return (0, id, "") if isinstance(id, int) else (1, 0, str(id))


def side_by_side(*streams: Iterator[Group]) -> Iterator[tuple[Any, list[list[Any]]]]:
    """What belongs to one subject, from streams that are each in order."""
    heads = [next(stream, None) for stream in streams]
    while waiting := [head[0] for head in heads if head]:
        first = min(waiting)
        found: list[list[Any]] = [[] for _ in streams]
        for i, head in enumerate(heads):
            if head and head[0] == first:
                found[i], heads[i] = head[1], next(streams[i], None)
        yield first[2] or first[1], found
