"""The desk: the only door. One transaction, one permission check, one hand that writes history."""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Executable, insert, select

from workflow.kernel import accesses, history, idempotency, policy
from workflow.kernel.canonical import canonical, digest
from workflow.kernel.clock import Clock, local, parse_stamp, utc_now
from workflow.kernel.db import Database, Record, bare, insert_into, update_of
from workflow.kernel.errors import BadAnswer, BadAnswers, NotLegal, NotPermitted, Refusal, Stale
from workflow.kernel.flow import Step
from workflow.kernel.i18n import Label, Sentence
from workflow.kernel.outbox import Message
from workflow.kernel.policy import Actor, Capacity, Case
from workflow.kernel.prepared import Act, Values, send, send_together
from workflow.kernel.sheaf import Sheaf
from workflow.kernel.subject import Subject

TELL = insert(bare(Message)).inline()  # nobody asks for the number it gets
S = TypeVar("S", bound=Subject)
R = TypeVar("R", bound=Record)
T = TypeVar("T")
Tried = tuple[str, int, Step]
TOLD = (403, 409)
"""How a try is refused that the second log keeps: nobody may do it, or it may not be done now."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, without its address: a mark that is alike or not, whether it is an office's own."""

    mark: str = ""
    inside: bool = False


NOWHERE = Origin()


@dataclass(frozen=True)
class Office:
    """What every desk shares: the database, the key of keyed hashes, the clock, and where the sealing key lies."""

    database: Database
    secret: bytes
    clock: Clock = utc_now
    sealing_key: Path | None = None

    def desk(self, actor: Actor, key: str = "", request: str = "", origin: Origin = NOWHERE) -> Desk:
        """A desk for one request; `key` makes a repeated request harmless."""
        return Desk(self, actor, key, request, origin)


