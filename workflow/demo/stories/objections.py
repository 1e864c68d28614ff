"""What the reporter does about it: objects, asks for a review, withdraws, contests."""

from __future__ import annotations

from workflow.demo.clockwork import Story
from workflow.demo.stories.plain import answered, enter, judged, own_work, verified
from workflow.demo.tale import Tale
from workflow.kernel.policy import Actor


def voice(t: Tale) -> Actor:
    """The reporter, or the call-back where there is none."""
    return t.reporter or t.other


def objected(t: Tale) -> Story:
    """Once: the same owner does it again."""
    yield from enter(t)
    yield from own_work(t)
    yield from verified(t)
    t.act(voice(t), "object", remains="只清了一层，其他楼层还是老样子")
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)


def objected_twice(t: Tale) -> Story:
    """Twice: one level up, with fresh officers."""
    yield from enter(t)
    yield from own_work(t)
    yield from verified(t)
    t.act(voice(t), "object", remains="问题依旧存在")
    yield t.wait(1)
    yield from own_work(t)
    yield from verified(t)
    t.act(voice(t), "object_again", remains="过了两天又恢复原样")
    yield t.wait(2)
    t.act(t.head, "take_up")
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)


def closed(t: Tale) -> Story:
    """As far as closed, by the reporter's own word where there is one."""
    yield from enter(t)
    yield from own_work(t)
    yield from verified(t)
    t.act(voice(t), "confirm", contacted=True, solved=True, satisfied=3)
    yield t.wait(2)


def asked(t: Tale, step: str) -> None:
    assert t.reporter is not None
    t.act(t.reporter, step, why="处理结果与现场情况不一致，请再查一次")


def reviewed(t: Tale) -> Story:
    """The level above looks at it again, and the answer stands."""
    yield from closed(t)
    asked(t, "seek_review")
    yield t.wait(6)
    t.act(t.other, "uphold", finding="经现场复核，处理结果属实", answer="复查维持原答复，理由见复查意见")
    yield t.wait(2)
    yield from judged(t)


def reviewed_twice(t: Tale) -> Story:
    """And again, at the street: after that the same facts are barred."""
    yield from closed(t)
    asked(t, "seek_review")
    yield t.wait(5)
    t.act(t.other, "uphold", finding="处理程序合规", answer="复查维持原答复")
    yield t.wait(1)
    assert t.reporter is not None
    t.act(t.reporter, "confirm", contacted=True, solved=True, satisfied=2)
    yield t.wait(2)
    asked(t, "seek_final_review")
    yield t.wait(6)
    t.act(t.town.second("S"), "uphold", finding="复核认定事实清楚", answer="复核维持，同一事实不再受理")
    yield t.wait(2)
    yield from judged(t)


def overturned(t: Tale) -> Story:
    """The review finds the answer wanting; the community decides anew."""
    yield from closed(t)
    asked(t, "seek_review")
    yield t.wait(6)
    t.act(t.other, "overturn", finding="现场仍有遗留问题", answer="复查撤销原答复，由社区重新办理")
    yield t.wait(1)
    yield from own_work(t)
    yield from verified(t)
    yield from judged(t)


def withdrawn(t: Tale) -> Story:
    t.register()
    yield t.wait(1)
    assert t.reporter is not None
    t.act(t.reporter, "withdraw", reason="邻里之间已经说开了")


def kept(t: Tale) -> Story:
    """Withdrawn, but a public danger: it goes on, and nothing of the person is left on it."""
    yield from enter(t)
    assert t.reporter is not None
    t.act(t.reporter, "withdraw")
    yield t.wait(1)
    t.act(t.head, "keep", reason="隐患仍在，危及公共安全")
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)


def declined(t: Tale) -> Story:
    t.register()
    yield t.wait(1)
    told = {"reason": "statutory", "channel": "人民法院（诉讼）或仲裁委员会", "answer": "该事项应通过诉讼或仲裁解决"}
    t.act(t.head, "decline", **told)


def contested(t: Tale) -> Story:
    """Declined, contested, taken up by the level above."""
    t.register()
    yield t.wait(1)
    told = {"reason": "not_ours", "channel": "区信访局", "answer": "不属于本街道受理范围"}
    t.act(t.head, "decline", **told)
    yield t.wait(2)
    assert t.reporter is not None
    t.act(t.reporter, "contest", why="事情就发生在本小区，物业归街道指导")
    yield t.wait(2)
    t.act(t.head, "take_up")
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)
