"""Old ledgers taken in: read and judged line by line first, then taken over by a job that can stop and go on anywhere.

A line is known by its outside number within its organisation: brought twice, it is taken over once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import Connection, bindparam, delete, func, insert, null, select, update

from workflow.exchange.columns import FIELDS, INSTEAD, NEEDED, guess, heads_at, mapping_of
from workflow.exchange.lines import Known, Reason, judge
from workflow.exchange.model import ColumnMap, Import, ImportLine
from workflow.exchange.reading import read
from workflow.issues.intake import OF_STREET, grids_for
from workflow.issues.model import Issue
from workflow.issues.photos import readable
from workflow.issues.steps.intake import categories
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch, fetch_one, insert_into
from workflow.kernel.desk import Desk, Office
from workflow.kernel.errors import BadAnswers, NotFound, NotPermitted, Refusal
from workflow.kernel.i18n import N_
from workflow.kernel.jobs import Hopeless, enqueue, job
from workflow.kernel.policy import Actor, Case
from workflow.kernel.prepared import fetch_rows, send_all
from workflow.orgs.capacities import actor as actor_of
from workflow.orgs.roles import COMMITTEE, SECRETARY, STREET_OFFICER

IMPORTS, LINES, MAPS, ISSUES = bare(Import), bare(ImportLine), bare(ColumnMap), bare(Issue)
IMPORTERS = (SECRETARY, COMMITTEE, STREET_OFFICER)
JOB = "import_ledger"
KEPT = timedelta(days=30)
"""How long a file waits to be taken over: it may hold names and numbers that no line of it would be let in with."""
SOME = 200
"""Lines taken over in one transaction: a stop in between loses none and repeats none, and nobody waits long for it."""
MANY = 500
"""Lines judged and written down at a time: memory stays flat however long a ledger is."""
READY, WRONG, KNOWN, DONE = "ready", "wrong", "known", "done"
TAKEN = (
    update(LINES)
    .where(LINES.c.import_id == bindparam("of_import"), LINES.c.line == bindparam("of_line"))
    .values(state=bindparam("state"), issue_id=bindparam("issue_id"), why=bindparam("why"), answers=null())
)
"""What became of a line; what it said is kept no longer."""
LATER = N_("与前面第 %(line)s 行的原编号相同")
BEFORE = N_("这个原编号已经导入过")


def importing(actor: Actor) -> Actor:
    """The actor in the one office for which ledgers are taken in.

    Raises: NotPermitted for who has none.
    """
    hat = next((hat for hat in actor.capacities if hat.role in IMPORTERS and hat.steps is None), None)
    if hat is None:
        raise NotPermitted
    return replace(actor, capacities=(hat,))


def bring(office: Office, actor: Actor, name: str, data: bytes) -> int:
    """Read a file and judge its lines; nothing is taken over yet. Its number.

    Raises: BadFile, NotPermitted.
    """
    hat = importing(actor).capacities[0]
    notes, rows = read(data)
    with office.database.reading() as db:
        remembered = _remembered(db, hat.org)
    start = heads_at(rows, remembered)
    heads = [cell.strip()[:200] for cell in rows[start]] if rows else []
    if start:
        notes.append((N_("表头在第 %(line)s 行，以上各行没有读"), {"line": start + 1}))
    brought = Import(
        street_id=hat.street, org_id=hat.org, person_id=actor.id, name=readable(name) or "?", state="checked",
        heads=heads, mapping=mapping_of(heads, remembered), notes=notes, data=data, at=office.clock(),
    )  # fmt: skip
    with TemporaryFile("w+") as judged:
        _judge_all(office, actor, brought, rows, start, judged)
        with Desk(office, actor) as desk:
            _write_down(desk, desk.add(brought), judged)
    return brought.id


def map_anew(office: Office, actor: Actor, id: int, chosen: Mapping[str, int | None]) -> None:
    """Read the columns as chosen, remember it for the organisation, and judge again.

    Raises: NotFound, BadAnswers.
    """
    with office.database.reading() as db:
        mine = find(db, actor, id)
        remembered = _remembered(db, mine.org_id)
    if mine.data is None or mine.state != "checked":
        raise NotFound
    known = {name: place for name, place in chosen.items() if place is not None and 0 <= place < len(mine.heads)}
    mine.mapping = known
    _notes, rows = read(mine.data)
    with TemporaryFile("w+") as judged:
        _judge_all(office, actor, mine, rows, heads_at(rows, remembered | _said(mine)), judged)
        with Desk(office, actor) as desk:
            if find(desk.db, actor, id).state != "checked":  # it was started meanwhile
                raise NotFound
            desk.db.execute(update(IMPORTS).where(IMPORTS.c.id == id).values(mapping=mine.mapping))
            _remember(desk.db, mine)
            desk.db.execute(delete(LINES).where(LINES.c.import_id == id))
            _write_down(desk, mine, judged)


def start(desk: Desk, id: int) -> None:
    """Take over every line that can be; the job is asked for in this transaction.

    Raises: NotFound, Refusal where a column is missing.
    """
    mine = find(desk.db, desk.actor, id)
    if mine.state != "checked":
        return
    if any(name not in mine.mapping for name in NEEDED):
        raise Refusal(N_("请先指明哪几列是原编号、内容和登记时间"))
    _remember(desk.db, mine)
    desk.db.execute(update(IMPORTS).where(IMPORTS.c.id == id).values(state="running", data=None))
    enqueue(desk.db, JOB, {"id": id}, key=str(id))


def discard(desk: Desk, id: int) -> None:
    """Thrown away with all it holds; what was taken over stays.

    Raises: NotFound.
    """
    mine = find(desk.db, desk.actor, id)
    if mine.state == "running":
        raise Refusal(N_("正在导入，完成后才能删除这份清单"))
    desk.db.execute(delete(LINES).where(LINES.c.import_id == id))
    desk.db.execute(delete(IMPORTS).where(IMPORTS.c.id == id))


def forget(office: Office) -> None:
    """What nobody took over in time is thrown away, with the lines that were read of it."""
    with office.database.writing() as db:
        waits = (IMPORTS.c.state == "checked") & (IMPORTS.c.at <= office.clock() - KEPT)
        old = db.execute(select(IMPORTS.c.id).where(waits).with_for_update(skip_locked=True)).scalars().all()
        db.execute(delete(LINES).where(LINES.c.import_id.in_(old)))
        db.execute(delete(IMPORTS).where(IMPORTS.c.id.in_(old)))


# -- looking ---------------------------------------------------------------------------------------


def find(db: Connection, actor: Actor, id: int) -> Import:
    """One's own.

    Raises: NotFound.
    """
    found = fetch_one(db, Import, IMPORTS.c.id == id, IMPORTS.c.person_id == actor.id)
    if found is None:
        raise NotFound
    return found


def mine(db: Connection, actor: Actor) -> list[Import]:
    """One's own, the newest first."""
    return fetch(db, Import, IMPORTS.c.person_id == actor.id, order=IMPORTS.c.id.desc(), limit=50)


