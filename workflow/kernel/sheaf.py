"""Many subjects born in one transaction: what holds for all is looked up once, what they leave is written together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import BigInteger, Connection, Executable, Select, Table, bindparam, func, select

from workflow.kernel.db import bare, insert_into
from workflow.kernel.prepared import Act, Values, fetch_rows, send_all

if TYPE_CHECKING:
    from workflow.kernel.subject import Subject

T = TypeVar("T")


class Sheaf:
    """The rows that wait, by their statement, the subjects' own first; and what was found for one and holds for all."""

    def __init__(self, db: Connection, model: type[Subject], many: int) -> None:
        self.db, self.table = db, bare(model)
        self.ids = iter(set_aside(db, self.table, many))
        self._rows: dict[Executable, list[Values]] = {insert_into(self.table): []}
        self._known: dict[Hashable, Any] = {}

    def put(self, statement: Executable, row: Values) -> None:
        self._rows.setdefault(statement, []).append(row)

    def bind(self, subject: Subject, acts: Sequence[Act]) -> None:
        """What one subject leaves, and the row of it that stands as it will be committed."""
        for statement, row in acts:
            self.put(statement, row)
        stands = vars(subject)
        self.put(insert_into(self.table), {name: stands.get(name, usual) for name, usual in usually(self.table)})

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        """What was found for another subject of this sheaf, else asked for now."""
        if key not in self._known:
            self._known[key] = ask()
        found: T = self._known[key]
        return found

    def pour(self) -> None:
        """Write what waits, each statement once for all its rows."""
        for statement, rows in self._rows.items():
            if rows:
                send_all(self.db, statement, rows)
        self._rows = {statement: [] for statement in self._rows}


@lru_cache(maxsize=64)
def usually(table: Table) -> list[tuple[str, Any]]:
    """Every column with the value it has where nobody gave it one."""
    usual: list[tuple[str, Any]] = []
    for column in table.columns:
        default: Any = column.default
        usual.append((column.name, default.arg if default is not None and default.is_scalar else None))
    return usual


def set_aside(db: Connection, table: Table, many: int) -> list[int]:
    """Ids that nobody else will be given: whoever is born knows its own before it is written."""
    if db.dialect.name == "sqlite":  # whoever writes is alone
        (row,) = fetch_rows(db, _last(table), {})
        return list(range(row.id + 1, row.id + 1 + many))
    return [row.id for row in fetch_rows(db, _next(table), {"many": many})]


@lru_cache(maxsize=64)
def _last(table: Table) -> Select[Any]:
    return select(func.coalesce(func.max(table.c.id), 0).label("id"))


@lru_cache(maxsize=64)
def _next(table: Table) -> Select[Any]:
    counter = func.nextval(func.pg_get_serial_sequence(table.name, "id"), type_=BigInteger)
    return select(counter.label("id")).select_from(func.generate_series(1, bindparam("many", type_=BigInteger)))
