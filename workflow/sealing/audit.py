"""Holds the log against history: every leaf against its entry, every kept hash, every checkpoint, every signature.

One pass from the first leaf to the last, in little memory, whatever was done to the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from workflow.kernel.accesses import ACCESSES
from workflow.kernel.db import at_most
from workflow.kernel.examine import UNREADABLE
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.verify import Fault
from workflow.sealing import notes, unsealed
from workflow.sealing.model import CHECKPOINTS, LEAVES, NODES
from workflow.sealing.notes import Checkpoint, Public
from workflow.sealing.sealer import handover, known_keys
from workflow.sealing.sources import HISTORY, READ, READS
from workflow.sealing.tree import Growing

BATCH = 2000
WRONG_KEY = 3
OUTSIDE = "–"
CHECKPOINT, TREE, KEY = "checkpoint", "tree", "key"
Tell = Callable[[int], object]


@dataclass
class LogReport:
    """What was checked of one street's log and what came of it."""

    street: int
    size: int = 0
    root: bytes = b""
    checkpoints: int = 0
    unsealed: int = 0
    altered: Fault | None = None
    missing: Fault | None = None
    wrong_key: Fault | None = None
    keys: list[Public] = field(default_factory=list)

    @property
    def first_bad(self) -> Fault | None:
        return self.altered or self.wrong_key or self.missing

    @property
    def status(self) -> int:
        """0 sound · 1 altered · 2 tail missing · 3 wrong key."""
        found = (self.altered, 1), (self.wrong_key, WRONG_KEY), (self.missing, 2)
        return next((status for fault, status in found if fault), 0)


def audit(
    db: Connection, street: int, trusted: Sequence[Public] = (), outside: Sequence[str] = (), told: Tell = lambda n: 0
) -> LogReport:
    """Check one street's log. `trusted` are the keys known from elsewhere, `outside` checkpoints kept elsewhere."""
    return _Audit(db, street, trusted, told).run(outside)