def counts(db: Connection, id: int) -> dict[str, int]:
    """How many lines stand how."""
    found = select(LINES.c.state, func.count().label("n")).where(LINES.c.import_id == id).group_by(LINES.c.state)
    return {row.state: row.n for row in db.execute(found)}


def lines(db: Connection, id: int, state: str, after: int, limit: int) -> list[ImportLine]:
    """Lines in their order; one more than `limit` says that there are more."""
    where = [LINES.c.import_id == id, LINES.c.line > after, *([LINES.c.state == state] if state else [])]
    return fetch(db, ImportLine, *where, order=LINES.c.line, limit=limit + 1)


# -- judging ---------------------------------------------------------------------------------------


def _remembered(db: Connection, org: int) -> dict[str, str]:
    return {row.head: row.field for row in db.execute(select(MAPS).where(MAPS.c.org_id == org))}


def _remember(db: Connection, mine: Import) -> None:
    """The next ledger of this organisation is read alike."""
    heads = _said(mine)
    db.execute(delete(MAPS).where(MAPS.c.org_id == mine.org_id, MAPS.c.head.in_(heads)))
    rows = [{"org_id": mine.org_id, "head": h, "street_id": mine.street_id, "field": f} for h, f in heads.items()]
    if rows:
        db.execute(insert(MAPS), rows)