class Desk:
    """Open it with `with`: it commits at the end or leaves no trace."""

    def __init__(
        self, office: Office, actor: Actor, key: str = "", request: str = "", origin: Origin = NOWHERE
    ) -> None:
        self.office, self.actor, self.key, self.origin = office, actor, key, origin
        self.request = request or secrets.token_hex(8)
        self.now: datetime = office.clock()
        self.today: date = local(self.now).date()
        self.result: dict[str, Any] = {}
        self.repeated = False
        self.within = ""  # the step being taken, `noun.name`
        self.outer = ""  # the step it follows from, if any
        self.capacity: Capacity | None = None
        self.born = 0  # the id of the last subject a step let be born
        self.tried: Tried | None = None  # what was asked for last
        self._rows: dict[int, dict[str, Any]] = {}
        self._attested: dict[str, Any] = {}
        self._next: deque[Callable[[], object]] = deque()
        self._if_refused: list[Callable[[Office], object]] = []
        self._sheaf: Sheaf | None = None  # while many are born together
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.db: Connection = self._stack.enter_context(self.office.database.writing())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        for act in self._if_refused if isinstance(error, Refusal) else ():
            act(self.office)
        if isinstance(error, Refusal) and error.status in TOLD and self.actor.id and self.tried:
            self._refused(error, *self.tried)

    # -- what a request asks for -------------------------------------------------------------

    def take(self, model: type[S], id: int, name: str, data: dict[str, Any], version: int | None = None) -> S:
        """Take one step with one subject, or refuse it.

        Raises: a Refusal; nothing is changed then.
        """
        self.outer = ""  # a desk may take several steps, one after the other
        step = model.flow.find(name)
        self.tried = (model.noun, id, step)
        if self._done_before([model.noun, id, name, data]):  # perhaps out of the actor's own sight, as the first time
            return policy.find(self.db, Actor.clock(self.actor.street), model, id)
        subject = policy.find(self.db, self.actor, model, id, lock=True)
        case = Case(self.db, self.actor, subject, self.now)
        self._compare(case, step, version)
        capacity = policy.permit(case, step)
        self._walk(subject, step, capacity, clean(case, step, data))
        self._settle(subject)
        return subject

    def begin(self, model: type[S], name: str, data: dict[str, Any]) -> S:
        """Let a subject be born by its birth step; the effect fills in the draft and may `add` it early.

        Raises: a Refusal; nothing is changed then.
        """
        self.outer = ""
        step = model.flow.find(name)
        self.tried = (model.noun, 0, step)
        if earlier := self._done_before([model.noun, name, data]):
            return policy.find(self.db, Actor.clock(self.actor.street), model, earlier["id"])
        draft = self.draft(model)
        case, capacity = self._birth(draft, step)
        self._walk(draft, step, capacity, clean(case, step, data))
        self._settle(draft)
        return draft

    def begin_all(self, model: type[S], name: str, many: Sequence[dict[str, Any]]) -> list[S | BadAnswers]:
        """Let many subjects be born by one step, each with its own entry of history; whose answers are bad is not.

        Who may is asked once, for before a birth all are alike. An effect refuses before it writes, and leaves with
        `put` what belongs to the subject; a repeated request is for the caller to know.

        Raises: a Refusal; nothing is changed then.
        """
        step = model.flow.find(name)
        self.tried = (model.noun, 0, step)
        _case, capacity = self._birth(self.draft(model), step)
        sheaf, told = Sheaf(self.db, model, len(many)), list[S | BadAnswers]()
        for data in many:
            self.outer, self._sheaf, born = "", sheaf, self.draft(model)
            born.id = next(sheaf.ids)
            try:
                self._walk(born, step, capacity, clean(self.case(born), step, data))
                told.append(born)
            except BadAnswers as refusal:
                told.append(refusal)
        sheaf.pour()
        self._sheaf = None
        return told

    # -- what effects use --------------------------------------------------------------------

    def case(self, subject: Subject) -> Case:
        """Whoever is at the desk, before this subject."""
        return Case(self.db, self.actor, subject, self.now, sheaf=self._sheaf)

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        """What is alike for all that are born together, asked for once; else asked for now."""
        return self._sheaf.once(key, ask) if self._sheaf else ask()

    def put(self, statement: Executable, row: Values) -> None:
        """Write a row that this transaction does not read again; where many are born, with those of the others."""
        if self._sheaf:
            self._sheaf.put(statement, row)
        else:
            send(self.db, statement, row)

    def follow(self, model: type[Subject], id: int, name: str, **data: Any) -> None:
        """Take another step as a consequence of this one, right after it is recorded, in the same transaction."""
        within = self.within
        self._next.append(lambda: self._follow(model, id, name, data, within))

    def follow_birth(self, model: type[Subject], name: str, **data: Any) -> None:
        """Let another subject be born as a consequence of this step."""
        within = self.within
        self._next.append(lambda: self._follow(model, 0, name, data, within))

    def follow_born(self, model: type[Subject], name: str, **data: Any) -> None:
        """Take another step with the subject that a birth before it, in the same step, brought forth."""
        within = self.within
        self._next.append(lambda: self._follow(model, self.born, name, data, within))

    def then(self, act: Callable[[], object]) -> None:
        """Do this once the consequences asked for before it have happened; `born` then names the last birth."""
        self._next.append(act)

    def if_refused(self, act: Callable[[Office], object]) -> None:
        """Do this once nothing is left of what was refused: a wrong guess counts, though it changed nothing."""
        self._if_refused.append(act)

    def add(self, record: R) -> R:
        """Insert a row; its id is known afterwards."""
        if self._sheaf and isinstance(record, Subject):
            return record  # it is written with the others once it stands
        table = bare(type(record))
        values = {c.name: v for c in table.columns if (v := getattr(record, c.name)) is not None}
        keys = self.db.execute(insert_into(table), values).inserted_primary_key or ()
        for column, value in zip(table.primary_key, keys, strict=False):
            setattr(record, column.name, value)
        if isinstance(record, Subject):
            self._rows[id(record)] = dict(vars(record))
        return record

    def tell(self, subject: Subject, topic: str, **payload: Any) -> None:
        """Write to the outbox: whoever must hear of it is told after the commit."""
        self.put(TELL, self._message(subject, topic, payload))

    def attest(self, **facts: Any) -> None:
        """Set down in the entry of the step under way what it worked out and no answer says: numbers and codes."""
        self._attested |= facts

    def note(self, kind: str, subject: Subject, words: str = "", **facts: Any) -> None:
        """Write to the second log, within this step; `words` can be erased, `facts` are codes and numbers."""
        accesses.note(
            self.db, self.actor, kind, at=self.now, noun=subject.noun, id=subject.id,
            capacity=self.capacity, request=self.request, words=words, **facts,
        )  # fmt: skip

    def before(self, subject: Subject) -> dict[str, Any]:
        """The row as it was when the step began; empty for what is being born."""
        return self._rows[id(subject)] if subject.version else {}

    def draft(self, model: type[S]) -> S:
        """A subject not born yet."""
        return model(street_id=self.actor.street, state=model.flow.initial, version=0, head="")

    # -- how a step is taken -----------------------------------------------------------------

    def _birth(self, draft: Subject, step: Step) -> tuple[Case, Capacity]:
        """Whoever is at the desk before what is not born yet, and the capacity in which they may let it be."""
        if step.sources:  # it starts from somewhere
            raise NotLegal.here(draft.flow.states[draft.state].label, step.label)
        case = Case(self.db, self.actor, draft, self.now)
        capacity = policy.require(case, step)
        for rule in step.guards:
            rule(case)
        return case, capacity

    def _walk(self, subject: Subject, step: Step, capacity: Capacity, answers: dict[str, Any]) -> None:
        born = subject.version == 0
        before = None if born else subject.state
        if not born:
            self._rows[id(subject)] = dict(vars(subject))
        self.within, self.capacity = f"{subject.noun}.{step.name}", capacity
        target = step.to or subject.state if born else subject.flow.move(subject.state, step)
        subject.state, self._attested = target, {}
        step.effect(self, subject, **answers)
        if born and id(subject) not in self._rows:
            self.add(subject)
        for hook in subject.flow.afterwards:
            hook(self, subject, step, before)
        self._record(subject, step, before, capacity, answers)
        pending, self._next = self._next, deque()
        if self._sheaf and pending:  # what follows finds everything written
            self._sheaf.pour()
            self._sheaf = None
        for consequence in pending:
            consequence()

    def _follow(self, model: type[Subject], id: int, name: str, data: dict[str, Any], within: str) -> None:
        step = model.flow.find(name)
        subject = (
            policy.find(self.db, Actor.clock(self.actor.street), model, id, lock=True) if id else self.draft(model)
        )
        self.outer = within
        case = Case(self.db, self.actor, subject, self.now, within=within)
        capacity = policy.permit(case, step) if id else policy.require(case, step)
        self._walk(subject, step, self.capacity or capacity, clean(case, step, data))
        if not id:
            self.born = subject.id

    def _record(
        self, subject: Subject, step: Step, before: str | None, capacity: Capacity, answers: dict[str, Any]
    ) -> None:
        acts: list[Act] = []
        history.append(
            self.db, lambda *act: acts.append(act), subject, step, before,
            actor=self.actor, capacity=capacity, answers=answers, attested=self._attested, at=self.now,
            request=self.request,
        )  # fmt: skip
        acts.append((TELL, self._message(subject, f"{subject.noun}.{step.name}", {"to": subject.state})))
        if self._sheaf:
            self._sheaf.bind(subject, acts)
            return
        row = self._rows.pop(id(subject))
        changed = {name: value for name, value in vars(subject).items() if value != row.get(name)}
        acts.append((update_of(bare(type(subject)), frozenset(changed)), changed | {"key_id": subject.id}))
        send_together(self.db, acts)

    def _message(self, subject: Subject, topic: str, payload: dict[str, Any]) -> dict[str, Any]:
        row = {"street_id": subject.street_id, "topic": topic, "noun": subject.noun, "subject_id": subject.id}
        return row | {"seq": subject.version, "payload": payload, "at": self.now}

    def _compare(self, case: Case, step: Step, version: int | None) -> None:
        if version in (None, case.subject.version):
            return
        if not self.actor.roles & step.roles:
            raise NotPermitted(who=policy.could(case, step))
        raise stale(self.db, case.subject)

    def _done_before(self, asked: list[Any]) -> dict[str, Any] | None:
        if not self.key:
            return None
        wanted = digest(canonical(json.loads(json.dumps(asked, default=str))))
        earlier = idempotency.claim(self.db, self._owner, self.key, wanted, self.now)
        if earlier is not None:
            self.repeated, self.result = True, earlier
        return earlier

    def _settle(self, subject: Subject) -> None:
        self.result |= {"noun": subject.noun, "id": subject.id}
        if self.key:
            idempotency.settle(self.db, self._owner, self.key, self.result)

    def _refused(self, refusal: Refusal, noun: str, id: int, step: Step) -> None:
        """A try that was refused is remembered, though nothing of it was done."""
        hat = next((hat for hat in self.actor.capacities if hat.role in step.roles), None)
        told: dict[str, Any] = {"noun": noun, "id": id, "capacity": hat, "request": self.request}
        accesses.note_alone(self.office, self.actor, "refusal", **told, step=step.name, code=refusal.code)

    @property
    def _owner(self) -> str:
        """Whose key it is: a person's, or that of one claim in one matter."""
        if self.actor.id or not self.actor.capacities:
            return f"person:{self.actor.id}"
        hat = self.actor.capacities[0]
        return f"{hat.role}:{hat.org}:{hat.behalf or 0}"


def clean(case: Case, step: Step, data: dict[str, Any]) -> dict[str, Any]:
    """The answers of a step, each in its own type.

    Raises: BadAnswers naming every answer that is not usable.
    """
    answers: dict[str, Any] = {}
    wrong: dict[str, Sentence] = {}
    for name, asked in step.asks.items():
        try:
            answers[name] = asked.clean(data.get(name), case)
        except BadAnswer as error:
            wrong[name] = error.sentence
    if wrong:
        raise BadAnswers(wrong)
    return answers


def stale(db: Connection, subject: Subject) -> Stale:
    """Who was faster, when, and with what."""
    table = history.EVENTS.c
    mine = (table.noun == subject.noun) & (table.subject_id == subject.id) & (table.seq == subject.version)
    row = db.execute(select(table.step, table.at, table.payload).where(mine)).one()
    name = json.loads(row.payload)["actor"]["name"]
    when = local(parse_stamp(row.at)).strftime("%H:%M")
    return Stale(name=name or "—", time=when, step=Label(subject.flow.find(row.step).label))
