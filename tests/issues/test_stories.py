"""Every state can be reached by steps that people take, and every history made so is sound."""

from __future__ import annotations

from tests.matters import STORIES
from workflow.issues.entitled import entitled
from workflow.issues.flow import issue_flow
from workflow.kernel.verify import verify


def test_every_state_is_reached_by_real_steps_and_every_history_is_sound(matters):
    reached = {matters.reach(story).state for story in STORIES}
    assert reached == set(issue_flow.states)
    report = verify(matters.office, entitled)
    assert (report.status, report.first_bad) == (0, None)
    assert report.events > 150
