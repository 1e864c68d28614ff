"""Every table and column there is: bent, and found with the entry that wrote it, or named here with the reason why not.

The list is made from the tables themselves, so that a new table or column cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Table, and_, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from tests.kernel.forgery import bent, disarm
from tests.matrix.world import Undone, build
from tests.meetings.conftest import Meetings
from workflow import nouns  # noqa: F401 - every table there is
from workflow.issues.entitled import entitled
from workflow.kernel.db import Database, Instant, Record, bare, fetch
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.retelling import RETOLD, UNKNOWN, Retold, Said
from workflow.kernel.subject import SUBJECTS, Subject
from workflow.kernel.verify import Report, one_view, verify, verify_one
from workflow.meetings.model import Meeting
from workflow.meetings.papers import Dissent
from workflow.meetings.protocol import dissents
from workflow.meetings.roll import attendees
from workflow.orgs.model import Post

POSTS, DISSENTS = bare(Post), bare(Dissent)

BENT_ELSEWHERE = {
    "events": "tests/kernel/test_verify.py", "bodies": "tests/kernel/test_verify.py",
    "flows": "tests/kernel/test_verify.py", "accesses": "tests/kernel/test_accesses.py",
    "access_words": "tests/kernel/test_accesses.py", "access_chains": "tests/kernel/test_accesses.py",
    "leaves": "tests/sealing/test_audit.py", "tree_nodes": "tests/sealing/test_audit.py",
    "checkpoints": "tests/sealing/test_audit.py", "log_keys": "tests/sealing/test_audit.py",
    "minutes": "tests/meetings/test_checking.py",
}  # fmt: skip
"""Tables whose every column is bent by tests of their own."""

WORDS = "what people wrote: the body under the entry says it, by its salted digest, and it may be erased"
COUNTS = "how it stands in a list: a figure for pages, made again from entries that are checked"
CONTACT = "points at contact data, which may be erased and stand nowhere in history"
ORDER = "the order of an agenda and who hears an item: changed by steps of the meeting, not of the item"
CLOCK = (
    "held against entries and calendar by issues/timekeeping.py and bent in tests/issues/test_timekeeping.py; not told "
    "from them, for rules, pauses, requests and new calendars set how long; its place on the ladder is a figure"
)
NAMED = "what an organisation, a grid or a category is called and where it belongs: no step writes it"
SIGNED = "hashed with the minutes once they are signed: tests/meetings/test_checking.py"
PASSING = "for a while only: what waits to be told, taken in or out, or is somebody's own"
DOUBTED = "that somebody should look: worked out from marks of places, which stand in no entry"

UNCHECKED_TABLES = {
    "orgs": NAMED, "grids": NAMED, "people": NAMED, "categories": NAMED, "editions": COUNTS,
    "contacts": CONTACT, "claims": CONTACT, "representatives": CONTACT, "reach": CONTACT,
    "doubts": DOUBTED, "deadlines": CLOCK, "tallies": COUNTS, "numbering": COUNTS,
    "referrals": "nothing of what was said is kept: a number of a day", "reception_entries": WORDS,
    "attachments": "bytes that may be erased; the entry that brought them holds their digest",
    "public_photos": "blurred copies of attachments, which go when the text is taken back",
    "publications": WORDS, "body_rules": "the entry of `set_rule` says it; each item prints the formula that was used",
    "consultation_answers": "anonymous: no entry says who answered what, only how many did",
    "drafts": PASSING, "saved_views": PASSING, "audit_notes": PASSING, "outbox": PASSING, "notices": PASSING,
    "deliveries": PASSING, "exports": PASSING, "export_parts": PASSING, "imports": PASSING, "import_lines": PASSING,
    "column_maps": PASSING, "idempotency": PASSING, "workers": PASSING, "logins": PASSING, "code_uses": PASSING,
    "attempts": PASSING, "issue_texts": COUNTS, "promise_counts": COUNTS,
}  # fmt: skip
"""Tables that are no history, each with its reason."""


UNCHECKED_COLUMNS = {
    "accounts": dict.fromkeys(
        ("name", "person_id", "password", "password_at", "link", "link_ends_at", "codes", "closed_at"),
        "how somebody comes in: its secrets stand in no entry",
    ),
    "mandates": {"paper": WORDS}, "stop_days": {"reason": WORDS}, "emergencies": {"title": WORDS, "orders": WORDS},
    "holiday_notices": {"source": "the paper it came from", "days": "the calendar as published; its year is recorded"},
    "requests": {"explanation": WORDS, "reason": WORDS, "opinion": WORDS, "due_at": CLOCK},
    "consultations": {"title": WORDS, "question": WORDS, "choices": WORDS, "summary": WORDS, "due_at": CLOCK},
    "inspections": {"title": WORDS, "finding": WORDS},
    "webhooks": dict.fromkeys(("name", "address", "nouns", "edition", "at"), "where machines are told: no history"),
    "supervision_orders": {
        "about_name": NAMED, "due_at": CLOCK, "demand": WORDS, "cause": WORDS, "measures": WORDS, "reason": WORDS,
    },
    "postings": {"text": WORDS, "due_at": CLOCK},
    "receptions": {"reason": WORDS, "place": WORDS, "hours": WORDS},
    "meetings": {
        "title": SIGNED, "place": SIGNED, "minutes": SIGNED, "starts": WORDS,
        "rule": "the formula of each item, which is recorded, prints what it came to",
    },
    "agenda_items": {
        "position": ORDER, "minutes_planned": ORDER, "audience": ORDER, "report": WORDS, "discussion": WORDS,
        "resolution": SIGNED,
    },
    "attendees": {"contact_id": CONTACT, "substitute_id": CONTACT},
    "evaluations": {"mark": "a keyed hash of where it came from, forgotten with its month: it stands in no entry"},
    "assignments": {
        "request": WORDS, "result": WORDS, "days": CLOCK, "urgency": CLOCK, "dispatched_at": CLOCK,
        "ruled": "the ruling is an entry of its own", "unveiled_at": "each reveal is an entry of the second log",
    },
    "issues": {
        "number": NAMED, "outside": NAMED, "what": WORDS, "place": WORDS, "answer": WORDS, "public_text": WORDS,
        "kind": "an answer of its registration and of each correction",
        **dict.fromkeys(("branch_id", "community_id", "about_org_id"), "where it lies, and whose staff it is about"),
        **dict.fromkeys(("reception_id", "received_on", "host_id"), "the reception's own entries say it"),
        **dict.fromkeys(
            ("standing_in_id", "instructed_by_id", "ruled_unit_id", "came_from", "resume_on", "reminded_on",
             "restricted", "barred", "days"),
            "what the next step needs to know, set by the steps before it",
        ),
        **dict.fromkeys(("erased_at", "cleared_at", "held_at"), "the entry of the erasure or of the hold says it"),
    },
}  # fmt: skip
"""Columns of checked tables that are not, each with its reason."""

STANDING = ("street_id", "state", "version", "head")
HANGING = [(noun, one) for noun, found in RETOLD.items() for one in found]


def columns(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def bent_of(one: Retold) -> set[str]:
    """The columns of a retold table that are bent here."""
    return set(one.only) or columns(one.table) - UNCHECKED_COLUMNS.get(one.table.name, {}).keys()


def checked() -> dict[str, set[str]]:
    """Every column that is bent here, by table."""
    found = {bare(model).name: {"id", *STANDING, *model.recorded} for model in SUBJECTS.values()}
    for _noun, one in HANGING:
        found.setdefault(one.table.name, set()).update(bent_of(one))
    return found


def test_every_table_and_column_is_bent_or_has_its_reason_and_none_has_both() -> None:
    bent_here, tables = checked(), Record.metadata.tables
    for name, table in tables.items():
        where = [name in of for of in (BENT_ELSEWHERE, UNCHECKED_TABLES, bent_here)]
        assert sum(where) == 1, f"{name}: bend it, or say why not"
        reasons = UNCHECKED_COLUMNS.get(name, {}).keys()
        if name in bent_here:
            assert bent_here[name].isdisjoint(reasons), f"{name}: bent, and a reason why not"
            assert bent_here[name] | reasons == columns(table), f"{name}: bend each column, or say why not"
    assert {*BENT_ELSEWHERE, *UNCHECKED_TABLES, *UNCHECKED_COLUMNS} <= tables.keys(), "a table that is gone"


# -- a street to bend --------------------------------------------------------------------------------


def hold(m: Meetings) -> None:
    """A meeting with a list, an excuse, somebody who leaves, a named ballot, a recusal, and an answered objection."""
    meeting = m.plan(kind="general_meeting")
    m.take("secretary", meeting, "invite_members")
    m.take("secretary", meeting, "invite", seat_as="member", names="\n".join(f"党员{n}" for n in range(4)))
    m.take("secretary", meeting, "invite", seat_as="resident", names="居民甲\n居民乙")
    first, second = (m.add(meeting, m.drain()) for _ in range(2))
    m.convene(meeting)
    with m.office.database.reading() as db:
        seats = attendees(db, meeting.id)
    voters, guests = [one.id for one in seats if one.votes], [one.id for one in seats if not one.votes]
    m.take("secretary", meeting, "uninvite", who=[guests.pop()])
    m.take("secretary", meeting, "rsvp", who=voters[0])
    m.take("secretary", meeting, "excuse", who=voters[-1], reason="出差")
    m.watch.now = m.watch.now.replace(year=2026, month=12, day=1)
    m.take("secretary", meeting, "check_in", who=[*voters[:-1], *guests])
    m.take("secretary", meeting, "open")
    m.take("secretary", meeting, "step_out", who=guests)
    yes = [f"{id}:yes" for id in voters[:-1]]
    m.take("secretary", first, "decide_execute", ballot="named", named=yes)
    m.take("secretary", second, "recuse_item", who=[voters[-2]], reason="亲属")
    m.take("secretary", second, "decide_transfer", **m.transfer(ballot="named", named=yes[:-1]))
    m.take("secretary", meeting, "adjourn")
    m.take("secretary", meeting, "circulate")
    for opinion in ("应写明期限", "应写明责任人"):
        m.take("secretary", meeting, "dissent", opinion=opinion)
    with m.office.database.reading() as db:
        which = [row.id for row in dissents(db, meeting.id)]
    m.take("secretary", meeting, "answer_dissent", which=which[0], answer="已写明")


@pytest.fixture(scope="module")
def hall(databases: Any) -> Iterator[Database]:
    """One meeting."""
    with databases.fresh() as url:
        database = Database(url)
        hold(Meetings(database))
        yield database
        database.close()


@pytest.fixture(scope="module")
def street(databases: Any) -> Iterator[Database]:
    """Something of every noun, in every relation; no triggers."""
    with databases.fresh() as url:
        database, undone = Database(url), Undone(url)
        world = build(database, undone)
        hold(Meetings(database))
        with database.writing() as db:  # what that world did by hand
            db.execute(update(POSTS).where(POSTS.c.id == world.site.street.posts["former"]).values(ends=None))
        disarm(database)
        yield database
        undone.close()
        database.close()


class Undo(Exception):
    """Raised to leave no trace."""


def tampered(database: Database, noun: str, id: int, *acts: Any) -> Report | None:
    """What is said of a subject after this was done behind the desk's back; None where the database refused it."""
    report = None
    try:
        with database.writing() as db:
            (subject,) = fetch(db, SUBJECTS[noun], bare(SUBJECTS[noun]).c.id == id)
            for act in acts:
                db.execute(act)
            (subject,) = fetch(db, SUBJECTS[noun], bare(SUBJECTS[noun]).c.id == id)
            report = verify_one(db, subject)
            raise Undo
    except Undo:
        return report
    except DBAPIError:
        return None


