"""A secret ballot leaves no link from a voter to a choice: not in any table, history row, log or backup."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from tests.meetings.conftest import Meetings
from tests.meetings.test_arithmetic import Hall
from workflow.kernel.errors import BadAnswers


def everything(meetings: Meetings) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table there is, as any copy of the database holds them."""
    tables = MetaData()
    index = "issue_grams" if meetings.office.database.is_sqlite else ""  # its rows lie in tables of their own
    with meetings.office.database.reading() as db:
        tables.reflect(db, only=lambda name, _tables: name != index)
        return {t.name: sorted((tuple(row) for row in db.execute(select(t))), key=repr) for t in tables.sorted_tables}


def written(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What a step added or changed."""
    return {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}


def decided(meetings: Meetings, room: Hall, **vote: Any) -> dict[str, list[Any]]:
    """Everything that one decision wrote, table by table."""
    before = everything(meetings)
    meetings.take("secretary", room.items[0], "decide_execute", **vote)
    return written(before, everything(meetings))


def of_voters(new: dict[str, list[Any]]) -> list[Any]:
    """New rows of the tables that know attendees, and whatever names one with a choice."""
    rows = [*new["attendees"], *new["votes"], *new["stepped_aside"]]
    return rows + re.findall(r"\b\d+:(?:yes|no|abstain)\b", repr(new))


def test_a_secret_ballot_writes_numbers_only(meetings: Meetings) -> None:
    room = Hall(meetings)
    new = decided(meetings, room, ballot="secret", yes=11, no=1)
    assert of_voters(new) == []
    assert not any(name in repr(new) for name in ("党员01", "吴芳", "郑强"))
    answers = [json.loads(row[9])["answers"] for row in new["events"] if row[4] == "decide_execute"]
    assert answers == [{"ballot": "secret", "yes": 11, "no": 1}]


def test_a_named_ballot_would_be_found_by_the_same_look(meetings: Meetings) -> None:
    room = Hall(meetings)
    new = decided(meetings, room, ballot="named", named=[f"{id}:yes" for id in room.voters[:12]])
    assert len(new["votes"]) == 12
    assert f"{room.voters[3]}:yes" in of_voters(new)


def test_names_cannot_be_given_with_a_secret_ballot(meetings: Meetings) -> None:
    room = Hall(meetings)
    with pytest.raises(BadAnswers):
        decided(meetings, room, ballot="secret", yes=11, named=[f"{room.voters[0]}:yes"])
