"""Each guard of a request: it refuses where its rule says so, and nothing else would.

The planted fault is the step without its guard: were the guard forgotten, the step would be permitted.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.matters import Matters
from workflow.kernel.errors import Barred
from workflow.kernel.flow import GUARDS
from workflow.kernel.policy import Case, permit
from workflow.requests import Request


def for_more_time(m: Matters) -> Request:
    issue = m.take("secretary", m.reach("executing"), "ask_extension", days=5, reason="配件未到")
    return m.asked(issue)


def unprepared(m: Matters) -> Request:
    issue = m.reach("closed")
    m.take(m.reporter(issue), issue, "ask_erasure")
    return m.asked(issue)


CASES = {"needs_two": ("community", "propose", for_more_time), "as_proposed": ("community", "approve", unprepared)}


def test_every_guard_has_its_case() -> None:
    assert {rule.name for step in Request.flow.steps.values() for rule in step.guards} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_guard_refuses_and_without_it_the_step_would_be_permitted(matters: Matters, name: str) -> None:
    who, taken, story = CASES[name]
    request = matters.again(story(matters))
    step = Request.flow.find(taken)
    forgetful = replace(step, guards=tuple(rule for rule in step.guards if rule.name != name))
    with matters.office.database.reading() as db:
        case = Case(db, matters.actor(who), request, matters.watch.now)
        with pytest.raises(Barred) as said:
            permit(case, step)
        with pytest.raises(Barred) as by_rule:
            GUARDS[name].rule(case)
        assert str(said.value.sentence) == str(by_rule.value.sentence)
        permit(case, forgetful)
