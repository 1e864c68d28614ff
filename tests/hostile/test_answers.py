"""Every question of every step, answered as no field expects: a sentence, nothing kept, nothing private logged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.exc import NoResultFound
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from tests.hostile.trying import PATHS, Chance, as_form, as_program, chances
from tests.hostile.values import REFUSED, SECRET, VALUES
from tests.matrix.world import World

PARTS = 5


def asked(world: World, noun: str, every: int) -> list[tuple[Chance, dict, str]]:
    """(who may take which step, the question, the name of the value): one in `every`, in turn."""
    found = []
    for s, it in enumerate(chances(world, noun)):
        for q, ask in enumerate(it.asks):
            found += [(it, ask, name) for v, name in enumerate(VALUES) if (s + q + v) % every == 0]
    assert len(found) >= PARTS, f"nothing of {noun} would be tried"
    return found


def check(world: World, it: Chance, ask: dict, name: str, send: Callable[[], TestResponse]) -> TestResponse | None:
    """None where it was taken; else a sentence was said, nothing was kept, and in no case anything private logged."""
    kept, said = world.database.kept, None
    with capture_logs() as lines:
        try:
            said = send()
        except NoResultFound:  # it was taken, and taken back before it could be drawn
            assert world.database.kept > kept
    where = (it.noun, it.step.name, ask["name"], ask["kind"], name, said and said.status_code)
    assert SECRET not in str(lines), where
    if world.database.kept > kept:
        return None
    assert said is not None
    assert said.status_code in (409, 413, 422), (where, said.get_data()[:300])
    return said


def check_program(world: World, it: Chance, ask: dict, name: str) -> None:
    key = f"{it.step.name}-{ask['name']}-{name}"
    said = check(world, it, ask, name, lambda: as_program(world, it, {**it.answers, ask["name"]: VALUES[name]}, key))
    where = (it.noun, it.step.name, ask["name"], ask["kind"], name, said and said.json)
    if said is None:
        assert name not in REFUSED[ask["kind"]], where
        return
    assert said.content_type == "application/problem+json", where
    assert said.json["detail"], where
    if said.status_code == 422 and name in REFUSED[ask["kind"]]:
        assert ask["name"] in said.json["errors"], where


@pytest.mark.parametrize("noun", list(PATHS)[:1])
def test_a_program_that_answers_strangely(world, noun):
    for it, ask, name in asked(world, noun, 13):
        check_program(world, it, ask, name)


@pytest.mark.slow
@pytest.mark.parametrize("noun", PATHS)
def test_a_program_that_answers_everything_strangely(world, noun):
    for it, ask, name in asked(world, noun, 1):
        check_program(world, it, ask, name)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("noun", [noun for noun in PATHS if noun != "agenda_item"])
def test_a_form_that_is_filled_in_strangely(world, noun, part):
    for it, ask, name in asked(world, noun, 7)[part::PARTS]:
        if ask["kind"] != "files":
            filled = {**it.answers, ask["name"]: VALUES[name]}
            said = check(world, it, ask, name, lambda it=it, filled=filled: as_form(world, it, filled))
            assert said is None or "<script>alert" not in said.text, (it.step.name, ask["name"])
