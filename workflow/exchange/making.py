"""Long ledgers, made by a job: asked for in one request, written while its owner does something else, kept for a day.

Who asked is looked at again when it is made and when it is fetched. A job that was cut off begins again; of several
that write the same ledger one keeps its file, in the transaction that writes the line in the log of reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select, update

from workflow.exchange import tables
from workflow.exchange.closing import newest_seal
from workflow.exchange.ledgers import LEDGERS
from workflow.exchange.model import Export, ExportPart
from workflow.exchange.writing import About, TooManyRows, write
from workflow.issues.forgetting import Extent, forgets
from workflow.issues.model import Issue
from workflow.kernel import accesses
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch, fetch_one
from workflow.kernel.errors import NotFound, Refusal
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.jobs import enqueue, job
from workflow.kernel.languages import speaking
from workflow.kernel.policy import Actor
from workflow.orgs.capacities import actor as actor_of

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk, Office

EXPORTS, PARTS = bare(Export), bare(ExportPart)
JOB = "write_ledger"
LONG = 2000
"""Rows a ledger may have to be written while its reader waits."""
KEPT = timedelta(hours=24)
MOST = 10
"""Ledgers one person may have made or kept at a time."""
PART = 1 << 20
"""Bytes of one piece."""
OPEN = ("waiting", "running")
NOTHING: dict[str, Any] = {"question": {}, "told": [], "words": ""}
"""What is left of what somebody typed once a file is gone."""


class TooManyKept(Refusal):
    """One person fills the house with files."""

    status = 422
    code = "too_many_exports"
    message = N_("最多同时保留 %(most)s 份导出，请先删除不要的")


class Moved(Refusal):
    """Whoever asked does not hold every office any more in which the file was made."""

    status = 403
    code = "moved_on"
    message = N_("您的岗位在导出后有变动，这份文件不能再下载，请重新导出")


class Stopped(Exception):
    """Somebody threw it away while it was written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A ledger as somebody asked for it."""

    ledger: str
    wanted: Any
    filters: list[Sentence]
    how: str
    language: str
    request: str
    page: str = ""
    """The address of the page that checks a checkpoint, for any of them."""


def order(desk: Desk, asked: Asked) -> int:
    """Have it made; its number. The same question, asked again while it is being made, is the same one.

    Raises: TooManyKept.
    """
    there = mine(desk.db, desk.actor, desk.now)
    told = [one.render(speaking(asked.language)) for one in asked.filters]
    row = Export(
        street_id=desk.actor.street, person_id=desk.actor.id, ledger=asked.ledger, question=_plain(asked.wanted),
        told=told, words="；".join(str(one) for one in asked.filters), how=asked.how, language=asked.language,
        request=asked.request, state="waiting", done=0, total=None, hats=[], at=desk.now, until=desk.now + KEPT,
    )  # fmt: skip
    for one in there:
        if one.state in OPEN and _question(one) == _question(row):
            return one.id
    if len(there) >= MOST:
        raise TooManyKept(most=MOST)
    desk.add(row)
    enqueue(desk.db, JOB, {"id": row.id, "page": asked.page}, key=str(row.id))
    return row.id


def _question(one: Export) -> tuple[Any, ...]:
    return one.ledger, one.question, one.how, one.language


def discard(desk: Desk, id: int) -> None:
    """Thrown away, finished or not.

    Raises: NotFound.
    """
    _drop(desk.db, EXPORTS.c.id == find(desk.db, desk.actor, id, desk.now).id)


# -- looking ---------------------------------------------------------------------------------------


def find(db: Connection, actor: Actor, id: int, now: datetime) -> Export:
    """One's own, while it is kept.

    Raises: NotFound.
    """
    found = fetch_one(db, Export, EXPORTS.c.id == id, EXPORTS.c.person_id == actor.id, EXPORTS.c.until > now)
    if found is None:
        raise NotFound
    return found


def mine(db: Connection, actor: Actor, now: datetime) -> list[Export]:
    """One's own, the newest first."""
    where = (EXPORTS.c.person_id == actor.id, EXPORTS.c.until > now)
    return fetch(db, Export, *where, order=EXPORTS.c.id.desc(), limit=MOST)


def fetched(office: Office, actor: Actor, id: int, file: IO[bytes]) -> Export:
    """Write the finished ledger into this file, a piece in each short read.

    Raises: NotFound, Moved.
    """
    with office.database.reading() as db:
        one = find(db, actor, id, office.clock())
    if one.state != "done":
        raise NotFound
    if not {tuple(hat) for hat in one.hats} <= set(_hats(actor)):
        raise Moved
    part = 0
    while (data := _piece(office, id, part)) is not None:
        file.write(data)
        part += 1
    if not part:  # erased while it was being looked at
        raise NotFound
    file.seek(0)
    return one


