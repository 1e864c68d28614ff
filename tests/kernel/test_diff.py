"""What changed between two flows is said in sentences, and nothing that changed goes unsaid."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel.diff import changes, diff

SMALL = json.loads(Path(__file__).with_name("small_flow.json").read_text(encoding="utf-8"))
ISSUE = json.loads(Path(__file__).with_name("issue_flow.json").read_text(encoding="utf-8"))
ASK = {"name": "where", "kind": "line", "label": "在哪里", "required": True}


@pytest.fixture
def new():
    return copy.deepcopy(SMALL)


def step_of(flow, name):
    return next(step for step in flow["steps"] if step["name"] == name)


def test_the_same_flow_has_no_change(new):
    assert diff(SMALL, new) == []


def test_order_is_no_change():
    new = copy.deepcopy(ISSUE)
    new["steps"].reverse()
    new["states"] = dict(reversed(new["states"].items()))
    for step in new["steps"]:
        for key in ("from", "by", "guards", "asks"):
            step[key].reverse()
    assert diff(ISSUE, new) == []


def test_another_name_and_another_beginning(new):
    new |= {"flow": "chore", "initial": "raised"}
    assert diff(SMALL, new) == ["流程由 errand 改名为 chore", "初始状态由 open 改为 raised"]


def test_another_state_to_be_born_in(new):
    new["births"] = ["closed"]
    assert diff(SMALL, new) == ["可直接建立于状态“已办结”"]
    assert diff(new, SMALL) == ["不再可直接建立于状态“已办结”"]


def test_a_state_and_a_step_more(new):
    new["states"]["shelved"] = {**SMALL["states"]["open"], "label": "挂账"}
    new["steps"].append({**SMALL["steps"][2], "name": "shelve", "label": "挂起", "from": ["open"], "to": "shelved"})
    assert diff(SMALL, new) == ["新增状态“挂账”（shelved）", "新增步骤“挂起”（shelve）：open → shelved"]
    assert diff(new, SMALL) == ["删除状态“挂账”（shelved）", "删除步骤“挂起”（shelve）：open → shelved"]


def test_births_and_notes_say_where_they_stand(new):
    new["steps"] = []
    assert "删除步骤“登记”（register）：[*] → open" in diff(SMALL, new)
    assert "删除步骤“备注”（note）：open、closed → ↺" in diff(SMALL, new)


def test_a_state_changed(new):
    new["states"]["open"] |= {"label": "办理中", "phase": "execution", "holder": None, "clock": "decide", "final": True}
    assert diff(SMALL, new) == [
        "状态“办理中”（open）的名称由 待办 改为 办理中",
        "状态“办理中”（open）的阶段由 work 改为 execution",
        "状态“办理中”（open）的持有方由 owner 改为 无",
        "状态“办理中”（open）的时限由 handle 改为 decide",
        "状态“办理中”（open）是否终态由 否 改为 是",
    ]


def test_a_step_changed(new):
    step_of(new, "raise").update(label="上交", to=None, by=["parent"], guards=[], climbs=0)
    step_of(new, "raise")["from"] = ["replied"]
    assert diff(SMALL, new) == [
        "步骤“上交”（raise）的名称由 上报 改为 上交",
        "步骤“上交”（raise）的去向由 已上报 改为 不变",
        "步骤“上交”（raise）上升的级数由 1 改为 0",
        "步骤“上交”（raise）增加起点“已答复”",
        "步骤“上交”（raise）取消起点“待办”",
        "步骤“上交”（raise）增加办理角色 parent",
        "步骤“上交”（raise）取消办理角色 officer",
        "步骤“上交”（raise）取消条件 below_street",
    ]


def test_questions_changed(new):
    step_of(new, "register")["asks"][0].update(label="事由", kind="line", required=False, max_length=500)
    step_of(new, "register")["asks"].append(ASK)
    step_of(new, "reply")["asks"][0]["choices"].append("declined")
    step_of(new, "close")["asks"] = copy.deepcopy(step_of(SMALL, "reply")["asks"])
    assert diff(SMALL, new) == [
        "步骤“登记”的填写项“事由”（what）的名称由 什么事 改为 事由",
        "步骤“登记”的填写项“事由”（what）的类型由 text 改为 line",
        "步骤“登记”的填写项“事由”（what）是否必填由 是 改为 否",
        "步骤“登记”的填写项“事由”（what）的限制由 max_length=200 改为 max_length=500",
        "步骤“登记”增加填写项“在哪里”（where）",
        "步骤“答复”的填写项“结果”（outcome）的选项由 solved、explained 改为 solved、explained、declined",
        "步骤“办结”增加填写项“结果”（outcome）",
    ]
    assert "步骤“办结”取消填写项“结果”（outcome）" in diff(new, SMALL)


def test_one_of_two_steps_of_the_same_name_is_dropped(new):
    old = copy.deepcopy(SMALL)
    old["steps"].insert(0, {**step_of(SMALL, "reply"), "from": ["raised"]})
    assert diff(old, new) == ["删除步骤“答复”（reply）：raised → replied"]


def test_a_change_can_be_told_in_another_language(new):
    new["states"]["open"]["clock"] = None
    english = {"状态“%(label)s”（%(name)s）的时限由 %(old)s 改为 %(new)s": "%(label)s: %(old)s, now %(new)s"}
    spoken = english | {"待办": "Open", "无": "none"}
    assert [change.render(lambda text: spoken.get(text, text)) for change in changes(SMALL, new)] == [
        "Open: handle, now none"
    ]


@given(st.data(), st.sampled_from([SMALL, ISSUE]))
def test_no_change_goes_unsaid(data, old):
    new = copy.deepcopy(old)
    asks = [ask for step in new["steps"] for ask in step["asks"]]
    piece = data.draw(st.sampled_from([new, *new["steps"], *new["states"].values(), *asks]))
    key = data.draw(st.sampled_from(sorted(piece)))
    piece[key] = data.draw(other(key, piece[key]))
    assert diff(old, new)
    assert diff(new, old)


def other(key, value):
    """A readable value of the same kind that is not this one."""
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int):
        return st.integers(-99, 99).filter(lambda number: number != value)
    if isinstance(value, dict):
        return st.sampled_from([{k: v for k, v in value.items() if k != gone} for gone in value])
    if isinstance(value, list) and value:
        return st.sampled_from([[v for v in value if v != gone] for gone in value])
    return st.just([ASK if key == "asks" else "else"] if isinstance(value, list) else "else")