def others(database: Database, column: Column[Any], value: Any) -> list[Any]:
    """Other values the column may take; the database refuses some."""
    for key in column.foreign_keys:
        with database.reading() as db:
            found = db.execute(select(key.column).where(key.column != value) if value else select(key.column)).scalars()
            return list(found.fetchmany(2))
    if isinstance(column.type, JSON):
        return [[*value, "x"] if isinstance(value, list) else {**(value or {}), "x": 1}]
    if isinstance(column.type, Instant):
        return [value + timedelta(seconds=1) if value else datetime(2026, 1, 1, tzinfo=UTC)]
    usual: dict[type, list[Any]] = {
        bool: [not value], int: [value + 1, value + 10**6] if type(value) is int else [1],
        date: [value + timedelta(days=n) for n in (1, -1)] if isinstance(value, date) else [date(2026, 1, 1)],
    }  # fmt: skip
    if (kind := column.type.python_type) in usual:
        return usual[kind]
    with database.reading() as db:  # some columns take words of a list only
        known = db.execute(select(column).where(column != value).distinct().order_by(column)).scalars().fetchmany(3)
    return [bent(value, 5, 1) if value else "x", *known, *(one for one in ("clock", "hand") if one != value)]


def exactly(table: Table, row: Any) -> Any:
    return and_(*(column == getattr(row, column.name) for column in table.primary_key))


