"""An issue's history as people read it: who did what, with which answers, its assignments' events woven in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, Subquery, and_, literal, literal_column, select, union_all

from workflow.calendar.wording import full_day
from workflow.issues.basis import BASES
from workflow.issues.logbook import may_read
from workflow.issues.masking import covered
from workflow.issues.model import Assignment
from workflow.issues.woven import alone, entries_of, woven
from workflow.kernel.clock import local, parse_stamp
from workflow.kernel.db import bare
from workflow.kernel.fields import Choice, Day, Field, Moment
from workflow.kernel.flow import Step
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Actor
from workflow.kernel.subject import SUBJECTS, Subject
from workflow.orgs.model import Org, Person
from workflow.orgs.roles import HANDLER
from workflow.rules.limits import CLOCKS
from workflow.rules.model import Category

ORGS, PEOPLE, CATEGORIES = bare(Org), bare(Person), bare(Category)

ORG_ANSWERS = {"lead", "co", "org", "unit", "units", "to_org", "about_staff_of"}
PERSON_ANSWERS = {"responsible", "person", "replacement", "host"}
UNSAID = {"about", "subject", "issue", "role", "reception", "host", "grid", "claim", "claims"}
QUIET = {"dispatch", "settle", "units_done", "hand_over", "take_ruling", "withdraw_sheet", "rework", "adjust"}
"""Follows by itself from the line beside it."""

ERASED = N_("（内容已按规定清除）")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `unit` is set where it happened in an assignment; `quiet` where it only follows."""

    noun: str
    seq: int
    at: datetime
    step: str
    label: Label
    moved_to: Label | None
    phase: str
    who: Sentence
    unit: str | None
    told: list[tuple[Label, Any]]
    quiet: bool
    hash: str


def timeline(db: Connection, issue_id: int, actor: Actor | None = None) -> list[Entry]:
    """Everything that happened to an issue and to its assignments, oldest first; two queries, however long.

    What was written is left out where this actor may not read it.
    """
    return _entries(db, woven(literal(issue_id, BigInteger)), actor)


def timeline_of_sheet(db: Connection, sheet: Assignment, actor: Actor) -> list[Entry]:
    """The same of one assignment alone: what elsewhere only follows from the matter's own line is told here."""
    own = alone(sheet.noun, sheet.id, sheet.unit_id)
    return [replace(one, quiet=one.step == "dispatch") for one in _entries(db, own, actor)]


def timeline_of(db: Connection, subject: Subject, actor: Actor) -> list[Entry]:
    """The same of any one subject that hangs on nothing else."""
    return _entries(db, alone(subject.noun, subject.id), actor)


def _entries(db: Connection, whose: Subquery, actor: Actor | None) -> list[Entry]:
    own = (EVENTS.c.noun, EVENTS.c.subject_id, EVENTS.c.seq, EVENTS.c.payload, EVENTS.c.hash)
    columns = (*own, BODIES.c.text, whose.c.unit_id)
    same = and_(*(getattr(BODIES.c, key) == getattr(EVENTS.c, key) for key in ("noun", "subject_id", "seq")))
    joined = entries_of(whose).outerjoin(BODIES, same)
    found = db.execute(select(*columns).select_from(joined))
    rows = sorted(((row, json.loads(row.payload)) for row in found), key=_place)
    units = {row.unit_id for row, _entry in rows if row.unit_id is not None}
    names = _Names(db, [entry["answers"] for _row, entry in rows], units)
    covers = actor is not None and actor.roles <= {HANDLER}
    return [_entry(row, entry, names, actor is None or may_read(actor, entry), covers) for row, entry in rows]


def _place(line: tuple[Any, dict[str, Any]]) -> tuple[str, int, int, int]:
    """Where a line stands: all of one transaction have one instant, so the cause comes before what follows from it.

    What a unit does brings the matter's own step about, and that takes the assignments along.
    """
    row, entry = line
    step = SUBJECTS[row.noun].flow.steps.get(entry["step"])
    follows = step is not None and not step.by_hand
    turn = 1 if row.noun != "assignment" else 2 if follows else 0
    return entry["at"], turn, row.subject_id, row.seq


def _moved(told: str) -> Sentence:
    """办理时限由 2027年2月10日 改为 2027年2月17日; what was told and kept says so (see `recounting.Move.told`)."""
    kind, was, due, kept = told.split()
    words = {"clock": Label(CLOCKS.get(kind, kind)), "was": _on(was), "due": _on(due)}
    if kept != "0":
        return Sentence(N_("%(clock)s按已告知的 %(due)s 不提前"), words)
    return Sentence(N_("%(clock)s由 %(was)s 改为 %(due)s"), words)


