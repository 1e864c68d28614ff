"""One matter's entries in their places under the newest checkpoint, and that checkpoint by the log's own key.

What `lianxi verify NUMBER` says of the log without reading all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from workflow.kernel.i18n import N_, Sentence
from workflow.sealing.notes import Checkpoint, Public
from workflow.sealing.receipts import first_unlike, receipts
from workflow.sealing.report import CHECKPOINT, TREE, LogReport
from workflow.sealing.sealer import latest
from workflow.sealing.shelf import Shelf
from workflow.sealing.trust import as_entered, held_keys, in_force, signed

OUTSIDE = "–"


def prove(
    db: Connection, street: int, subjects: Sequence[Any], trusted: Sequence[Public] = (), outside: Sequence[str] = ()
) -> LogReport:
    """Check these subjects against the log; `trusted` keys and `outside` checkpoints are known from elsewhere."""
    report, newest = LogReport(street), latest(db, street)
    held = held_keys(db, report, trusted)
    if newest is not None:
        report.checkpoints = newest.number
        point = signed(report, newest.note, str(newest.number), in_force(held, newest.number))
        if point is not None and not as_entered(newest, point):
            report.alter(CHECKPOINT, street, newest.number, Sentence(N_("检查点与登记的大小或根不符")))
        elif point is not None:
            report.size, report.root = point.size, point.root
            _stand(db, report, subjects, point)
    for note in outside:
        kept = signed(report, note, OUTSIDE, report.keys)
        if kept is not None:
            _continue(db, report, kept)
    return report


def _stand(db: Connection, report: LogReport, subjects: Sequence[Any], point: Checkpoint) -> None:
    """Every sealed entry is as it was sealed, and its way leads to the signed root."""
    try:
        for subject in subjects:
            seq = first_unlike(db, subject, point.size, point.root)
            if seq is not None:
                report.alter(subject.noun, subject.id, seq, Sentence(N_("记录与封存时的不符")))
            sealed = len(receipts(db, report.street, subject.noun, subject.id, point.size))
            report.unsealed += max(0, subject.version - sealed)
    except (LookupError, ValueError, TypeError):
        _torn(db, report, point)


def _torn(db: Connection, report: LogReport, point: Checkpoint) -> None:
    size = Shelf(db, report.street).size
    if size < point.size:
        report.miss(CHECKPOINT, report.street, point.size, fewer(point.size, size))
    else:
        report.alter(TREE, report.street, point.size, Sentence(N_("存证树里保存的摘要与叶不符")))


def _continue(db: Connection, report: LogReport, kept: Checkpoint) -> None:
    """What is there now begins with what was kept."""
    shelf = Shelf(db, report.street)
    try:
        if shelf.size < kept.size:
            report.miss(CHECKPOINT, report.street, kept.size, fewer(kept.size, shelf.size))
        elif shelf.root(kept.size) != kept.root:
            says = Sentence(N_("与检查点“%(name)s”的根不符"), {"name": OUTSIDE})
            report.alter(CHECKPOINT, report.street, kept.size, says)
    except (LookupError, ValueError, TypeError):
        _torn(db, report, kept)


def fewer(kept: int, now: int) -> Sentence:
    """Why an end is missing, as far as a log can say it."""
    says = N_("保存的检查点封存了 %(n)s 条，数据库里只有 %(m)s 条：恢复了较早的备份，或后面的记录不见了")
    return Sentence(says, {"n": kept, "m": now})
