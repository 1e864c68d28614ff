"""`lianxi verify` finds an emergency act that is said to be ratified, or not, against what meetings said."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from tests.meetings.conftest import Meetings
from workflow.issues.model import Decision
from workflow.kernel.db import bare
from workflow.meetings.ratified import ratification_faults

DECISIONS = bare(Decision)


def acted(meetings: Meetings, *said: str) -> int:
    """A matter decided at once, before a meeting said this of it."""
    issue = meetings.drain(urgency="danger")
    meetings.take("secretary", issue, "execute", basis="emergency")
    if said:
        _meeting, item = meetings.in_session(issue)
        more = {"reason": "应先移交"} if said == ("refuse_ratification",) else {}
        meetings.take("secretary", item, *said, ballot="consensus", **more)
    return issue.id


def named(meetings: Meetings, *these: int) -> list[tuple[str, Any, Any]]:
    with meetings.office.database.reading() as db:
        return [(one.noun, one.id, one.seq) for one in ratification_faults(db, these or None)]


@pytest.mark.parametrize("said", [(), ("ratify",), ("refuse_ratification",)])
def test_any_other_word_is_found_and_its_entry_named(meetings: Meetings, said: tuple[str, ...]) -> None:
    issue = acted(meetings, *said)
    assert named(meetings) == []
    mine = DECISIONS.c.issue_id == issue
    with meetings.office.database.reading() as db:
        stands = db.execute(select(DECISIONS.c.seq, DECISIONS.c.ratified).where(mine)).one()
    for other in {True, False, None} - {stands.ratified}:
        with meetings.office.database.writing() as db:
            db.execute(update(DECISIONS).where(mine).values(ratified=other))
        assert named(meetings) == named(meetings, issue) == [("issue", issue, stands.seq)]
        assert named(meetings, issue + 1) == []
