"""History grows and never changes, and holds nothing that a person may ask to have erased."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.matters import STORIES
from workflow.issues import Issue
from workflow.issues.flow import issue_flow
from workflow.kernel.db import bare
from workflow.kernel.history import BODIES, EVENTS, FLOWS, parted

MARKS = {
    "what": "标记乙：下水道堵塞",
    "place": "荔枝路12号标记丙",
    "reporter_name": "标记甲先生",
    "reporter_phone": "13911112222",
    "reporter_email": "mark@example.org",
}
WORDS = ("标记", "13911112222", "mark@example.org")


def columns(matters, table) -> str:
    with matters.office.database.reading() as db:
        return "\n".join(str(tuple(row)) for row in db.execute(select(table)))


@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("table", [EVENTS, FLOWS], ids=str)
def test_no_row_is_ever_changed_or_deleted(matters, table, act):
    matters.reach("closed")
    column = table.c.payload if table is EVENTS else table.c.text
    statement = update(table).values({column: "{}"}) if act == "update" else delete(table)
    with pytest.raises(DBAPIError, match="never changed"), matters.office.database.writing() as db:
        db.execute(statement)


def test_a_body_may_be_erased_but_not_rewritten(matters):
    matters.reach("closed")
    with pytest.raises(DBAPIError, match="never changed"), matters.office.database.writing() as db:
        db.execute(update(BODIES).values(text="{}"))
    with matters.office.database.writing() as db:
        assert db.execute(delete(BODIES).where(BODIES.c.noun == "issue", BODIES.c.seq == 1)).rowcount == 1


def test_a_state_does_not_change_without_its_entry(matters):
    issue = matters.reach("accepted")
    table = bare(Issue)
    with pytest.raises(DBAPIError, match="needs its event"), matters.office.database.writing() as db:
        db.execute(update(table).where(table.c.id == issue.id).values(state="executing"))


def test_no_personal_datum_and_no_free_text_stands_in_an_entry(matters):
    for story in STORIES:
        matters.reach(story, **({"what": MARKS["what"]} if story == "about_staff" else MARKS))
    issue = matters.register("secretary", **MARKS)
    matters.take("secretary", issue, "contact", how="phone", said="标记丁：住户姓李")
    entries = columns(matters, EVENTS)
    for word in WORDS:
        assert word not in entries
    assert "标记乙" in columns(matters, BODIES)  # the words are kept, where they can be erased


def test_contact_data_stand_in_one_table_and_nowhere_else(matters):
    issue = matters.register("secretary", **MARKS)
    matters.take("secretary", issue, "note", text="已看")
    with matters.office.database.reading() as db:
        tables = db.execute(text(CATALOG[matters.office.database.is_sqlite])).scalars().all()
        holding = {
            name
            for name in tables
            for row in db.execute(text(f'SELECT * FROM "{name}"'))
            if any(word in str(tuple(row)) for word in ("标记甲先生", *WORDS[1:]))
        }
    assert holding == {"contacts"}


CATALOG = {
    True: "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
    False: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def test_the_words_of_a_step_are_in_its_body_and_its_choices_in_the_entry(matters):
    issue = matters.reach("not_accepted")
    with matters.office.database.reading() as db:
        mine = (EVENTS.c.subject_id == issue.id) & (EVENTS.c.step == "decline")
        payload = db.execute(select(EVENTS.c.payload).where(mine)).scalar_one()
    assert '"reason":"statutory"' in payload
    assert "人民法院" not in payload


def test_who_acted_for_whom_is_in_the_entry(matters):
    matters.reach("replied")
    with matters.office.database.reading() as db:
        payload = db.execute(select(EVENTS.c.payload).where(EVENTS.c.step == "verify")).scalar_one()
    assert '"role":"delegate"' in payload
    assert '"behalf_name":"周明"' in payload
    assert '"name":"吴芳"' in payload


def test_each_flow_is_kept_once(matters):
    for _ in range(3):
        matters.reach("transferred")
    with matters.office.database.reading() as db:
        kept = {row.name: row.text for row in db.execute(select(FLOWS))}
    assert kept["issue"] == issue_flow.canonical
    assert set(kept) == {"account", "post", "mandate", "issue", "assignment"}


@settings(max_examples=60, deadline=None, database=None)
@given(st.data())
def test_every_answer_is_either_plain_free_or_left_out(data):
    step = data.draw(st.sampled_from([s for s in issue_flow.steps.values() if s.asks]))
    answers = {name: data.draw(st.sampled_from(["x", 3, None, True, ["y"]])) for name in step.asks}
    plain, free = parted(step, answers)
    assert not set(plain) & set(free)
    for name, asked in step.asks.items():
        where = [name in plain, name in free]
        assert where == ([False, False] if answers[name] is None or asked.personal else [not asked.free, asked.free])
