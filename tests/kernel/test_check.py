"""A flow is checked before it serves: each defect is found where it was planted, and nothing else is called one."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel.check import defects

SMALL = json.loads(Path(__file__).with_name("small_flow.json").read_text(encoding="utf-8"))
ISSUE = json.loads(Path(__file__).with_name("issue_flow.json").read_text(encoding="utf-8"))
ROLES = {role for flow in (SMALL, ISSUE) for step in flow["steps"] for role in step["by"]}
GUARDS = {guard for flow in (SMALL, ISSUE) for step in flow["steps"] for guard in step["guards"]}


def found(flow):
    return [(defect.code, defect.place) for defect in defects(flow, ROLES, GUARDS)]


def step_of(flow, name):
    return next(step for step in flow["steps"] if step["name"] == name)


def state(final=False, phase="work"):
    return {"label": "某处", "phase": phase, "holder": "owner", "clock": None if final else "handle", "final": final}


def way(name, source, target):
    return {**SMALL["steps"][1], "name": name, "from": [source], "to": target}


@pytest.fixture
def flow():
    return copy.deepcopy(SMALL)


@pytest.fixture
def issue():
    return copy.deepcopy(ISSUE)


@pytest.mark.parametrize("sound", [SMALL, ISSUE], ids=["small", "issue"])
def test_a_sound_flow_has_no_defect(sound):
    assert [str(defect) for defect in defects(sound, ROLES, GUARDS)] == []


def test_a_step_to_nowhere(flow):
    flow["steps"].append(way("lose", "open", "nirvana"))
    assert found(flow) == [("unknown_target", "lose")]


def test_a_step_from_nowhere(flow):
    step_of(flow, "close")["from"].append("limbo")
    assert ("unknown_source", "close") in found(flow)


def test_a_step_without_a_source_that_is_no_birth(flow):
    step_of(flow, "note")["from"] = []
    assert found(flow) == [("no_source", "note")]


@pytest.fixture
def filed(flow):
    """A subject may be born where nothing moves any more."""
    flow["states"]["past"] = state(final=True)
    flow["births"] = ["past"]
    flow["steps"].append({**step_of(flow, "register"), "name": "file", "to": "past"})
    return flow


def test_a_birth_elsewhere_is_sound_where_the_flow_declares_it(filed):
    assert found(filed) == []
    del filed["births"]
    assert found(filed) == [("no_source", "file"), ("unreachable", "past")]


def test_a_state_to_be_born_in_that_does_not_exist(filed):
    filed["births"].append("limbo")
    assert found(filed) == [("unknown_birth", "limbo")]


def test_a_state_to_be_born_in_that_no_step_leads_to(filed):
    filed["births"].append("raised")
    assert found(filed) == [("no_birth", "raised")]


def test_nobody_is_born_answered_or_a_level_higher(issue):
    issue["births"] = ["closed", "archived", "escalated"]
    for name in issue["births"]:
        issue["steps"].append({**step_of(issue, "register"), "name": f"file_{name}", "to": name})
    expected = {("unanswered", "closed"), ("unanswered", "archived"), ("skipped_level", "file_escalated")}
    assert set(found(issue)) == expected


@pytest.mark.parametrize("wrong", [7, {"past": 1}, ["past", 0.5]], ids=["number", "object", "mixed"])
def test_births_that_cannot_be_read(filed, wrong):
    filed["births"] = wrong
    assert ("shape", "births") in found(filed)


def test_an_initial_state_that_does_not_exist(flow):
    flow["initial"] = "opened"
    assert ("unknown_initial", "opened") in found(flow)


def test_an_unreachable_part_is_named_once_where_it_begins(flow):
    flow["states"].update(island=state(), shore=state())
    flow["steps"] += [way("swim", "island", "shore"), way("land", "shore", "open")]
    assert found(flow) == [("unreachable", "island")]


def test_a_circle_nobody_enters_is_unreachable(flow):
    flow["states"].update(here=state(), there=state())
    flow["steps"] += [way("go", "here", "there"), way("back", "there", "here"), way("land", "there", "open")]
    assert found(flow) == [("unreachable", "here")]


def test_a_dead_end(flow):
    flow["states"]["drawer"] = state()
    flow["steps"].append(way("forget", "open", "drawer"))
    assert found(flow) == [("dead_end", "drawer")]


def test_an_internal_step_or_a_step_to_itself_is_no_way_out(flow):
    flow["states"]["drawer"] = state()
    flow["steps"] += [way("forget", "open", "drawer"), way("look", "drawer", None), way("stir", "drawer", "drawer")]
    assert found(flow) == [("dead_end", "drawer")]


def test_a_loop_without_an_end(flow):
    flow["states"].update(here=state(), there=state())
    flow["steps"] += [way("pass_on", "open", "here"), way("go", "here", "there"), way("back", "there", "here")]
    assert found(flow) == [("endless_loop", "here")]
    assert "here → there → here" in str(defects(flow, ROLES, GUARDS)[0])


def test_a_final_state_with_a_way_out(flow):
    flow["steps"].append(way("revive", "closed", "open"))
    assert found(flow) == [("final_way_out", "closed")]


def test_a_note_on_a_final_state_is_no_way_out(flow):
    assert "closed" in step_of(flow, "note")["from"]
    assert found(flow) == []


def test_a_waiting_state_without_a_clock(flow):
    flow["states"]["open"]["clock"] = None
    assert found(flow) == [("no_clock", "open")]


def test_a_step_without_a_role(flow):
    step_of(flow, "reply")["by"] = []
    assert found(flow) == [("no_role", "reply")]


def test_an_unknown_role(flow):
    step_of(flow, "reply")["by"].append("emperor")
    assert found(flow) == [("unknown_role", "reply")]


def test_an_unknown_guard(flow):
    step_of(flow, "reply")["guards"].append("full_moon")
    assert found(flow) == [("unknown_guard", "reply")]


def test_two_steps_of_one_name_from_one_state(flow):
    flow["steps"].append(way("reply", "open", "raised") | {"climbs": 1})
    assert found(flow) == [("ambiguous", "reply")]


def test_two_births_of_one_name(flow):
    flow["steps"].append(copy.deepcopy(step_of(flow, "register")))
    assert found(flow) == [("ambiguous", "register")]


def test_one_name_may_serve_two_states(flow):
    flow["steps"].append(way("reply", "raised", "replied"))
    assert found(flow) == []


@pytest.mark.parametrize("levels", [2, -1, 1000])
def test_an_escalation_that_climbs_more_than_one_level(flow, levels):
    step_of(flow, "raise")["climbs"] = levels
    assert found(flow) == [("skipped_level", "raise")]


@pytest.mark.parametrize("name", ["escalate", "contest", "object_again", "seek_review", "seek_final_review"])
def test_an_escalation_or_a_review_that_stays_on_its_level(issue, name):
    step_of(issue, name)["climbs"] = 0
    assert found(issue) == [("skipped_level", name)]


@pytest.mark.parametrize("name", ["accept", "note"])
def test_a_level_passed_without_being_asked(issue, name):
    step_of(issue, name)["climbs"] = 1
    assert found(issue) == [("skipped_level", name)]


def test_climbing_may_be_said_as_yes_or_no(flow):
    for step in flow["steps"]:
        step["climbs"] = bool(step["climbs"])
    assert found(flow) == []


@pytest.mark.parametrize("source", ["verifying", "executing", "under_review"])
def test_a_way_to_closed_without_an_answer(issue, source):
    issue["steps"].append(way("shortcut", source, "closed"))
    assert found(issue) == [("unanswered", "shortcut")]


def test_an_open_matter_put_straight_into_the_archive(issue):
    issue["steps"].append(way("bury", "executing", "archived"))
    assert found(issue) == [("unanswered", "bury")]


def test_a_flow_that_begins_closed(flow):
    flow["initial"] = step_of(flow, "register")["to"] = "closed"
    assert {("unanswered", "closed"), ("initial_is_final", "closed")} <= set(found(flow))


def test_a_flow_that_answers_nothing_may_just_close():
    states = {"open": state(), "closed": state(final=True)}
    assert found({"flow": "day", "initial": "open", "states": states, "steps": [way("close", "open", "closed")]}) == []


def test_an_initial_state_that_is_final(flow):
    flow["states"]["open"]["final"] = True
    assert ("initial_is_final", "open") in found(flow)


def test_no_step_at_all(flow):
    assert found({**flow, "steps": []}) == [("no_step", "errand")]


def test_no_final_state(flow):
    flow["states"]["closed"].update(final=False, clock="archive")
    assert found(flow) == [("no_final", "errand")]


@pytest.mark.parametrize("key", ["flow", "initial", "states", "steps"])
def test_a_missing_part_of_the_flow(flow, key):
    del flow[key]
    assert ("shape", key) in found(flow)


@pytest.mark.parametrize("key", ["label", "phase", "holder", "clock", "final"])
def test_a_missing_part_of_a_state(flow, key):
    del flow["states"]["open"][key]
    assert ("shape", f"states.open.{key}") in found(flow)


@pytest.mark.parametrize("key", ["label", "from", "to", "by", "guards", "climbs", "asks"])
@pytest.mark.parametrize("wrong", [{"a": 1}, 0.5, [[]], ""], ids=["object", "float", "nested", "empty"])
def test_a_wrong_part_of_a_step(flow, key, wrong):
    step_of(flow, "raise")[key] = wrong
    where = "steps.raise.asks[0]" if (key, wrong) == ("asks", [[]]) else f"steps.raise.{key}"
    expected = ("unknown_target", "raise") if (key, wrong) == ("to", "") else ("shape", where)
    assert expected in found(flow)


@pytest.mark.parametrize("key", ["name", "kind", "label", "required", "choices"])
def test_a_wrong_part_of_a_question(flow, key):
    step_of(flow, "reply")["asks"][0][key] = 7
    assert found(flow) == [("shape", f"steps.reply.asks[0].{key}")]


@pytest.mark.parametrize("raw", [None, [], "flow", 7, True], ids=repr)
def test_something_that_is_no_flow(raw):
    assert found(raw) == [("shape", "flow")]


@pytest.mark.parametrize("hostile", ["\ud800", "\x1b[2J", "%(place)s %d", "名" * 100_000])
def test_a_hostile_name_is_safe_to_print(flow, hostile):
    step_of(flow, "raise")["to"] = hostile
    sentence = str(defects(flow, ROLES, GUARDS)[0])
    assert sentence.isprintable()
    assert "raise" in sentence
    assert len(sentence) < 500


def test_deep_wide_and_huge_json_is_judged_without_a_fall(flow):
    deep: object = []
    for _ in range(100_000):
        deep = [deep]
    flow["states"]["open"]["label"] = step_of(flow, "raise")["by"] = step_of(flow, "reply")["asks"][0]["choices"] = deep
    step_of(flow, "close")["climbs"] = 10**5000
    assert {code for code, _ in found(flow)} >= {"shape", "no_role"}
    chain = {f"s{n}": state() for n in range(20_000)}
    steps = [way(f"go{n}", f"s{n}", f"s{n + 1}") for n in range(20_000 - 1)]
    assert found({**flow, "initial": "s0", "states": chain | SMALL["states"], "steps": steps})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(list(SMALL["states"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["from", "to", "by", "final"]), inner),
    max_leaves=20,
)


@given(JSON)
def test_no_json_makes_it_raise(raw):
    assert all(str(defect) for defect in defects(raw, ROLES, GUARDS))


@given(st.data(), JSON)
def test_no_broken_piece_of_a_flow_makes_it_raise(data, wrong):
    flow = copy.deepcopy(SMALL)
    piece = flow
    while data.draw(st.booleans()) or piece is flow:
        key = data.draw(st.sampled_from(sorted(piece) if isinstance(piece, dict) else range(len(piece))))
        if not isinstance(piece[key], dict | list) or not piece[key]:
            break
        piece = piece[key]
    key = data.draw(st.sampled_from(sorted(piece) if isinstance(piece, dict) else range(len(piece))))
    piece[key] = wrong
    assert all(str(defect) for defect in defects(flow, ROLES, GUARDS))


def drop_a_state(draw, flow):
    del flow["states"][draw(st.sampled_from(sorted(flow["states"])))]


def retarget_a_step(draw, flow):
    draw(st.sampled_from(flow["steps"]))["to"] = draw(st.text().filter(lambda name: name not in flow["states"]))


def empty_by(draw, flow):
    draw(st.sampled_from(flow["steps"]))["by"] = []


def empty_from(draw, flow):
    """Into the initial state it would be one more birth."""
    draw(st.sampled_from([step for step in flow["steps"] if step["to"] != flow["initial"]]))["from"] = []


def repeat_a_step(draw, flow):
    flow["steps"].append(copy.deepcopy(draw(st.sampled_from(flow["steps"]))))


def stop_a_clock(draw, flow):
    draw(st.sampled_from([place for place in flow["states"].values() if not place["final"]]))["clock"] = None


def close_unanswered(draw, flow):
    source = draw(st.sampled_from(sorted(flow["states"].keys() - {"replied", "closed"})))
    flow["steps"].append(way("shortcut", source, "closed"))


def skip_a_level(draw, flow):
    draw(st.sampled_from(flow["steps"]))["climbs"] = draw(st.integers().filter(lambda levels: levels not in {0, 1}))


def drop_a_key(draw, flow):
    piece = draw(st.sampled_from([flow, *flow["steps"], *flow["states"].values()]))
    del piece[draw(st.sampled_from(sorted(piece)))]


MUTATIONS = {
    drop_a_state: {"unknown_target", "unknown_source"},
    retarget_a_step: {"unknown_target", "no_source"},
    empty_by: {"no_role"},
    empty_from: {"no_source"},
    repeat_a_step: {"ambiguous"},
    stop_a_clock: {"no_clock"},
    close_unanswered: {"unanswered"},
    skip_a_level: {"skipped_level", "shape"},
    drop_a_key: {"shape"},
}


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
@given(data=st.data(), sound=st.sampled_from([SMALL, ISSUE]))
def test_any_single_mutation_of_a_sound_flow_is_found(mutate, data, sound):
    flow = copy.deepcopy(sound)
    mutate(data.draw, flow)
    assert MUTATIONS[mutate] & {code for code, _ in found(flow)}