def _said(mine: Import) -> dict[str, str]:
    """What each head stands for."""
    said = {place: name for name, place in mine.mapping.items()}
    for name, instead in INSTEAD.items():  # where a column stood in for another, it is remembered as what it is
        place = mine.mapping.get(name)
        if place is not None and guess(mine.heads[place], {}) == instead:
            said[place] = instead
    return {head: said.get(place, "") for place, head in reversed(list(enumerate(mine.heads))) if head}


class Owners:
    """Whose a line will be, as the intake decides: its grid's branch, else that of the place named, else one's own."""

    def __init__(self, case: Case, org: int) -> None:
        rows = fetch_rows(case.db, OF_STREET, {"street": case.actor.street})
        allowed = {value for value, _name in grids_for(case)}
        named = [(name, row.branch_id) for row in rows if row.id in allowed for name in row.places if name]
        self.org, self.branches = org, {row.id: row.branch_id for row in rows}
        self.named = sorted(named, key=lambda one: -len(one[0]))

    def place(self, answers: Mapping[str, Any]) -> tuple[int, str]:
        """(owner, outside number), by which a matter is known."""
        where, grid = answers.get("place") or "", answers.get("grid")
        by_name = next((branch for name, branch in self.named if name in where), self.org)
        return self.branches.get(grid, self.org) if grid else by_name, answers.get("outside", "")


@dataclass(frozen=True, slots=True)
class Judged:
    """A line as it was read: what it says in our terms and by what it is known, or why it cannot be taken over."""

    number: int
    answers: dict[str, Any]
    why: list[Reason]
    place: tuple[int, str]


def _judge_all(
    office: Office, actor: Actor, mine: Import, rows: Sequence[list[str]], start: int, judged: IO[str]
) -> None:
    """Every line with its reasons, some to a line of `judged`; nobody who writes is kept waiting by it."""
    with office.database.reading() as db:
        case = Case(db, importing(actor), None, mine.at)
        words = Known(
            {str(name): id for id, name in grids_for(case)}, {str(name): id for id, name in categories(case)},
            local(office.clock()).date(),
        )  # fmt: skip
        owners, first = Owners(case, mine.org_id), dict[tuple[int, str], int]()
    for begin in range(start + 1, len(rows), MANY):
        some_rows = enumerate(rows[begin : begin + MANY], begin + 1)
        found = [_judged(mine, row, number, words, owners) for number, row in some_rows if any(row)]
        with office.database.reading() as db:
            there = taken(db, [one.place for one in found if not one.why])
        judged.write(json.dumps([_found(one, there, first) for one in found]) + "\n")


def _write_down(desk: Desk, mine: Import, judged: IO[str]) -> None:
    judged.seek(0)
    for some_rows in map(json.loads, judged):
        if some_rows:
            send_all(desk.db, insert_into(LINES), [{"import_id": mine.id, **row} for row in some_rows])


def _judged(mine: Import, row: list[str], number: int, words: Known, owners: Owners) -> Judged:
    cells = {name: row[place] if place < len(row) else "" for name, place in mine.mapping.items()}
    answers, why = judge(cells, words)
    return Judged(number, answers, why, owners.place(answers))


