"""Logs for the study of processes: complete, in the right form, on the street's clock, and without a person in them."""

from __future__ import annotations

import io
import json
from datetime import datetime

from defusedxml import ElementTree
from sqlalchemy import select

from tests.matters import Matters
from workflow.exchange import ocel, xes
from workflow.exchange.pseudonyms import Pseudonyms
from workflow.issues.spans import span
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.orgs.model import Person

PEOPLE = bare(Person)
NS = "{http://www.xes-standard.org/}"


def written(matters: Matters, write, who: str = "auditor") -> bytes:
    today = local(matters.watch.now).date()
    file = io.BytesIO()
    write(matters.office, matters.actor(who), span(today, today), file)
    return file.getvalue()


def entries(matters: Matters, *nouns: str) -> int:
    with matters.office.database.reading() as db:
        return len(db.execute(select(EVENTS.c.seq).where(EVENTS.c.noun.in_(nouns))).all())


def test_every_entry_of_every_matter_is_an_event_of_its_trace(matters):
    for state in ("handling", "objected", "escalated"):
        matters.reach(state)
    log = ElementTree.fromstring(written(matters, xes.write))
    traces = log.findall(f"{NS}trace")
    assert len(traces) == 3
    assert len(log.findall(f".//{NS}event")) == entries(matters, "issue", "assignment", "agenda_item")


def test_events_of_a_trace_are_in_order_and_on_the_streets_clock(matters):
    matters.reach("objected")
    log = ElementTree.fromstring(written(matters, xes.write))
    stamps = [one.get("value") for one in log.iter(f"{NS}date")]
    assert stamps == sorted(stamps)
    assert all(stamp.endswith("+08:00") for stamp in stamps)
    assert local(datetime.fromisoformat(stamps[0])).hour == 9


def test_an_object_log_names_every_object_that_its_events_are_about(matters):
    matters.reach("handling")
    log = json.loads(written(matters, ocel.write))
    known = {one["id"] for one in log["objects"]}
    assert {related["objectId"] for event in log["events"] for related in event["relationships"]} <= known
    assert {one["type"] for one in log["objects"]} == {"issue", "assignment", "unit"}
    assert {event["type"] for event in log["events"]} <= {one["name"] for one in log["eventTypes"]}
    assert {one["type"] for one in log["objects"]} <= {one["name"] for one in log["objectTypes"]}
    assert len({event["id"] for event in log["events"]}) == entries(matters, "issue", "assignment")


def test_no_person_no_word_and_no_contact_is_in_a_log(matters):
    issue = matters.reach("objected", reporter_name="欧阳标记", reporter_phone="13812345678")
    matters.take("secretary", issue, "note", text="内部标记")
    with matters.office.database.reading() as db:
        names = set(db.execute(select(PEOPLE.c.name)).scalars())
    for write in (xes.write, ocel.write):
        text = written(matters, write).decode()
        assert not [name for name in names if name in text]
        assert not [word for word in ("标记", "13812345678", "纸箱", "已清理", "荔枝路") if word in text]


def test_a_person_has_one_name_in_a_log_and_another_in_the_next(matters):
    one, other = Pseudonyms(matters.office), Pseudonyms(matters.office)
    assert one.of(7, "secretary") == one.of(7, "secretary") != one.of(8, "secretary")
    assert one.of(7, "secretary") != other.of(7, "secretary")
    assert one.of(0, "reporter") == "reporter"


def test_matters_one_may_not_see_are_not_in_the_log(matters):
    matters.reach("accepted")
    assert b"<trace>" not in written(matters, xes.write, "community_b")
    assert json.loads(written(matters, ocel.write, "community_b"))["events"] == []
