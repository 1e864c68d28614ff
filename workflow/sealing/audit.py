"""Holds the log against history: every leaf against its entry, every kept hash, every checkpoint, every signature.

One pass from the first leaf to the last, in little memory, whatever was done to the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from workflow.kernel.accesses import ACCESSES
from workflow.kernel.db import at_most
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Sentence
from workflow.sealing import unsealed
from workflow.sealing.model import CHECKPOINTS, LEAVES, NODES
from workflow.sealing.notes import Checkpoint, Public
from workflow.sealing.proving import OUTSIDE, fewer
from workflow.sealing.report import CHECKPOINT, TREE, LogReport
from workflow.sealing.sources import HISTORY, READ, READS
from workflow.sealing.tree import Growing
from workflow.sealing.trust import as_entered, held_keys, in_force, signed

BATCH = 2000
Tell = Callable[[int], object]


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
        self.held = held_keys(db, self.report, trusted)

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
            self.report.alter(row.noun, self._id(row), row.seq, wrong)
        elif row.written is None:
            says = Sentence(N_("已封存的记录不见了（第 %(n)s 片叶）"), {"n": row.place})
            self.report.miss(row.noun, self._id(row), row.seq, says)
        try:
            found = bytes.fromhex(row.hash)
        except (TypeError, ValueError):
            found = b""
        for level, place, hash in self.tree.add(found):
            kept = next(self.kept[level], None)
            if kept is None or (kept.place, kept.hash) != (place, hash.hex()):
                self.report.alter(TREE, level, place, Sentence(N_("存证树里保存的摘要与叶不符")))

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
                self.report.alter(TREE, level, extra.place, Sentence(N_("存证树里有多余的摘要")))
        levels = select(NODES.c.level).where(NODES.c.street_id == self.street, ~NODES.c.level.between(1, 7))
        if (other := self.db.execute(levels.limit(at_most(1))).first()) is not None:
            self.report.alter(TREE, other.level, 0, Sentence(N_("存证树里有多余的摘要")))
        for size in sorted(self.points):
            for name, _root in self.points[size]:
                says = Sentence(N_("检查点“%(name)s”封存了 %(n)s 条，现在只有 %(m)s 条"),
                                {"name": name, "n": size, "m": self.tree.size})  # fmt: skip
                self.report.miss(CHECKPOINT, self.street, size, says)

    # -- checkpoints -----------------------------------------------------------------------

    def _due(self) -> None:
        """Checkpoints of just this size."""
        for name, root in self.points.pop(self.tree.size, ()):
            if root != self.tree.root:
                says = Sentence(N_("与检查点“%(name)s”的根不符"), {"name": name})
                self.report.alter(CHECKPOINT, self.street, self.tree.size, says)

    def _own(self) -> None:
        mine = select(CHECKPOINTS).where(CHECKPOINTS.c.street_id == self.street)
        number = size = 0
        for row in self.db.execute(mine.order_by(CHECKPOINTS.c.number)):
            self.report.checkpoints += 1
            number += 1
            point = signed(self.report, row.note, str(row.number), in_force(self.held, number))
            if row.number != number:
                self.report.alter(CHECKPOINT, self.street, row.number, Sentence(N_("检查点的编号不连续")))
                return
            if point is None:
                continue
            if not as_entered(row, point) or point.size < size:
                self.report.alter(CHECKPOINT, self.street, number, Sentence(N_("检查点与登记的大小或根不符")))
            size = point.size
            self.own.add(point)
            self.points.setdefault(point.size, []).append((str(number), point.root))

    def _outside(self, note: str) -> None:
        point = signed(self.report, note, OUTSIDE, self.report.keys)
        if point is None:
            return
        newest = max((own.size for own in self.own), default=0)
        if point.size > newest:
            self.report.miss(CHECKPOINT, self.street, point.size, fewer(point.size, newest))
        elif point not in self.own:
            says = Sentence(N_("外部保存的检查点（%(n)s 条）在数据库里没有"), {"n": point.size})
            self.report.miss(CHECKPOINT, self.street, point.size, says)
        self.points.setdefault(point.size, []).append((OUTSIDE, point.root))