def _piece(office: Office, id: int, part: int) -> bytes | None:
    with office.database.reading() as db:
        this = (PARTS.c.export_id == id) & (PARTS.c.part == part)
        found: bytes | None = db.execute(select(PARTS.c.data).where(this)).scalar_one_or_none()
        return found


def _hats(actor: Actor) -> list[tuple[str, int]]:
    return sorted({(hat.role, hat.org) for hat in actor.capacities})


# -- making ----------------------------------------------------------------------------------------


@job(JOB)
def make(office: Office, payload: dict[str, Any]) -> None:
    """Write it from its beginning, whatever was written before; told twice, it makes one file."""
    now = office.clock()
    with office.database.reading() as db:
        one = fetch_one(db, Export, EXPORTS.c.id == payload["id"], EXPORTS.c.state.in_(OPEN))
        if one is None:
            return
        who = actor_of(db, one.person_id, local(now).date())
        ledger = LEDGERS[one.ledger]
        may = bool(who.roles & set(ledger.open_to))
        total = ledger.many(db, who, _wanted(one), now) if may else None
    if not may:
        _move(office, one.id, state="refused", **NOTHING)
    elif _move(office, one.id, state="running", done=0, total=total):
        with suppress(Stopped):
            _make(office, one, who, now, payload.get("page", ""))


def _make(office: Office, one: Export, who: Actor, now: datetime, page: str) -> None:
    with office.database.reading() as db:
        seal = newest_seal(db, one.street_id, page) if page else None
    ledger, about = LEDGERS[one.ledger], About(now, who.name, [Sentence(told) for told in one.told], seal)
    rows = _telling(office, one.id, ledger.rows(office.database, who, _wanted(one), now))
    with TemporaryFile() as file:
        try:
            n = write(ledger, rows, about, one.how, file, speaking(one.language))
        except TooManyRows:
            _move(office, one.id, state="too_many", **NOTHING)
            return
        file.seek(0)
        _keep(office, one, who, n, file)


def _telling(office: Office, id: int, rows: Iterator[Any]) -> Iterator[Any]:
    """The rows, and now and then how far it is."""
    for n, row in enumerate(rows, 1):
        yield row
        if n % tables.BATCH == 0 and not _move(office, id, done=n):
            raise Stopped


def _keep(office: Office, one: Export, who: Actor, n: int, file: IO[bytes]) -> None:
    """The file, its end and its line in the log, or nothing of them where it is gone or another made it."""
    now = office.clock()
    with office.database.writing() as db:
        kept = {"done": n, "total": n, "hats": _hats(who), "until": now + KEPT}
        if not _moved(db, one.id, state="done", **kept):
            return
        part = 0
        while data := file.read(PART):
            db.execute(insert(PARTS), {"export_id": one.id, "part": part, "data": data})
            part += 1
        told: dict[str, Any] = {"ledger": one.ledger, "rows": n, "format": one.how}
        accesses.note(db, who, "export", at=now, request=one.request, words=one.words, **told)


def _move(office: Office, id: int, **values: Any) -> bool:
    with office.database.writing() as db:
        return _moved(db, id, **values)


def _moved(db: Connection, id: int, **values: Any) -> bool:
    """Whether it was still to be made, and so was changed."""
    changed: Any = db.execute(update(EXPORTS).where(EXPORTS.c.id == id, EXPORTS.c.state.in_(OPEN)).values(**values))
    return bool(changed.rowcount)


def _plain(wanted: Any) -> dict[str, Any]:
    """A question as it is kept."""
    read: dict[str, Any] = json.loads(json.dumps(asdict(wanted)))
    return read


def _wanted(one: Export) -> Any:
    """The question as its list takes it."""
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in one.question.items()}
    return LEDGERS[one.ledger].question(**plain)


# -- forgetting ------------------------------------------------------------------------------------


def forget(office: Office) -> None:
    """Whatever was kept long enough goes, fetched or not."""
    with office.database.writing() as db:
        _drop(db, EXPORTS.c.until <= office.clock())


def _drop(db: Connection, which: Any) -> None:
    db.execute(delete(PARTS).where(PARTS.c.export_id.in_(select(EXPORTS.c.id).where(which))))
    db.execute(delete(EXPORTS).where(which))


@forgets
def forget_files(desk: Desk, issue: Issue, extent: Extent) -> None:
    """A ledger may hold what is erased now, and nobody looks into files: all of the street's go, finished or not."""
    theirs = EXPORTS.c.street_id == issue.street_id
    desk.db.execute(delete(PARTS).where(PARTS.c.export_id.in_(select(EXPORTS.c.id).where(theirs))))
    desk.db.execute(update(EXPORTS).where(theirs).values(state="gone", **NOTHING))
