"""What ledgers cost: taking lines over against inserting the same rows, files against the same cells by hand."""

from __future__ import annotations

import csv
import io
import resource
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryFile
from time import perf_counter
from typing import IO, Any

from sqlalchemy import text as sql

from bench.report import Figure
from bench.rounds import interleave
from bench.street import Street
from workflow.exchange import imports
from workflow.exchange.ledgers import LEDGERS
from workflow.exchange.writing import About, write
from workflow.issues.queries import Filter
from workflow.jobs.engine import make_tables
from workflow.kernel.clock import utc_now
from workflow.kernel.db import Record
from workflow.kernel.grams import grams
from workflow.kernel.i18n import N_
from workflow.kernel.sqlite import driver, prepare

LONG, SHORT = 100_000, 3000
"""Lines of the ledger that comes in, at most, and of the one that goes out."""
TURNS = 9
"""How often a ledger is written each way."""
HEADS = ("编号", "内容", "地点", "登记时间", "办结时间", "结果", "答复")
FIRST = datetime(2020, 1, 1, 9, tzinfo=UTC)
READ = (
    "SELECT i.number, i.outside, i.what, i.place, g.name, c.name, i.kind, i.urgency, i.state, i.outcome, o.name,"
    " h.name, i.registered_at, i.accepted_at, i.settled_at, i.due_at, i.answer FROM issues i"
    " JOIN orgs o ON o.id = i.owner_id LEFT JOIN orgs h ON h.id = i.holder_id LEFT JOIN grids g ON g.id = i.grid_id"
    " LEFT JOIN categories c ON c.id = i.category_id ORDER BY i.id DESC"
)


