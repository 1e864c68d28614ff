"""Tries for real what `explain` says, step by step and sentence by sentence, and takes it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from tests.issues.answers import Unanswerable, answers
from workflow.kernel import policy
from workflow.kernel.clock import local
from workflow.kernel.desk import Office
from workflow.kernel.errors import BadAnswers, NotFound, Refusal
from workflow.kernel.explain import Verdict, explain
from workflow.kernel.policy import Actor
from workflow.kernel.subject import Subject

FITTING: dict[tuple[str, str], Callable[[Any], dict[str, Any]]] = {
    ("meeting", "open"): lambda meeting: {"expected": 3, "present": 1, "excused": 1, "absent": 1},
    ("reception", "reschedule"): lambda reception: {"on": reception.held_on.isoformat()},
}
"""Answers that must fit each other or the subject, such as a roll that adds up: plausible ones do by chance only."""


class Undo(Exception):
    """Raised to leave no trace."""


@contextmanager
def no_trace(office: Office) -> Iterator[Connection]:
    """A transaction in which anything may be tried."""
    try:
        with office.database.writing() as db:
            yield db
            raise Undo
    except Undo:
        pass


def attempt(
    office: Office, db: Connection, actor: Actor, subject: Subject, step: str, data: dict[str, Any]
) -> Refusal | None:
    """What the desk says to this step; whatever it did is taken back."""
    db.exec_driver_sql("SAVEPOINT attempt")
    desk = office.desk(actor)
    desk.db = db
    try:
        desk.take(type(subject), subject.id, step, data)
    except Refusal as refusal:
        return refusal
    finally:
        db.exec_driver_sql("ROLLBACK TO SAVEPOINT attempt")
    return None


class Comparison:
    """Counts what was compared."""

    def __init__(self, office: Office) -> None:
        self.office, self.counts = office, Counter[str]()
        self.unanswerable: set[str] = set()
        self.buttons: set[tuple[str, int, str]] = set()

    def of(self, actor: Actor, subject: Subject) -> None:
        with no_trace(self.office) as db:
            try:
                seen = policy.find(db, actor, type(subject), subject.id)
            except NotFound:
                self._unseen(db, actor, subject)
                return
            for n, verdict in enumerate(explain(db, actor, seen, self.office.clock())):
                if not verdict.here and n % 3:
                    continue  # not legal from here, or for other roles: a third will do
                if verdict.allowed:
                    self._allowed(db, actor, seen, verdict)
                else:
                    self._refused(db, actor, seen, verdict)

    def _unseen(self, db: Connection, actor: Actor, subject: Subject) -> None:
        """What one may not see answers alike to every step."""
        for step in list(subject.flow.steps.values())[1:4]:
            assert isinstance(attempt(self.office, db, actor, subject, step.name, {}), NotFound)
            self.counts["unseen"] += 1

    def _refused(self, db: Connection, actor: Actor, seen: Subject, verdict: Verdict) -> None:
        said = attempt(self.office, db, actor, seen, verdict.step.name, {})
        told = verdict.refusal
        assert said is not None, self._where(actor, seen, verdict)
        assert told is not None
        assert (type(said), said.sentence, said.who) == (type(told), told.sentence, told.who), self._where(
            actor, seen, verdict
        )
        self.counts["refused"] += 1

    def _allowed(self, db: Connection, actor: Actor, seen: Subject, verdict: Verdict) -> None:
        today = local(self.office.clock()).date()
        for full in (False, True):
            try:
                data = answers(verdict, today, full=full)
            except Unanswerable:
                self.unanswerable.add(verdict.step.name)
                assert isinstance(attempt(self.office, db, actor, seen, verdict.step.name, {}), BadAnswers)
                return
            fitting = FITTING.get((seen.noun, verdict.step.name))
            data |= {name: value for name, value in (fitting(seen) if fitting else {}).items() if name in data}
            said = attempt(self.office, db, actor, seen, verdict.step.name, data)
            wrong = getattr(said, "fields", said)
            if not full and isinstance(said, BadAnswers) and not said.fields.keys() & data.keys():
                continue  # one of two must be given, such as a place or a grid: the full answers have both
            assert said is None, f"{self._where(actor, seen, verdict)}: {wrong} {data}"
            self.counts["allowed"] += 1
            self.buttons.add((seen.noun, seen.id, verdict.step.name))

    def _where(self, actor: Actor, seen: Subject, verdict: Verdict) -> str:
        hats = [(hat.role, hat.org) for hat in actor.capacities]
        return f"{seen.noun} {seen.state}, {actor.name} {hats}, {verdict.step.name}: {verdict.refusal!r}"
