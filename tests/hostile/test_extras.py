"""What a body says beside the questions changes nothing: a program is told so, a form is not even heard."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from tests.hostile.trying import PATHS, Chance, as_form, as_program, chances
from tests.matrix.world import World
from workflow.kernel.db import bare
from workflow.kernel.subject import SUBJECTS

EXTRAS: dict[str, Any] = {
    "role": "street_officer", "roles": ["auditor"], "state": "closed", "owner": 1, "owner_id": 1, "holder_id": 1,
    "street_id": 2, "id": 987_654_321, "head": "0" * 64, "number": "X-1", "actor": 1, "actor_id": 1, "on_behalf_of": 1,
    "capacity": "secretary", "steps": ["verify"], "counts": {}, "restricted": True, "barred": False, "org_id": 1,
    "branch_id": 1, "community_id": 1, "registered_at": "2020-01-01", "seq": 1, "prev": "", "outcome_": "solved",
    "holder": 1, "outcome": "solved", "created_at": "2020-01-01", "at": "2020-01-01", "kind_": "x", "author_id": 1,
}  # fmt: skip
CHANGES = ("head", "content_hash")
"""Columns that differ between two takings of one step: each history entry has a salt and a request of its own."""


def taken(world: World, it: Chance, given: dict[str, Any]) -> list[dict[str, Any]] | None:
    """All rows of its kind as they would have stayed; None where it was refused."""
    table, seen = bare(SUBJECTS[it.noun]), []

    def look(db: Any) -> None:
        seen[:] = [dict(row) for row in db.execute(select(table).order_by(table.c.id)).mappings()]

    kept, world.database.look = world.database.kept, look
    try:
        as_form(world, it, given)
    except NoResultFound:  # taken back before it could be drawn
        assert world.database.kept > kept
    finally:
        world.database.look = lambda db: None
    assert all(row["id"] != EXTRAS["id"] for row in seen)
    return [_compared(place, row) for place, row in enumerate(seen)] or None


def _compared(place: int, row: dict[str, Any]) -> dict[str, Any]:
    """An id counts by its place: PostgreSQL gives no number twice, even where the first was taken back."""
    return {name: row[name] for name in row if name not in CHANGES} | {"id": place}


@pytest.mark.parametrize("noun", PATHS)
def test_a_program_is_told_what_the_step_does_not_ask(world, noun):
    tries = list(chances(world, noun))
    assert tries
    for it in tries:
        kept, extras = world.database.kept, {name: one for name, one in EXTRAS.items() if name not in it.step.asks}
        said = as_program(world, it, {**it.answers, **extras})
        assert said.status_code == 422, (it.step.name, said.json)
        assert set(said.json["errors"]) >= set(extras)
        assert world.database.kept == kept


@pytest.mark.parametrize("noun", [noun for noun in PATHS if noun != "agenda_item"])
def test_a_form_is_heard_only_where_it_was_asked(world, noun):
    compared, tries = 0, list(chances(world, noun))
    for it in tries:
        extras = {name: one for name, one in EXTRAS.items() if name not in it.step.asks}
        plain, sly = taken(world, it, it.answers), taken(world, it, {**it.answers, **extras})
        assert plain == sly, (it.noun, it.step.name)
        compared += plain is not None
    assert compared >= min(4, len(tries)) > 0
