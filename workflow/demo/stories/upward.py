"""Level by level: reported up, taken up, sent back down, suspended, handed to a branch from above."""

from __future__ import annotations

from workflow.demo.clockwork import Story, after
from workflow.demo.stories.plain import answered, enter, judged, own_work, reported
from workflow.demo.stories.units import signed, worked
from workflow.demo.tale import Tale

FACTS = "涉及相邻多个网格和不同产权单位，支部两次协调未能达成一致"


def report_up(t: Tale, reason: str = "too_complex") -> Story:
    told = {"facts": FACTS, "tried": "上门沟通两次，组织协调会一次", "asked": "请上一级统筹有关单位"}
    yield from t.decide("escalate", reason=reason, recommendation="建议由主管单位牵头，联合处置", **told)
    yield t.wait(2)


def taken_up(t: Tale) -> Story:
    t.act(t.head, "take_up")
    yield t.wait(1)


def to_community(t: Tale) -> Story:
    """Too complex for the branch; the community does it."""
    yield from enter(t)
    yield from report_up(t)
    yield from taken_up(t)
    yield from own_work(t)
    yield from answered(t)


def to_street(t: Tale) -> Story:
    """Too big for the community as well; the street sends it to a unit."""
    yield from enter(t)
    yield from report_up(t)
    yield from taken_up(t)
    yield from report_up(t, "no_authority")
    yield from taken_up(t)
    yield from t.transfer(co=t.co)
    yield t.wait(1)
    yield from signed(t)
    yield from worked(t)
    yield from answered(t)


def remanded(t: Tale) -> Story:
    """The community gives guidance and hands it back."""
    yield from enter(t)
    yield from report_up(t, "no_authority")
    t.act(t.head, "remand", reason="属网格权限内事项", guidance="可先行清理，费用从网格经费列支", days=7)
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)


def handed_down(t: Tale) -> Story:
    """Taken up by the community, which names the branch as the lead."""
    yield from enter(t)
    yield from report_up(t, "too_major")
    yield from taken_up(t)
    yield from t.transfer(t.branch)
    yield t.wait(1)
    yield from signed(t)
    yield from worked(t)
    yield from answered(t)


def blocked(t: Tale) -> Story:
    """The branch is stopped, and gets going again."""
    yield from enter(t)
    yield from t.decide("execute", plan="逐户上门后统一清理")
    yield t.wait(2)
    t.act(t.head, "block", who="产权单位", reason="产权单位不同意进场", tried="上门三次，发函一次")
    yield t.wait(2)
    t.act(t.head, "unblock", changed="产权单位书面同意进场")
    yield t.wait(2)
    yield from reported(t)
    yield from answered(t)


def stopped_and_reported(t: Tale) -> Story:
    """Stopped for good, so it goes up."""
    yield from enter(t)
    yield from t.decide("execute", plan="与业主协商后施工")
    yield t.wait(2)
    t.act(t.head, "block", who="部分业主", reason="三户业主坚持不同意", tried="调解两次")
    yield t.wait(1)
    yield from report_up(t, "resistance")
    yield from taken_up(t)
    yield from t.transfer(co=t.co)
    yield t.wait(1)
    yield from signed(t)
    yield from worked(t)
    yield from answered(t)


def suspended(t: Tale) -> Story:
    """It has to wait for a works programme; the review date brings it back."""
    yield from enter(t)
    review = t.town.now_local.date().toordinal() + 30
    day = t.town.now_local.date().fromordinal(review)
    told = {"explanation": "须待片区管网改造统一施工，已列入计划", "reason": "单独施工须重复开挖"}
    t.act(t.head, "ask_suspension", **told, review_on=day)
    yield t.wait(0)
    t.decide_request("approve", t.parent, opinion="同意，到期复查")
    while t.state == "suspended":
        yield after(days=1)
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)


def instructed(t: Tale) -> Story:
    """A word from the street is the basis."""
    yield from enter(t)
    t.act(t.town.second("S"), "instruct", text="请支部本周内先行处置，所需人员由街道协调")
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)


def reopened(t: Tale) -> Story:
    """Found untrue by sampling."""
    yield from enter(t)
    yield from own_work(t)
    t.act(t.other, "verify", outcome="solved", answer=t.matter["answer"])
    yield t.wait(1)
    t.act(t.reporter or t.other, "confirm", contacted=True, solved=True)
    yield t.wait(3)
    t.act(t.parent, "reopen", reason="抽查发现现场与答复不符")
    yield t.wait(1)
    yield from own_work(t)
    t.act(t.other, "verify", outcome="solved", answer=f"抽查后已返工：{t.matter['answer']}")
    yield t.wait(2)
    yield from judged(t)
