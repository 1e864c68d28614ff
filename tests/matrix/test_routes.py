"""Every route × role × relation: who opens what, said by hand in `rows`, `statement` and `flows`, and walked here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.matrix.asking import Row, Takes
from tests.matrix.births import BIRTHS
from tests.matrix.flows import STEPS
from tests.matrix.people import OFFICERS
from tests.matrix.rows import ROWS
from tests.matrix.statement import RELATIONS, sees
from tests.matrix.walking import addresses, unmarked, walk, without_row
from tests.thinning import thinned
from workflow.kernel.subject import SUBJECTS
from workflow.orgs.roles import LABELS

EVERYWHERE = [key for key in ROWS if key.startswith(("GET /api", "POST /api")) and "<int:id>" in key]
IN_PART = [one for one in thinned(ROWS, 16) if isinstance(one, str) or one.values[0] not in EVERYWHERE]
"""What `make check` walks from end to end below it need not walk in part as well."""


@pytest.mark.parametrize("key", IN_PART)
def test_everybody_is_told_what_was_stated(world, key):
    n, wrong = walk(world, key, ROWS[key])
    assert not wrong, f"{len(wrong)} of {n}:\n" + "\n".join(wrong[:40])
    assert n


def walks() -> list[tuple[str, Row]]:
    """One for each address, and where steps are taken for each step: the whole in one would leave others waiting."""
    found: list[tuple[str, Row]] = []
    for key in EVERYWHERE:
        row = ROWS[key]
        some = isinstance(row, Takes) and not row.step
        found += [(key, replace(row, step=step)) for step in STEPS[row.noun]] if some else [(key, row)]
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "row"), walks(), ids=lambda one: one if isinstance(one, str) else getattr(one, "step", "")
)
def test_every_step_by_everybody_wherever_it_stands(world, key, row):
    """The whole product, at the API: the pages take the same steps through the same desk."""
    n, wrong = walk(world, key, row, every=True)
    assert not wrong, f"{len(wrong)} of {n}:\n" + "\n".join(wrong[:40])
    assert n


def test_every_route_has_a_mark_and_a_row(world):
    assert unmarked(world.app) == []
    assert without_row(world.app, ROWS) == [], "state who may open it in tests/matrix/rows.py"


def test_no_row_is_for_a_route_that_is_gone(world):
    assert sorted(ROWS.keys() - {key for key, *_ in addresses(world.app)}) == []


def test_every_step_of_every_flow_is_stated():
    stated = {(noun, step) for noun, lines in STEPS.items() for step in lines}
    assert {(noun, step) for noun, model in SUBJECTS.items() for step in model.flow.steps} == stated
    assert {way for lines in STEPS.values() for line in lines.values() for way in line.by} <= RELATIONS.keys()
    assert BIRTHS.keys() <= STEPS.keys()


def test_every_role_walks():
    assert {hat.role for who in OFFICERS.values() for hat in who.hats} == LABELS.keys()


def test_every_state_and_kind_of_subject_is_in_the_world(world):
    """A state in which nothing stands is not tried; those left out are ends, or twins of another state."""
    left_out = {"issue": {"final_review"}, "assignment": {"done"}, "meeting": {"cancelled"}}
    left_out |= {"agenda_item": {"decided", "deferred", "dropped", "unreached"}, "reception": {"cancelled", "missed"}}
    for noun, model in SUBJECTS.items():
        there = {it.state for it in world.of(noun)}
        assert model.flow.states.keys() - there == left_out.get(noun, set()), f"tests/matrix/world.py, {noun}"


def test_lists_hold_what_each_may_see_and_nothing_else(world):
    nouns = {"issues": "issue", "receptions": "reception", "meetings": "meeting", "items": "agenda_item"}
    nouns["orders"] = "supervision_order"
    for who in OFFICERS.values():
        for path, noun in nouns.items():
            listed = {one["id"] for one in world.ask(who, "GET", f"/api/v1/{path}?limit=100").json["items"]}
            known = {world.ids[it.name]: sees(who, it) for it in world.of(noun)}
            assert listed & known.keys() == {id for id, seen in known.items() if seen}, (who.name, path)
