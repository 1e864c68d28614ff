"""A new step touches one file: button, form, API, permission, clock and history follow from it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site
from workflow.issues.flow import issue_flow
from workflow.kernel.check import defects
from workflow.kernel.db import Database
from workflow.kernel.flow import GUARDS
from workflow.kernel.policy import RELATIONS
from workflow.kernel.verify import SOUND, verify

ADDED = Path(__file__).parent / "adding/act_first.py"
STEP, LABEL, QUESTION = "act_first", "先行处置", "先做什么"
DERIVED = ("machine", "canonical", "digest")
"""What a flow makes of its steps once."""


def forget_what_was_derived() -> None:
    for name in DERIVED:
        issue_flow.__dict__.pop(name, None)


@pytest.fixture(autouse=True)
def added() -> Iterator[None]:
    """The flow with the file of the new step imported, and as it was afterwards."""
    spec = importlib.util.spec_from_file_location("adding", ADDED)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    forget_what_was_derived()
    yield
    del issue_flow.steps[STEP], GUARDS["only_when_urgent"]
    forget_what_was_derived()


@pytest.fixture
def site(database: Database, peopled: None) -> Site:
    return Site(database, own=True)


def urgent(site: Site) -> str:
    return f"/issues/{site.matters.reach('accepted', urgency='danger').id}"


def test_the_flow_is_still_without_defect() -> None:
    assert list(defects(issue_flow.export(), RELATIONS.keys(), GUARDS.keys())) == []


def test_the_page_offers_it_and_the_form_asks_its_question(site: Site) -> None:
    matter, secretary = urgent(site), site.browser("secretary")
    assert f'href="{matter}/{STEP}"' in secretary.get(matter).text
    assert QUESTION in secretary.get(f"{matter}/{STEP}").text


def test_sent_from_the_page_it_moves_the_matter_and_starts_the_clock_of_the_new_state(site: Site) -> None:
    matter, secretary = urgent(site), site.browser("secretary")
    before = site.program("secretary").get(matter)
    secretary.get(f"{matter}/{STEP}")
    assert secretary.post(f"{matter}/{STEP}", what="拉起警戒线").status_code == 303
    now = site.program("secretary").get(matter)
    assert now["state"] == "executing"
    assert now["due"] != before["due"]
    assert LABEL in secretary.get(matter).text


def test_an_answer_left_out_is_asked_for_again_and_changes_nothing(site: Site) -> None:
    matter, secretary = urgent(site), site.browser("secretary")
    secretary.get(f"{matter}/{STEP}")
    assert secretary.post(f"{matter}/{STEP}", what="").status_code == 422
    assert site.program("secretary").get(matter)["state"] == "accepted"


def test_who_is_not_meant_by_it_is_told_who_is(site: Site) -> None:
    matter, community = urgent(site), site.program("community")
    told = community.post(f"{matter}/steps/{STEP}", {"version": 2, "what": "拉起警戒线"}, 403)
    assert told["who"]
    offered = {step["name"]: step for step in community.get(matter)["steps"]}
    assert not offered[STEP]["allowed"]


def test_its_own_rule_refuses_in_its_own_sentence(site: Site) -> None:
    matter = f"/issues/{site.matters.reach('accepted').id}"
    told = site.program("secretary").post(f"{matter}/steps/{STEP}", {"version": 2, "what": "拉起警戒线"}, 409)
    assert told["detail"].startswith("一般事项请先作出决定")


def test_the_programs_description_names_it(site: Site) -> None:
    described = site.program().get("/openapi.json")
    assert STEP in str(described)


def test_the_reporter_hears_of_it_and_the_history_verifies(site: Site) -> None:
    issue = site.matters.reach("accepted", urgency="danger")
    site.matters.take("secretary", issue, STEP, what="拉起警戒线")
    secretary = site.browser("secretary")
    assert "先到现场处置" in secretary.get(f"/issues/{issue.id}/voices").text
    assert verify(site.office).status == SOUND
