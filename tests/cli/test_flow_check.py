"""Whatever single defect is planted in an exported flow, `lianxi flow check FILE` exits 1 and names its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from click.testing import CliRunner, Result

from workflow.cli import main
from workflow.cli.flows import LARGEST, known
from workflow.kernel.check import RISING

Flow = dict[str, Any]
Planted = Iterator[tuple[str, Flow]]
"""The place to be named, and the flow with the defect."""

ISSUE: Flow = json.loads(CliRunner().invoke(main, ["flow", "export", "issue"]).stdout)
STATES, STEPS = ISSUE["states"], [step["name"] for step in ISSUE["steps"]]
WAITING = [name for name, state in STATES.items() if not state["final"]]


def check(path: Any) -> Result:
    return CliRunner().invoke(main, ["flow", "check", str(path)], catch_exceptions=False)


def changed() -> tuple[Flow, dict[str, Any]]:
    """A copy, and its steps by name."""
    flow = copy.deepcopy(ISSUE)
    return flow, {step["name"]: step for step in flow["steps"]}


def way(name: str, source: str, target: str) -> dict[str, Any]:
    return {**copy.deepcopy(ISSUE["steps"][0]), "name": name, "from": [source], "to": target, "climbs": 0}


def at_each_step(change: Callable[[dict[str, Any]], bool]) -> Planted:
    """Changed one after the other; those that `change` leaves alone are left out."""
    for name in STEPS:
        flow, steps = changed()
        if change(steps[name]):
            yield name, flow


def lost(step: dict[str, Any]) -> bool:
    if step["to"] is None:
        return False
    step["to"] = "nowhere"
    return True


def nobody(step: dict[str, Any]) -> bool:
    step["by"] = []
    return True


def stranger(step: dict[str, Any]) -> bool:
    step["by"].append("emperor")
    return True


def full_moon(step: dict[str, Any]) -> bool:
    step["guards"].append("full_moon")
    return True


def leap(step: dict[str, Any]) -> bool:
    step["climbs"] = 2 if step["climbs"] else 3
    return True


def level(step: dict[str, Any]) -> bool:
    """An escalation that stays on its level, or a plain step that passes one."""
    step["climbs"] = 0 if step["climbs"] else 1
    return True


def twice() -> Planted:
    for name in STEPS:
        flow, steps = changed()
        flow["steps"].append(copy.deepcopy(steps[name]))
        yield name, flow


def timeless() -> Planted:
    for name in WAITING:
        flow, _ = changed()
        flow["states"][name]["clock"] = None
        yield name, flow


def stuck() -> Planted:
    """A state that nothing leads out of."""
    for name in WAITING:
        flow, steps = changed()
        for step in steps.values():
            if step["to"] not in (None, name) and name in step["from"] and len(step["from"]) > 1:
                step["from"].remove(name)
            elif step["to"] not in (None, name) and step["from"] == [name]:
                flow["steps"].remove(step)
        yield name, flow


def cut_off() -> Planted:
    """A state that nothing leads into."""
    for name in [name for name in STATES if name != ISSUE["initial"]]:
        flow, steps = changed()
        for step in steps.values():
            if step["to"] == name:
                flow["steps"].remove(step)
        flow["births"] = [birth for birth in flow.get("births", ()) if birth != name]
        yield name, flow


def circles() -> Planted:
    """Two states that lead to each other and nowhere else, entered from everywhere."""
    for name in WAITING:
        flow, _ = changed()
        calm = {"label": "某处", "phase": STATES[name]["phase"], "holder": "owner", "clock": "handle", "final": False}
        flow["states"] |= {"here": calm, "there": dict(calm)}
        flow["steps"] += [way("enter", name, "here"), way("go", "here", "there"), way("turn", "there", "here")]
        yield "here", flow


def undead() -> Planted:
    for name in STATES:
        if STATES[name]["final"]:
            flow, _ = changed()
            flow["steps"].append(way("revive", name, "accepted"))
            yield name, flow


def unanswered() -> Planted:
    for name in WAITING:
        if name not in ("replied", "closed"):
            flow, _ = changed()
            flow["steps"].append(way("shortcut", name, "closed"))
            yield "shortcut", flow


PLANTED: dict[str, Callable[[], Planted]] = {
    "unknown_target": lambda: at_each_step(lost),
    "unreachable": cut_off,
    "dead_end": stuck,
    "endless_loop": circles,
    "final_way_out": undead,
    "no_role": lambda: at_each_step(nobody),
    "unknown_role": lambda: at_each_step(stranger),
    "unknown_guard": lambda: at_each_step(full_moon),
    "no_clock": timeless,
    "ambiguous": twice,
    "skipped_level": lambda: at_each_step(leap),
    "unanswered": unanswered,
}
"""The list of DESIGN.md section 2, by the code each has."""


@pytest.mark.parametrize("most", [5, pytest.param(None, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_defect_is_named_wherever_it_is(tmp_path, code, most):
    file, tried = tmp_path / "flow.json", 0
    for place, flow in islice(PLANTED[code](), most):
        file.write_text(json.dumps(flow))
        result, tried = check(file), tried + 1
        lines = [line for line in result.stderr.splitlines() if f" · {place}: " in line]
        assert result.exit_code == 1, place
        assert any(line.endswith(f"[{code}]") for line in lines), (place, result.stderr)
    assert tried


def test_an_escalation_or_review_that_stays_on_its_level_and_a_step_that_passes_one(tmp_path):
    file, targets = tmp_path / "flow.json", {step["name"]: step["to"] for step in ISSUE["steps"]}
    for place, flow in at_each_step(level):
        file.write_text(json.dumps(flow))
        rises = targets[place] is not None and STATES[targets[place]]["phase"] in RISING
        was = next(step["climbs"] for step in ISSUE["steps"] if step["name"] == place)
        if was or not rises:  # from one rung of a review to the next it may climb
            assert check(file).exit_code == 1, place


@pytest.mark.parametrize("name", list(known()))
def test_every_exported_flow_is_sound(tmp_path, name):
    (tmp_path / "flow.json").write_text(CliRunner().invoke(main, ["flow", "export", name]).stdout)
    assert check(tmp_path / "flow.json").exit_code == 0


WRONG = {
    "empty": b"",
    "no json": b"{states",
    "half": json.dumps(ISSUE).encode()[:-9],
    "not utf-8": '{"flow":"é"}'.encode("latin-1"),
    "zeros": b"\0" * 99,
    "deep": b"[" * 100_000,
    "digits": b'{"climbs":' + b"9" * 9999 + b"}",
    "no number": b'{"flow":NaN}',
    "twice": b'{"flow": "issue", "flow": "issue"}',
    "list": b"[]",
    "text": b'"issue"',
    "number": b"7",
    "nothing": b"null",
    "empty flow": b"{}",
    "lists": b'{"flow":[],"initial":{},"states":[],"steps":{}}',
    "too large": b" " * (LARGEST + 1),
}


@pytest.mark.parametrize("way", ["check", "show", "export", "diagram", "matrix", "diff"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_is_no_flow_is_refused_in_words(tmp_path, wrong, way):
    (tmp_path / "flow.json").write_bytes(WRONG[wrong])
    files = [str(tmp_path / "flow.json")] * (2 if way == "diff" else 1)
    result = CliRunner().invoke(main, ["flow", way, *files], catch_exceptions=False)
    assert result.exit_code == 1 if way == "check" else result.exit_code in (0, 1)
    assert "Traceback" not in result.output
    assert result.output.strip()


@pytest.mark.parametrize(
    "path", ["missing.json", "", ".", "/", "/dev/null", "/dev/zero", "名" * 3000, "a\0b", "--json"]
)
def test_a_path_that_is_no_file_is_refused_in_one_sentence(path):
    result = check(path)
    assert result.exit_code != 0
    assert "Traceback" not in result.output