class _Audit:
    """The checks under way."""

    def __init__(self, db: Connection, street: int, trusted: Sequence[Public], told: Tell) -> None:
        self.db, self.street, self.told = db, street, told
        self.report = LogReport(street)
        self.tree = Growing()
        self.points: dict[int, list[tuple[str, bytes]]] = {}
        self.own: set[Checkpoint] = set()
        self.kept = {level: self._nodes(level) for level in range(1, 8)}
        self.report.keys = self._keys(trusted)

    def run(self, outside: Sequence[str]) -> LogReport:
        self._own()
        for note in outside:
            self._outside(note)
        self._due()
        for row in self._leaves():
            self._leaf(row)
            self._due()
        self._rest()
        self.report.size, self.report.root = self.tree.size, self.tree.root
        self.report.unsealed = max(0, unsealed.many(self.db, self.street) - self.tree.size)
        return self.report

    # -- leaves ----------------------------------------------------------------------------

    def _leaves(self) -> Iterator[Any]:
        whole = LEAVES.join(EVENTS, HISTORY.same, isouter=True).join(ACCESSES, READS.same, isouter=True)
        written = func.coalesce(EVENTS.c.hash, ACCESSES.c.hash).label("written")
        of = func.coalesce(EVENTS.c.street_id, ACCESSES.c.street_id).label("of")
        base = select(*LEAVES.c, written, of).select_from(whole).where(LEAVES.c.street_id == self.street)
        some = base.order_by(LEAVES.c.place).limit(at_most(BATCH))
        batch = self.db.execute(some).all()
        while batch:
            yield from batch
            self.told(len(batch))
            if not isinstance(batch[-1].place, int):
                return  # text where a number should be: named already
            batch = self.db.execute(some.where(LEAVES.c.place > batch[-1].place)).all()

    def _leaf(self, row: Any) -> None:
        wrong = self._wrong(row)
        if wrong:
            self._alter(row.noun, self._id(row), row.seq, wrong)
        elif row.written is None and self.report.missing is None:
            self.report.missing = Fault(
                row.noun, self._id(row), row.seq, Sentence(N_("已封存的记录不见了（第 %(n)s 片叶）"), {"n": row.place})
            )
        try:
            found = bytes.fromhex(row.hash)
        except (TypeError, ValueError):
            found = b""
        for level, place, hash in self.tree.add(found):
            kept = next(self.kept[level], None)
            if kept is None or (kept.place, kept.hash) != (place, hash.hex()):
                self._alter(TREE, level, place, Sentence(N_("存证树里保存的摘要与叶不符")))

    def _id(self, row: Any) -> Any:
        return f"{row.chain} {row.month}" if row.noun == READ else row.subject_id

    def _wrong(self, row: Any) -> Sentence | None:
        if row.place != self.tree.size:
            return Sentence(N_("存证树的叶不连续，应为第 %(n)s 片"), {"n": self.tree.size})
        if row.written is not None and (row.hash != row.written or row.of != self.street):
            return Sentence(N_("记录与封存时的摘要不符（第 %(n)s 片叶）"), {"n": row.place})
        return None

    def _nodes(self, level: int) -> Iterator[Any]:
        mine = select(NODES.c.place, NODES.c.hash).where(NODES.c.street_id == self.street, NODES.c.level == level)
        some = mine.order_by(NODES.c.place).limit(at_most(BATCH))
        batch = self.db.execute(some).all()
        while batch:
            yield from batch
            if not isinstance(batch[-1].place, int):
                return
            batch = self.db.execute(some.where(NODES.c.place > batch[-1].place)).all()

    def _rest(self) -> None:
        """Nothing may be left over: no kept hash without its leaves, no checkpoint of a larger tree."""
        for level, kept in self.kept.items():
            if (extra := next(kept, None)) is not None:
                self._alter(TREE, level, extra.place, Sentence(N_("存证树里有多余的摘要")))
        levels = select(NODES.c.level).where(NODES.c.street_id == self.street, ~NODES.c.level.between(1, 7))
        if (other := self.db.execute(levels.limit(at_most(1))).first()) is not None:
            self._alter(TREE, other.level, 0, Sentence(N_("存证树里有多余的摘要")))
        for size in sorted(self.points):
            for name, _root in self.points[size]:
                says = Sentence(N_("检查点“%(name)s”封存了 %(n)s 条，现在只有 %(m)s 条"),
                                {"name": name, "n": size, "m": self.tree.size})  # fmt: skip
                self.report.missing = self.report.missing or Fault(CHECKPOINT, self.street, size, says)

    # -- checkpoints -----------------------------------------------------------------------

    def _due(self) -> None:
        """Checkpoints of just this size."""
        for name, root in self.points.pop(self.tree.size, ()):
            if root != self.tree.root:
                says = Sentence(N_("与检查点“%(name)s”的根不符"), {"name": name})
                self._alter(CHECKPOINT, self.street, self.tree.size, says)

    def _own(self) -> None:
        mine = select(CHECKPOINTS).where(CHECKPOINTS.c.street_id == self.street)
        number = size = 0
        for row in self.db.execute(mine.order_by(CHECKPOINTS.c.number)):
            self.report.checkpoints += 1
            number += 1
            point = self._signed(row.note, str(row.number), self._in_force(number))
            if row.number != number:
                self._alter(CHECKPOINT, self.street, row.number, Sentence(N_("检查点的编号不连续")))
                return
            if point is None:
                continue
            if (point.size, point.root.hex(), point.at) != (row.size, row.root, row.at) or point.size < size:
                self._alter(CHECKPOINT, self.street, number, Sentence(N_("检查点与登记的大小或根不符")))
            size = point.size
            self.own.add(point)
            self.points.setdefault(point.size, []).append((str(number), point.root))

    def _outside(self, note: str) -> None:
        point = self._signed(note, OUTSIDE, self.report.keys)
        if point is None:
            return
        if point not in self.own and self.report.missing is None:
            says = Sentence(N_("外部保存的检查点（%(n)s 条）在数据库里没有"), {"n": point.size})
            self.report.missing = Fault(CHECKPOINT, self.street, point.size, says)
        self.points.setdefault(point.size, []).append((OUTSIDE, point.root))

    def _signed(self, note: str, name: str, keys: Sequence[Public]) -> Checkpoint | None:
        """The checkpoint in a note, where it can be read and one of these keys signed it."""
        try:
            parts = notes.read(note)
            point = Checkpoint.read(parts.text)
        except UNREADABLE:
            self._alter(CHECKPOINT, self.street, name, Sentence(N_("检查点无法读取")))
            return None
        if not any(key.name == point.origin for key in parts.by(*keys)):
            says = Sentence(N_("检查点“%(name)s”不是本库的密钥签的"), {"name": name})
            self.report.wrong_key = self.report.wrong_key or Fault(CHECKPOINT, self.street, point.size, says)
            return None
        return point

    # -- keys ------------------------------------------------------------------------------

    def _keys(self, trusted: Sequence[Public]) -> list[Public]:
        """The keys the database names, each signed for by the one before, as far as they are those trusted."""
        found: list[Public] = []
        self.since: list[int] = []
        for row in known_keys(self.db, self.street):
            key = self._key(row, found)
            if key is None or (trusted and key not in trusted):
                says = Sentence(N_("第 %(n)s 把公钥不是可信的"), {"n": row.number})
                self.report.wrong_key = self.report.wrong_key or Fault(KEY, self.street, row.number, says)
                break
            found.append(key)
            self.since.append(row.since)
        return found

    def _key(self, row: Any, before: list[Public]) -> Public | None:
        try:
            key, note = Public.read(row.key), notes.read(row.note)
            signers = note.by(*before[-1:], key)
        except UNREADABLE:
            return None
        said = note.text == handover(key.name, row.number, row.since, key) and row.number == len(before)
        return key if said and signers == [*before[-1:], key] and str(key) == row.key else None

    def _in_force(self, number: int) -> list[Public]:
        """The key that had to sign the checkpoint of this number."""
        reached = [key for key, since in zip(self.report.keys, self.since, strict=True) if since <= number]
        return reached[-1:]

    def _alter(self, noun: str, id: Any, seq: Any, sentence: Sentence) -> None:
        self.report.altered = self.report.altered or Fault(noun, id, seq, sentence)