def _on(told: str) -> Sentence:
    return full_day(date.fromisoformat(told))


def _at(told: datetime) -> Sentence:
    here = local(told)
    return Sentence(N_("%(day)s %(time)s"), {"day": full_day(here.date()), "time": f"{here:%H:%M}"})


class _Names:
    """Names for the ids that stand in answers, fetched together."""

    def __init__(self, db: Connection, answers: list[dict[str, Any]], orgs: Iterable[int]) -> None:
        wanted_orgs: set[int] = set(orgs)
        people: set[int] = set()
        for given in answers:
            wanted_orgs.update(*(_ids(given.get(name)) for name in ORG_ANSWERS))
            people.update(*(_ids(given.get(name)) for name in PERSON_ANSWERS))
        found: dict[str, dict[int, str]] = {"org": {}, "person": {}, "category": {}}
        for of, id, name in db.execute(
            union_all(
                _names("org", ORGS).where(ORGS.c.id.in_(wanted_orgs)),
                _names("person", PEOPLE).where(PEOPLE.c.id.in_(people)),
                _names("category", CATEGORIES),
            )
        ):
            found[of][id] = name
        self.orgs, self.people, self.categories = found["org"], found["person"], found["category"]

    def spoken(self, name: str, asked: Field | None, value: Any) -> Any:
        """An answer in words: a list is joined, an id becomes a name, a choice its label."""
        known: dict[Any, str] = {}
        if name in ORG_ANSWERS:
            known = self.orgs
        elif name in PERSON_ANSWERS:
            known = self.people
        elif name == "category":
            known = self.categories
        if known:
            return [known.get(id, str(id)) for id in _ids(value)]
        if name == "moved":
            return [_moved(one) for one in value]
        if name == "basis":
            return Label(BASES.get(value, value))
        return _spoken(asked, value)


def _spoken(asked: Field | None, value: Any) -> Any:
    """An answer in words, by what kind of question it answers."""
    if isinstance(asked, Choice) and value in asked.of:
        return Label(asked.of[value])
    if isinstance(asked, Moment):
        return _at(parse_stamp(value))
    if isinstance(asked, Day):
        return _on(value)
    if isinstance(value, bool):
        return Label(N_("是") if value else N_("否"))
    return value


def _names(of: str, table: Any) -> Select[Any]:
    return select(literal_column(f"'{of}'"), table.c.id, table.c.name)


def _ids(value: Any) -> list[int]:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, int)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def _entry(row: Any, entry: dict[str, Any], names: _Names, readable: bool, covers: bool) -> Entry:
    flow = SUBJECTS[row.noun].flow
    step = flow.steps.get(entry["step"])
    free = json.loads(row.text) if row.text and readable else {}
    if covers:
        free = {name: covered(text) if isinstance(text, str) else text for name, text in free.items()}
    if entry["body"] and not row.text and readable:
        free = {"": ERASED}
    moved = entry["to"] if entry["from"] != entry["to"] else None
    return Entry(
        noun=row.noun,
        seq=row.seq,
        at=parse_stamp(entry["at"]),
        step=entry["step"],
        label=Label(step.label if step else entry["step"]),
        moved_to=Label(flow.states[moved].label) if moved in flow.states else None,
        phase=flow.states[moved].phase if moved in flow.states else "",
        who=signed(entry["actor"]),
        unit=names.orgs.get(row.unit_id) if row.noun == "assignment" else None,
        told=_told(step, entry["answers"] | free, names),
        quiet=entry["step"] in QUIET,
        hash=row.hash,
    )


def _told(step: Step | None, answers: dict[str, Any], names: _Names) -> list[tuple[Label, Any]]:
    """Answers with their questions, in the order they were asked; photos are shown apart."""
    asks = step.asks if step else {}
    told = [(Label(ERASED), "")] if "" in answers else []
    for name, asked in asks.items():
        value = answers.get(name)
        if value in (None, "", []) or name in UNSAID or asked.kind == "files":
            continue
        told.append((Label(asked.label), names.spoken(name, asked, value)))
    return told


def signed(actor: dict[str, Any]) -> Sentence:
    """Who acted, as of then: name and post, "B 代 A"; the reporter and the clock have no name."""
    if actor["role"] == "reporter":
        return Sentence(N_("诉求人"))
    if actor["role"] == "clock":
        return Sentence(N_("系统（期限届满）"))
    if actor.get("behalf_name"):
        words = N_("%(name)s 代 %(behalf)s（%(post)s）")
        return Sentence(words, {"name": actor["name"], "behalf": actor["behalf_name"], "post": actor["post"]})
    return Sentence(N_("%(name)s（%(post)s）"), {"name": actor["name"], "post": actor["post"]})
