"""Many born together: each as if it had come alone, all of them or none."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from tests.matters import Matters
from workflow.issues import Issue
from workflow.issues.entitled import entitled
from workflow.issues.flow import issue_flow
from workflow.issues.model import Numbering
from workflow.issues.search import TEXTS
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import BadAnswers, NotLegal, NotPermitted
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.outbox import Message
from workflow.kernel.verify import verify

ISSUES, NUMBERS, OUTBOX = bare(Issue), bare(Numbering), bare(Message)
LEFT = (ISSUES, EVENTS, BODIES, TEXTS, OUTBOX, NUMBERS)


def line(outside: str, **more: Any) -> dict[str, Any]:
    told = {"outside": outside, "what": f"路灯不亮 {outside}", "place": "荔枝路12号", "heard": "2023-03-05 09:30"}
    return told | {"answer": "已修好", "outcome": "solved", "ended": "2023-03-09"} | more


def together(matters: Matters, *lines: dict[str, Any], who: str = "secretary", step: str = "import_past") -> list[Any]:
    with matters.office.desk(matters.actor(who)) as desk:
        return desk.begin_all(Issue, step, lines)


def alone(matters: Matters, one: dict[str, Any]) -> Issue:
    with matters.office.desk(matters.actor("secretary")) as desk:
        return desk.begin(Issue, "import_past", one)


def kept(matters: Matters) -> list[Issue]:
    with matters.office.database.reading() as db:
        return fetch(db, Issue, order=ISSUES.c.id)


def left(matters: Matters) -> list[int]:
    with matters.office.database.reading() as db:
        return [db.execute(select(func.count()).select_from(table)).scalar_one() for table in LEFT]


def test_each_is_as_if_it_had_come_alone(matters: Matters) -> None:
    before = left(matters)
    alone(matters, line("1"))
    one = [now - then for now, then in zip(left(matters), before, strict=True)]
    together(matters, line("2"), line("3"))
    assert [now - then for now, then in zip(left(matters), before, strict=True)][:-1] == [3 * n for n in one][:-1]
    first, *others = kept(matters)
    own = {"id", "head", "number", "outside", "what", "_sa_instance_state"}
    for other in others:
        assert {k: v for k, v in vars(other).items() if k not in own} == {
            k: v for k, v in vars(first).items() if k not in own
        }
    report = verify(matters.office, entitled)
    assert (report.status, report.first_bad) == (0, None)


def test_numbers_run_on_without_a_gap(matters: Matters) -> None:
    alone(matters, line("1"))
    together(matters, line("2"), line("3", heard="1"), line("4"))
    alone(matters, line("5"))
    assert [one.number.rsplit("-", 1)[1] for one in kept(matters)] == ["00001", "00002", "00003", "00004"]


def test_whose_answers_are_bad_is_told_at_its_place_and_leaves_nothing(matters: Matters) -> None:
    found = together(matters, line("1"), line("2", heard="去年"), line("3", place=""), line("4"))
    assert [type(one) for one in found] == [Issue, BadAnswers, BadAnswers, Issue]
    assert [set(one.fields) for one in found[1:3]] == [{"heard"}, {"place"}]
    assert [one.outside for one in kept(matters)] == ["1", "4"]
    assert verify(matters.office, entitled).status == 0


@pytest.mark.parametrize(
    ("who", "step", "refusal"), [("member", "import_past", NotPermitted), ("secretary", "accept", NotLegal)]
)
def test_what_may_not_be_begun_once_may_not_be_begun_often(
    matters: Matters, who: str, step: str, refusal: type[Exception]
) -> None:
    before = left(matters)
    with pytest.raises(refusal):
        together(matters, line("1"), line("2"), who=who, step=step)
    assert left(matters) == before


def test_a_crash_at_the_last_of_them_leaves_none(matters: Matters, monkeypatch: pytest.MonkeyPatch) -> None:
    before, usual = left(matters), issue_flow.afterwards

    def crash(desk: Any, issue: Issue, step: Any, was: str | None) -> None:
        if issue.outside == "3":
            raise RuntimeError("the light went out")

    monkeypatch.setattr(issue_flow, "afterwards", [*usual, crash])
    with pytest.raises(RuntimeError):
        together(matters, line("1"), line("2"), line("3"))
    assert left(matters) == before


def test_what_follows_a_birth_finds_it_written(matters: Matters, monkeypatch: pytest.MonkeyPatch) -> None:
    def noted(desk: Any, issue: Issue, step: Any, was: str | None) -> None:
        if step.name == "register":
            desk.follow(Issue, issue.id, "note", text="随登记记下")

    monkeypatch.setattr(issue_flow, "afterwards", [*issue_flow.afterwards, noted])
    said = [{"what": f"楼道堆物 {n}", "place": "荔枝路12号", "kind": "proactive"} for n in range(3)]
    born = together(matters, *said, step="register")
    assert [(one.version, one.what) for one in kept(matters)] == [(2, one["what"]) for one in said]
    assert [one.id for one in born] == [one.id for one in kept(matters)]
    report = verify(matters.office, entitled)
    assert (report.status, report.first_bad) == (0, None)
