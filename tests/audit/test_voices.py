"""One history in three voices: what officers read, what the reporter heard, what is hashed."""

from __future__ import annotations

from workflow.audit.voices import answers, voices
from workflow.issues.timeline import timeline
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import Label


def told(matters, issue, who="auditor"):
    with matters.office.database.reading() as db:
        lines = timeline(db, issue.id, matters.actor(who))
        return voices(db, issue, lines), answers(db, issue, matters.actor(who))


def test_every_entry_is_told_with_its_digest(matters):
    issue = matters.reach("handling")
    heard, _ = told(matters, issue)
    with matters.office.database.reading() as db:
        hashes = set(db.execute(EVENTS.select()).mappings())
    mine = {row["hash"] for row in hashes if row["noun"] in ("issue", "assignment")}
    assert {one.record.hash for one in heard} == mine


def test_the_reporter_hears_only_what_has_a_voice(matters):
    issue = matters.reach("accepted")
    matters.take("secretary", issue, "note", text="内部备注")
    heard, _ = told(matters, issue)
    assert [(one.record.step, one.reporter is not None) for one in heard] == [
        ("register", True), ("accept", True), ("note", False),
    ]  # fmt: skip


def test_the_basis_stands_in_the_record(matters):
    heard, _ = told(matters, matters.reach("executing"))
    (record,) = [one.record for one in heard if one.record.step == "execute"]
    assert record.basis == Label("常规事项")


def test_a_unit_does_not_read_what_was_not_written_to_it(matters):
    issue = matters.reach("handling")
    matters.take("secretary", issue, "note", text="单位不必知道")
    heard, _ = told(matters, issue, "unit")
    assert "单位不必知道" not in str([one.officers.told for one in heard])
    heard, _ = told(matters, issue)
    assert "单位不必知道" in str([one.officers.told for one in heard])


def test_versions_of_the_answer_stand_side_by_side(matters):
    _, versions = told(matters, matters.reach("objected"))
    assert len({one.text for one in versions}) == len(versions) == 2
    assert versions[0].at < versions[1].at