def ledger(many: int) -> bytes:
    """As a branch keeps it: each line with its own words."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADS)
    for n in range(many):
        at = FIRST + timedelta(minutes=7 * n)
        cells = (f"{at:%Y-%m-%d %H:%M}", f"{at + timedelta(days=9):%Y-%m-%d}", "已解决", f"第{n}件已上门处理")
        writer.writerow((f"旧-{n}", f"楼道堆物第{n}处，通行不便", f"荔枝路{n % 300}号", *cells))
    return file.getvalue().encode()


def compare(fresh: Callable[[], str], *, lines: int) -> list[Figure]:
    """A long ledger comes in, a short one goes out."""
    return [importing(fresh, lines), *exported_again(fresh)]


def importing(fresh: Callable[[], str], lines: int) -> Figure:
    """Seconds for so many lines; memory as the growth of this process."""
    street, other = Street(fresh()), Street(fresh())
    data, before = ledger(lines), sizes(street)
    judging, taking = taken_in(street, data)
    raw = insert_again(street, other, before)
    note = told(judging.cpu + taking.cpu, raw.cpu, f"{lines} lines, {judging.grown} + {taking.grown} MiB more")
    street.close()
    other.close()
    wall = judging.wall + taking.wall
    return Figure("sqlite: taking a ledger in ÷ inserting the same rows", wall, raw.wall, 12, note)


def taken_in(street: Street, data: bytes) -> tuple[Spent, Spent]:
    """What judging its lines took, and what taking them over."""
    make_tables(street.database)
    judging = spent(lambda: imports.bring(street.office, street.secretary, "台账", data))
    with street.office.desk(street.secretary) as desk:
        imports.start(desk, 1)
    return judging, spent(lambda: imports.take_over(street.office, {"id": 1}))


def exported_again(fresh: Callable[[], str]) -> list[Figure]:
    street = Street(fresh())
    taken_in(street, ledger(SHORT))
    figures = exporting(street)
    street.close()
    return figures


@dataclass(frozen=True)
class Spent:
    """Seconds, those of them that processors worked (with the reader's process), and MiB the most held has grown by."""

    wall: float
    cpu: float
    grown: int


def spent(act: Callable[[], object]) -> Spent:
    wall, cpu, held = perf_counter(), worked(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    act()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) // 1024
    return Spent(perf_counter() - wall, worked() - cpu, grown)


def worked() -> float:
    """Seconds of processors until now, of this process and of those it waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def told(ours: float, raw: float, note: str) -> str:
    """A busy machine disturbs seconds more than work."""
    return f"{note}; {ours / raw:.1f}× by processor time"


# -- in ----------------------------------------------------------------------------------------------


def sizes(street: Street) -> dict[str, int]:
    """How many rows each table has."""
    with street.database.reading() as db:
        found = {name: sql(f"SELECT count(*) FROM {name}") for name in Record.metadata.tables}
        return {name: db.execute(one).scalar_one() for name, one in found.items()}


def insert_again(street: Street, other: Street, before: dict[str, int]) -> Spent:
    """The rows that were added, by the driver alone and as often committed."""
    source, target = opened(street), opened(other)
    grown = {name: n - before[name] for name, n in sizes(street).items() if n > before[name] and name != "imports"}
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for name, n in grown.items():
        found = source.execute(f"SELECT * FROM {name} ORDER BY rowid DESC LIMIT {n}").fetchall()
        rows[f"{name} VALUES ({', '.join('?' * len(found[0]))})"] = found[::-1]
    texts = source.execute("SELECT issue_id, text FROM issue_texts").fetchall()
    rows["issue_grams (rowid, grams) VALUES (?, ?)"] = [(id, " ".join(grams(words))) for id, words in texts]
    target.execute("PRAGMA foreign_keys=OFF")
    turns = max(1, grown["issues"] // imports.SOME)
    taken = spent(lambda: poured(target, rows, turns))
    source.close()
    target.close()
    return taken


def poured(target: sqlite3.Connection, rows: dict[str, list[tuple[Any, ...]]], turns: int) -> None:
    for turn in range(turns):
        target.execute("BEGIN IMMEDIATE")
        for name, all_of_it in rows.items():
            some = all_of_it[turn * len(all_of_it) // turns : (turn + 1) * len(all_of_it) // turns]
            target.executemany(f"INSERT INTO {name}", some)
        target.execute("COMMIT")


def opened(street: Street) -> sqlite3.Connection:
    connection: sqlite3.Connection = driver().connect(street.database.url.database or "")
    prepare(connection, None)
    return connection


# -- out ---------------------------------------------------------------------------------------------


def exporting(street: Street) -> list[Figure]:
    """The whole list by hand, as CSV and as a workbook, by turns."""
    ways: dict[str, Callable[[Any], object]] = {
        "by hand": lambda _: by_hand(street), "csv": lambda _: written(street, "csv"),
        "xlsx": lambda _: written(street, "xlsx"),
    }  # fmt: skip
    grown = {name: spent(lambda act=act: act(None)).grown for name, act in ways.items()}
    found = interleave({name: (lambda n: [None] * n, act) for name, act in ways.items()}, rounds=TURNS, size=1)
    raw, plain, book = found.values()
    notes = [
        f"{grown[name]} MiB more; {ours.processor / against.processor:.1f}× by processor time"
        for name, ours, against in (("csv", plain, raw), ("xlsx", book, plain))
    ]
    by_hands = "sqlite: a ledger as CSV ÷ reading and writing the same cells"
    return [
        Figure(by_hands, plain.p50, raw.p50, 3, notes[0]),
        Figure("sqlite: a ledger as XLSX ÷ as CSV", book.p50, plain.p50, 15, notes[1]),
    ]


def by_hand(street: Street) -> None:
    connection = opened(street)
    with TemporaryFile() as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        csv.writer(text).writerows(connection.execute(READ))
        text.flush()
        text.detach()
    connection.close()


def written(street: Street, how: str) -> None:
    one, now = LEDGERS["issues"], utc_now()
    rows: Iterator[Any] = one.rows(street.database, street.secretary, Filter(), now)
    with TemporaryFile() as file:
        opened_file: IO[bytes] = file
        write(one, rows, About(now, "张书记", []), how, opened_file, N_)
