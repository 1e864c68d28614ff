"""What a page shows and what the desk does agree, for every flow there is; issues have more scenes of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.comparison import Comparison
from tests.matrix.people import OFFICERS
from tests.matrix.world import World
from tests.thinning import thinned
from workflow.kernel import policy
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.errors import NotPermitted, Refusal
from workflow.kernel.flow import Step
from workflow.kernel.policy import Actor, Case
from workflow.kernel.subject import SUBJECTS, Subject

DEEPER = ("issue", "assignment")
"""Compared in more states than the world has by tests/issues/test_agreement.py."""


def cast(world: World) -> list[Actor]:
    """Everybody with a hat, whoever holds a code of some matter, and the clock."""
    there = [world.site.street.actor(name) for name in OFFICERS]
    return [*there, Actor(0, "", (policy.Capacity(policy.REPORTER, world.ids["own"], 1, behalf=1),)), Actor.clock(1)]


def subjects(world: World, noun: str) -> list[Subject]:
    model, office = SUBJECTS[noun], world.app.extensions["lianxi"]
    with office.database.reading() as db:
        table = bare(model)
        return [found for it in world.of(noun) if (found := fetch_one(db, model, table.c.id == world.ids[it.name]))]


@pytest.mark.parametrize("noun", thinned((noun for noun in SUBJECTS if noun not in DEEPER), 8))
def test_explain_and_the_desk_agree(world, noun):
    comparison = Comparison(world.app.extensions["lianxi"], asks_again=True)
    for subject in subjects(world, noun):
        for actor in cast(world):
            comparison.of(actor, subject)
    counts = comparison.counts
    assert min(counts["refused"], counts["allowed"], counts["unseen"]) > 3, counts
    by_hand = {step.name for step in SUBJECTS[noun].flow.steps.values() if step.by_hand and step.sources}
    taken = {step for _noun, _id, step in comparison.buttons} | comparison.asked_again
    assert by_hand - taken <= ELSEWHERE, "nobody in tests/matrix/world.py may take these steps"


OF_ONES_OWN = {"accept", "change_password", "set_codes", "drop_codes", "sign_out", "sign_out_others"}
OF_ONES_OWN |= {"issue_token", "set_reach"}
ELSEWHERE = {"answer", "take_note", "strike", "sign_in", "substitute"} | OF_ONES_OWN
"""Need everybody, what is late, noted down, shown on the wall, a guest, or one's own account: each room tests them."""


def births(noun: str) -> list[Step]:
    """How somebody begins one; some begin by what happens to others."""
    return [step for step in SUBJECTS[noun].flow.steps.values() if not step.sources and step.by_hand]


@pytest.mark.parametrize("noun", [noun for noun in SUBJECTS if births(noun)])
def test_the_button_of_a_birth_and_the_desk_agree(world, noun):
    """`permitted` is what a page asks before it draws the button, and what the desk says of an empty form."""
    for step in births(noun):
        for actor in cast(world):
            shown, done = permitted(world, actor, noun, step), begun(world, actor, noun, step)
            assert (shown is None) == (not isinstance(done, NotPermitted)), (actor.name, step.name)
            assert shown is None or (shown.sentence, shown.who) == (done.sentence, done.who)


def permitted(world: World, actor: Actor, noun: str, step: Step) -> Refusal | None:
    office, model = world.app.extensions["lianxi"], SUBJECTS[noun]
    with office.database.reading() as db:
        return refusal(policy.require, Case(db, actor, office.desk(actor).draft(model), office.clock()), step)


def begun(world: World, actor: Actor, noun: str, step: Step) -> Refusal | None:
    with world.app.extensions["lianxi"].desk(actor) as desk:
        return refusal(desk.begin, SUBJECTS[noun], step.name, {})


def refusal(act: Callable[..., object], *given: object) -> Refusal | None:
    try:
        act(*given)
    except Refusal as refused:
        return refused
    return None
