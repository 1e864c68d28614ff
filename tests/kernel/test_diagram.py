"""A flow is drawn for people as text they can paste."""

import json
import re
from pathlib import Path

import pytest

from workflow.kernel.diagram import as_markdown, diagram, matrix

SMALL = json.loads(Path(__file__).with_name("small_flow.json").read_text(encoding="utf-8"))
ISSUE = json.loads(Path(__file__).with_name("issue_flow.json").read_text(encoding="utf-8"))


def test_the_diagram_of_a_small_flow():
    assert diagram(SMALL).splitlines() == [
        "stateDiagram-v2",
        "    direction LR",
        '    state "待办" as open',
        '    state "已上报" as raised',
        '    state "已答复" as replied',
        '    state "已办结" as closed',
        "    [*] --> open: 登记",
        "    open --> raised: 上报",
        "    raised --> open: 受理上报",
        "    open --> replied: 答复",
        "    replied --> closed: 办结",
        "    closed --> [*]",
    ]


def test_every_move_of_the_issue_flow_is_drawn_and_no_note():
    drawn = set(re.findall(r"^    (\w+) --> (\w+)", diagram(ISSUE), re.MULTILINE))
    assert drawn == {(source, step["to"]) for step in ISSUE["steps"] if step["to"] for source in step["from"]}
    assert "备注" not in diagram(ISSUE)


def test_steps_that_go_the_same_way_share_an_arrow():
    assert "replied --> closed: 确认解决 / 期满办结" in diagram(ISSUE)


def test_mermaid_reads_no_sign_of_its_own_in_a_label():
    states = {
        "end": {**SMALL["states"]["open"], "label": 'a"; b --> c'},
        "待 办": {**SMALL["states"]["closed"], "label": "x\n[*] : #1"},
    }
    steps = [{**SMALL["steps"][1], "label": "<b>%%", "from": ["end"], "to": "待 办"}]
    text = diagram({"flow": "odd", "initial": "end", "states": states, "steps": steps})
    assert text.splitlines()[2:] == [
        '    state "a#34;#59; b --#62; c" as S0',
        '    state "x#10;#91;#42;#93; #58; #35;1" as S1',
        "    [*] --> S0",
        "    S0 --> S1: #60;b#62;#37;#37;",
        "    S1 --> [*]",
    ]


def test_the_matrix_says_who_may_take_which_step_from_where():
    assert matrix(SMALL) == [
        ["步骤", "名称", "从", "到", "officer", "parent", "reporter", "clock"],
        ["register", "登记", "（新建）", "待办", "●", "", "", ""],
        ["note", "备注", "待办、已办结", "（不变）", "●", "", "", ""],
        ["raise", "上报", "待办", "已上报", "●", "", "", ""],
        ["take_up", "受理上报", "已上报", "待办", "", "●", "", ""],
        ["reply", "答复", "待办", "已答复", "●", "", "", ""],
        ["close", "办结", "已答复", "已办结", "", "", "●", "●"],
    ]


def test_the_matrix_as_a_markdown_table():
    table = as_markdown([["步骤", "名称"], ["a_b", "甲|乙\n丙"]])
    assert table == "| 步骤 | 名称 |\n| --- | --- |\n| a\\_b | 甲\\|乙 丙 |\n"


@pytest.mark.parametrize("raw", [None, {}, {"states": {"a": 1}, "steps": [None, {"from": ["a"], "to": "b"}]}], ids=repr)
def test_a_broken_flow_is_drawn_as_far_as_it_can_be_read(raw):
    assert diagram(raw).startswith("stateDiagram-v2\n")
    assert as_markdown(matrix(raw)).startswith("| 步骤 |")