def rows(database: Database, table: Table) -> list[Any]:
    with database.reading() as db:
        return list(db.execute(select(table).order_by(*table.primary_key)))


def hanging(database: Database, noun: str, one: Retold) -> Iterator[tuple[int, int, Any, set[str]]]:
    """(subject, the entry that wrote it, row, columns no entry knows) of each row, as its own entries tell it."""
    with one_view(database) as db:
        found = list(db.execute(select(one.table).order_by(*one.place)))
        for id in sorted({getattr(row, one.of) for row in found}):
            said = [
                Said.read(event, db.execute(select(BODIES).where(*at(BODIES, noun, id, event.seq))).first())
                for event in db.execute(select(EVENTS).where(*at(EVENTS, noun, id)).order_by(EVENTS.c.seq))
            ]
            wrote = {tuple(told[name] for name in one.order): (seq, told) for seq, told in one.tell(said)}
            for row in found:
                if getattr(row, one.of) == id:
                    seq, told = wrote[tuple(getattr(row, name) for name in one.order)]
                    yield id, seq, row, {name for name, value in told.items() if value is UNKNOWN}


def at(table: Table, noun: str, id: int, *seq: int) -> list[Any]:
    return [table.c.noun == noun, table.c.subject_id == id, *(table.c.seq == one for one in seq)]


