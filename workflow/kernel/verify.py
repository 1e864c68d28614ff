"""Checks every history there is, in one pass and little memory: `lianxi verify` (DESIGN.md section 4)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from workflow.kernel import accesses_verify
from workflow.kernel.db import Database, bare
from workflow.kernel.desk import Office
from workflow.kernel.examine import ERASED, UNREADABLE, UNSEEN, Judge, Law, examine, law
from workflow.kernel.history import BODIES, EVENTS, FLOWS, standing
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.legible import hidden, legible
from workflow.kernel.retelling import RETOLD, Said
from workflow.kernel.streams import Group, beside, entries, side_by_side, subjects
from workflow.kernel.subject import SUBJECTS, Subject

SOUND, ALTERED, MISSING, ERASED_BODIES = 0, 1, 2, 4


@dataclass(frozen=True)
class Fault:
    """The entry that is not as it was written, and what is wrong with it. A flow stands as `flow`, 0, 0."""

    noun: str
    id: Any
    seq: int
    sentence: Sentence

    def __str__(self) -> str:
        return f"{self.noun} {self.id} · {self.seq}: {self.sentence}"


@dataclass
class Report:
    """What was checked and what came of it."""

    events: int = 0
    subjects: int = 0
    flows: int = 0
    accesses: int = 0
    erased: int = 0
    unseen: int = 0
    """Texts that are not for the role that looks: they are there, and what they say was not recomputed."""
    altered: Fault | None = None
    missing: Fault | None = None

    @property
    def first_bad(self) -> Fault | None:
        """The first entry altered, else the first that is missing."""
        return self.altered or self.missing

    @property
    def status(self) -> int:
        """0 sound · 1 altered · 2 tail missing · 4 sound, with erased bodies."""
        if self.altered:
            return ALTERED
        if self.missing:
            return MISSING
        return ERASED_BODIES if self.erased else SOUND


def verify(
    place: Office | Database,
    entitled: Callable[[Connection], Judge] | None = None,
    told: Callable[[int], object] = lambda n: None,
) -> Report:
    """Check chain, bodies, flows and the state of every subject; with `entitled` also who acted.

    `told` hears how many entries more were looked at.

    A forgery is reported, never raised.
    """
    database = place.database if isinstance(place, Office) else place
    with one_view(database) as db:
        audit = _Audit(db, entitled(db) if entitled else None)
        for noun in _nouns(db):
            audit.noun(noun, told)
        audit.log()
        return audit.report


def verify_one(db: Connection, subject: Subject, judge: Judge | None = None) -> Report:
    """The same checks for one subject, for whoever looks at it now."""
    audit = _Audit(db, judge)
    events, bodies = (
        list(db.execute(legible(db, table).where(*_of(table, subject)).order_by(table.c.seq)))
        for table in (EVENTS, BODIES)
    )
    hanging = RETOLD.get(subject.noun, ())
    hung = [list(db.execute(one.rows(db).where(one.table.c[one.of] == subject.id))) for one in hanging]
    audit.one(subject.noun, subject.id, subject, events, bodies, hung)
    return audit.report


def _of(table: Table, subject: Subject) -> tuple[Any, Any]:
    return table.c.noun == subject.noun, table.c.subject_id == subject.id


@contextmanager
def one_view(database: Database) -> Iterator[Connection]:
    """A view that stands still while others write, in which even broken text can be read."""
    with database.reading() as db:
        if not database.is_sqlite:
            yield db.execution_options(isolation_level="REPEATABLE READ")
            return
        driver: Any = db.connection.dbapi_connection
        usual, driver.text_factory = driver.text_factory, lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            yield db
        finally:
            driver.text_factory = usual


def _nouns(db: Connection) -> list[Any]:
    """Every noun that has subjects, entries or bodies."""
    found: set[Any] = set(SUBJECTS)
    for table in (EVENTS, BODIES):
        found |= set(db.execute(select(table.c.noun).distinct()).scalars())
    return sorted(found, key=str)


class _Audit:
    """The checks under way."""

    def __init__(self, db: Connection, judge: Judge | None) -> None:
        self.db, self.judge, self.report = db, judge, Report()
        self.laws: dict[str, Law] = {}
        for row in db.execute(select(FLOWS).order_by(FLOWS.c.hash)):
            self.report.flows += 1
            if found := law(row):
                self.laws[row.hash] = found
            else:
                self._alter("flow", 0, 0, Sentence(N_("流程 %(hash)s 与其摘要不符"), {"hash": str(row.hash)[:12]}))

    def noun(self, noun: Any, told: Callable[[int], object]) -> None:
        """All subjects of one kind, each beside its entries and bodies."""
        model = SUBJECTS.get(noun)
        rows = subjects(self.db, bare(model), model.recorded) if model else iter(())
        events, bodies = entries(self.db, EVENTS, noun), entries(self.db, BODIES, noun)
        hanging = [beside(self.db, one.rows(self.db), one.place) for one in RETOLD.get(noun, ())]
        streams = [self._readable(noun, stream) for stream in (rows, events, bodies, *hanging)]
        for id, (subject, history, written, *hung) in side_by_side(*streams):
            self.one(noun, id, subject[0] if subject else None, history, written, hung)
            told(len(history))

    def _readable(self, noun: str, stream: Iterator[Group]) -> Iterator[Group]:
        """A time that is none ends the reading, as a finding."""
        try:
            yield from stream
        except UNREADABLE:
            self._alter(noun, 0, 0, Sentence(N_("记录无法读取")))

    def log(self) -> None:
        """The second log: who looked, came in, was refused, was given rights."""
        for chain, seq, wrong in accesses_verify.entries(self.db):
            self.report.accesses += 1
            self._told("access", chain, seq, wrong)
        for chain, seq in accesses_verify.orphans(self.db):
            self._alter("access", chain, seq, Sentence(N_("正文没有对应的记录")))
        for chain, seq in accesses_verify.cut_off(self.db):
            says = Sentence(N_("末尾缺少记录"))
            self.report.missing = self.report.missing or Fault("access", chain, seq, says)

    def one(
        self, noun: str, id: Any, subject: Any, events: list[Any], bodies: list[Any], hung: Sequence[list[Any]] = ()
    ) -> None:
        """One subject from its birth to now."""
        texts = {body.seq: body for body in bodies}
        before = None
        for event in events:
            self.report.events += 1
            wrong = examine(event, before, texts.pop(event.seq, None), self.laws, self.judge)
            self._told(noun, id, event.seq, wrong)
            before = event
        if subject is None:
            first = next(iter([*events, *bodies]), None)
            self._alter(noun, id, first.seq if first else 0, Sentence(N_("记录没有对应的办理对象")))
            return
        self.report.subjects += 1
        try:
            self._compare(noun, subject, before)
            cut = [seq for seq in texts if (before.seq if before else 0) < seq <= subject.version]
        except TypeError:  # text where a number should be
            self._alter(noun, id, 0, Sentence(N_("版本或末端摘要与历史不一致")))
            return
        for seq in texts.keys() - cut:
            self._alter(noun, id, seq, Sentence(N_("正文没有对应的记录")))
        if before is not None and before.seq == subject.version:
            self._retell(noun, id, events, bodies, hung)

    def _retell(self, noun: str, id: Any, events: list[Any], bodies: list[Any], hung: Sequence[list[Any]]) -> None:
        """What hangs on the subject is what its entries say."""
        texts = {body.seq: body for body in bodies}
        try:
            said = [Said.read(event, texts.get(event.seq)) for event in events] if hung else []
            pairs = zip(RETOLD.get(noun, ()), hung, strict=True)
            found = [one.unlike(said, rows, hidden(self.db, one.table)) for one, rows in pairs]
        except UNREADABLE:
            return  # named already as an entry that cannot be read
        for seq, wrong in filter(None, found):
            self._alter(noun, id, seq, wrong)

    def _told(self, noun: str, id: Any, seq: int, wrong: Sentence | None) -> None:
        if wrong is ERASED:
            self.report.erased += 1
        elif wrong is UNSEEN:
            self.report.unseen += 1
        elif wrong:
            self._alter(noun, id, seq, wrong)

    def _compare(self, noun: str, subject: Any, last: Any) -> None:
        """The subject stands where its last entry left it; with fewer entries than its version, the tail is missing."""
        seq = last.seq if last is not None else 0
        if seq < subject.version:
            says = Sentence(N_("末尾缺少记录：应有 %(n)s 条"), {"n": subject.version})
            self.report.missing = self.report.missing or Fault(noun, subject.id, seq + 1, says)
        elif last is None or (subject.version, subject.head) != (seq, last.hash):
            self._alter(noun, subject.id, seq, Sentence(N_("版本或末端摘要与历史不一致")))
        elif (subject.state, subject.street_id) != (last.to_state, last.street_id):
            self._alter(noun, subject.id, seq, Sentence(N_("当前状态与历史不一致")))
        elif wrong := _otherwise(SUBJECTS[noun], subject, last.payload, hidden(self.db, bare(SUBJECTS[noun]))):
            self._alter(noun, subject.id, seq, Sentence(N_("“%(column)s”一列与最后一条记录不一致"), {"column": wrong}))

    def _alter(self, noun: str, id: Any, seq: Any, sentence: Sentence) -> None:
        self.report.altered = self.report.altered or Fault(noun, id, seq, sentence)


def _otherwise(model: type[Subject], subject: Any, payload: str, closed: Collection[str]) -> str | None:
    """The first column that is not as the last entry says; an entry written before a column was recorded is silent."""
    try:
        said = json.loads(payload).get("stands", {})
        stands = standing(subject, model.recorded)
        open_ones = [name for name in model.recorded if name in said and name not in closed]
        return next((name for name in open_ones if said[name] != stands[name]), None)
    except UNREADABLE:
        return None  # named already as an entry that cannot be read