def _found(one: Judged, there: set[tuple[int, str]], first: dict[tuple[int, str], int]) -> dict[str, Any]:
    """What is kept of a line: of one with a problem, nothing that it says. `first` knows where a number came first."""
    state, why = WRONG if one.why else READY, one.why
    if not why and one.place in there:
        state, why = KNOWN, [(BEFORE, {})]
    elif not why and (line := first.setdefault(one.place, one.number)) != one.number:
        state, why = WRONG, [(LATER, {"line": line})]
    answers = one.answers if state == READY else None
    return {"line": one.number, "state": state, "why": why, "answers": answers}


def taken(db: Connection, places: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these numbers are taken already, as (owner, number): one question for each owner."""
    by_owner: dict[int, list[str]] = {}
    for owner, number in places:
        by_owner.setdefault(owner, []).append(number)
    found: set[tuple[int, str]] = set()
    for owner, numbers in by_owner.items():
        known = select(ISSUES.c.outside).where(ISSUES.c.owner_id == owner, ISSUES.c.outside.in_(numbers))
        found |= {(owner, number) for number in db.execute(known).scalars()}
    return found


# -- taking over -----------------------------------------------------------------------------------


@job(JOB)
def take_over(office: Office, payload: dict[str, Any]) -> None:
    """Some lines at a time until none is left; told twice, it goes on where it stopped."""
    while some(office, payload["id"]):
        pass


def some(office: Office, id: int) -> bool:
    """Take over the next lines, all of them or none; whether there may be more."""
    with office.database.reading() as db:
        mine = fetch_one(db, Import, IMPORTS.c.id == id)
        if mine is None or mine.state != "running":
            return False
        who = _still(db, mine, office.clock())
    with Desk(office, who) as desk:
        waiting = lines(desk.db, id, READY, 0, SOME - 1)
        if waiting:
            send_all(desk.db, TAKEN, _taken(desk, mine, waiting))
        if len(waiting) < SOME:
            desk.db.execute(update(IMPORTS).where(IMPORTS.c.id == id).values(state="done", data=None))
    return len(waiting) == SOME


def _still(db: Connection, mine: Import, now: datetime) -> Actor:
    """Whoever brought it, in the office they brought it in.

    Raises: Hopeless where they do not hold it any more.
    """
    who = actor_of(db, mine.person_id, local(now).date())
    hats = tuple(hat for hat in who.capacities if hat.org == mine.org_id and hat.role in IMPORTERS)
    if not hats:
        raise Hopeless("the importer holds the office no more")
    return replace(who, capacities=hats[:1])


def _taken(desk: Desk, mine: Import, waiting: list[ImportLine]) -> list[dict[str, Any]]:
    """What became of these lines; one may have been taken over meanwhile, or what it names may be gone."""
    owners = Owners(desk.case(desk.draft(Issue)), mine.org_id)
    places = [owners.place(line.answers or {}) for line in waiting]
    there, fresh = taken(desk.db, places), dict[int, dict[str, Any]]()
    for line, place in zip(waiting, places, strict=True):
        if place not in there:
            there.add(place)
            fresh[line.line] = line.answers or {}
    born = dict(zip(fresh, desk.begin_all(Issue, "import_past", list(fresh.values())), strict=True))
    return [{"of_import": mine.id, "of_line": line.line, **_told(born.get(line.line))} for line in waiting]


def _told(born: Issue | BadAnswers | None) -> dict[str, Any]:
    if born is None:
        return {"state": KNOWN, "issue_id": None, "why": [(BEFORE, {})]}
    if isinstance(born, Issue):
        return {"state": DONE, "issue_id": born.id, "why": []}
    said = [(one.message, {k: str(v) for k, v in one.values.items()}) for one in born.fields.values()]
    return {"state": WRONG, "issue_id": None, "why": said}


__all__ = ["FIELDS", "bring", "counts", "discard", "find", "lines", "map_anew", "mine", "start", "take_over"]