def named(report: Report | None) -> tuple[Any, ...] | None:
    return report and report.first_bad and (report.first_bad.noun, report.first_bad.id, report.first_bad.seq)


def mistreat(database: Database, noun: str, one: Retold, some: slice = slice(None)) -> int:
    """Each row (or some) bent in each column, deleted, doubled: the entry is named each time; how often."""
    found, n = list(hanging(database, noun, one))[some], 0
    for id, seq, row, unknown in found:
        this = exactly(one.table, row)
        for name in sorted(bent_of(one) - unknown):
            for value in others(database, one.table.c[name], getattr(row, name)):
                report = tampered(database, noun, id, update(one.table).where(this).values({name: value}))
                assert report is None or named(report) == (noun, id, seq), (one.table.name, row, name, value)
                n += report is not None
        if one.only:
            continue
        gone = tampered(database, noun, id, delete(one.table).where(this))
        assert gone is None or named(gone) == (noun, id, seq), (one.table.name, row)
        last = one.table.c[one.order[-1]]
        for value in others(database, last, getattr(row, last.name)):
            again = tampered(database, noun, id, insert(one.table).values(**(dict(row._mapping) | {last.name: value})))
            assert again is None or named(again) == (noun, id, 0), (one.table.name, row, value)
            n += (gone is not None) + (again is not None)
    return n


# -- bending it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["attendees", "dissents", "votes", "stepped_aside", "custody", "decisions", "issues"])
def test_what_hangs_on_a_meeting_is_what_its_entries_say(hall: Database, table: str) -> None:
    assert verify(hall, entitled).first_bad is None
    for noun, one in HANGING:
        if one.table.name == table:
            assert mistreat(hall, noun, one, slice(-2, None))


def test_the_check_of_the_whole_street_finds_it_too(hall: Database) -> None:
    """One pass over everything names the same entry as the look at one subject."""
    for noun, one in HANGING:
        for id, seq, row, _unknown in list(hanging(hall, noun, one))[-1:]:
            if one.only or tampered(hall, noun, id, delete(one.table).where(exactly(one.table, row))) is None:
                continue
            with hall.writing() as db:
                db.execute(delete(one.table).where(exactly(one.table, row)))
            assert named(verify(hall)) == (noun, id, seq)
            with hall.writing() as db:
                db.execute(insert(one.table).values(**row._mapping))
    assert verify(hall).first_bad is None


def test_words_that_were_erased_are_no_fault(hall: Database) -> None:
    with suppress(Undo), hall.writing() as db:
        db.execute(delete(BODIES).where(BODIES.c.noun == "meeting"))
        db.execute(update(DISSENTS).values(opinion="（内容已按规定清除）", answer=None))
        report = verify_one(db, fetch(db, Meeting, bare(Meeting).c.id == 1)[0])
        assert report.altered is None
        assert report.status == 4
        raise Undo


def test_entries_older_than_what_they_attest_are_not_called_forged(hall: Database) -> None:
    """A street that was updated: what its old entries never said cannot be held against its rows."""
    said = [Said(1, "invite_members", {"street": 1, "answers": {}, "actor": {"id": 1}}, None)]
    (one,) = (one for noun, one in HANGING if one.table.name == "attendees")
    assert one.unlike(said, rows(hall, one.table)) is None


@pytest.mark.slow
@pytest.mark.parametrize(("noun", "one"), HANGING, ids=lambda one: one if isinstance(one, str) else one.table.name)
def test_every_row_that_hangs_on_a_subject_is_what_its_entries_say(street: Database, noun: str, one: Retold) -> None:
    assert mistreat(street, noun, one)


@pytest.mark.slow
@pytest.mark.parametrize("noun", sorted(SUBJECTS))
def test_every_recorded_column_of_every_subject_is_what_its_last_entry_says(street: Database, noun: str) -> None:
    model: type[Subject] = SUBJECTS[noun]
    table, found = bare(model), set()
    for row in rows(street, table):
        for name in (*STANDING, *model.recorded):
            for value in others(street, table.c[name], getattr(row, name)):
                report = tampered(street, noun, row.id, update(table).where(table.c.id == row.id).values({name: value}))
                if report is not None:
                    assert named(report) in [(noun, row.id, row.version), (noun, row.id, row.version + 1)], (row, name)
                    found.add(name)
    assert found == {*STANDING, *model.recorded}, "each column took another value at least once"
