"""Tries for real what `explain` says, step by step and sentence by sentence, and takes it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
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

ROLL = {"expected": 3, "present": 1, "excused": 1, "absent": 1}
FITTING: dict[tuple[str, str], dict[str, Any]] = {
    ("meeting", "open"): ROLL,
    ("reception", "jot"): {"visitor": None},
    ("reception", "receive"): {"visitor": None, "place": "荔枝路12号"},
    ("agenda_item", "recuse_item"): {"chair": None, "acting": None},
}
"""Answers that fit each other, such as a roll that adds up; by chance plausible ones do not."""


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
    """Counts what was compared. `asks_again`: an answer that does not fit the others may be asked for once more."""

    def __init__(self, office: Office, *, asks_again: bool = False) -> None:
        self.office, self.asks_again, self.counts = office, asks_again, Counter[str]()
        self.unanswerable: set[str] = set()
        self.asked_again: set[str] = set()
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
            data |= FITTING.get((seen.noun, verdict.step.name), {})
            said = attempt(self.office, db, actor, seen, verdict.step.name, data)
            wrong = getattr(said, "fields", said)
            if isinstance(said, BadAnswers) and self.asks_again:
                self.asked_again.add(verdict.step.name)
                continue  # one of two must be given, a sum must add up: whoever may not at all reads something else
            assert said is None, f"{self._where(actor, seen, verdict)}: {wrong} {data}"
            self.counts["allowed"] += 1
            self.buttons.add((seen.noun, seen.id, verdict.step.name))

    def _where(self, actor: Actor, seen: Subject, verdict: Verdict) -> str:
        hats = [(hat.role, hat.org) for hat in actor.capacities]
        return f"{seen.noun} {seen.state}, {actor.name} {hats}, {verdict.step.name}: {verdict.refusal!r}"
