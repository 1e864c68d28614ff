"""The everyday matter: accepted, decided, done, verified by somebody else, answered, judged."""

from __future__ import annotations

from workflow.demo.clockwork import Story, after, working
from workflow.demo.tale import Tale

WORDS = ("谢谢，问题解决了", "比以前好多了", "效率很高，点赞", "希望能长期保持", "已经看到变化")


def enter(t: Tale) -> Story:
    """Heard and taken on."""
    if not t.id:
        t.register(t.town.second(t.branch) if t.lots.random() < 0.3 else None)
    yield t.wait(t.lots.randint(0, 1))
    t.accept(t.town.second(t.branch) if t.lots.random() < 0.4 else None)
    yield t.wait(t.lots.randint(0, 2))


def own_work(t: Tale) -> Story:
    """Done by the owner itself, as far as the report."""
    yield from t.decide("execute", plan=f"两天内到现场核实，{t.matter['result'].split('，')[0]}")
    yield t.wait(t.lots.randint(1, 4))
    if t.lots.random() < 0.4:
        t.act(t.other, "contact", how=t.lots.choice(("phone", "visit", "spot")), said="已说明安排和预计完成时间")
        yield t.wait(0)
    yield from reported(t)


def reported(t: Tale) -> Story:
    t.act(t.head, "report_done", result=t.matter["result"], **t.shown())
    yield t.wait(t.lots.randint(0, 2))


def verified(t: Tale, outcome: str = "solved") -> Story:
    """Answered by somebody who did not do it."""
    public = t.matter["result"] if t.lots.random() < 0.5 else None
    t.act(t.other, "verify", outcome=outcome, answer=t.matter["answer"], public_text=public)
    yield t.wait(t.lots.randint(1, 4))


def judged(t: Tale) -> Story:
    """Confirmed by the reporter or on the phone, or silence: then it lapses. A month later the clock puts it away."""
    if t.state == "replied":
        if t.reporter and t.lots.random() < 0.45:
            words = t.lots.choice(WORDS) if t.lots.random() < 0.5 else None
            t.act(t.reporter, "confirm", contacted=True, solved=True, satisfied=t.lots.randint(3, 5), words=words)
        elif t.lots.random() < 0.4 and called(t):
            t.act(t.other, "confirm", contacted=True, solved=True, satisfied=t.lots.choice((3, 4, 4, 5)))
    yield t.wait(0)


def called(t: Tale) -> bool:
    """Whether the telephone was answered, where a number was left; each try is written down."""
    ids = t.callable()
    if not ids:
        return False
    reached = t.lots.random() < 0.8
    t.act(t.other, "call_back", claim=ids[0], reached=reached, said="电话里说了办理情况" if reached else None)
    return reached


def answered(t: Tale) -> Story:
    yield from verified(t)
    yield from judged(t)


def plain(t: Tale) -> Story:
    yield from enter(t)
    yield from own_work(t)
    yield from answered(t)


def redone(t: Tale) -> Story:
    """Sent back by whoever verified, done again."""
    yield from enter(t)
    yield from own_work(t)
    t.act(t.other, "redo", missing="现场仍有遗留，请处理后再报")
    yield t.wait(2)
    yield from reported(t)
    yield from answered(t)


def late(t: Tale) -> Story:
    """Everything takes too long, and the level above says so."""
    t.register()
    yield t.wait(3)
    t.accept()
    yield t.wait(2)
    yield from t.decide("execute", plan="联系产权单位后安排施工")
    yield t.wait(8)
    t.act(t.parent, "remind", text="已超过办理期限，请尽快办结并说明原因")
    yield t.wait(4)
    yield from reported(t)
    yield from answered(t)


def concluded(t: Tale) -> Story:
    """Nothing to be done, and said why."""
    yield from enter(t)
    outcome = t.lots.choice(("explained", "declined", "referred_out"))
    answer = {
        "explained": "经研究并当面说明，现有安排已能满足需要，说明材料已送达",
        "declined": "经研究，该建议与现行规定不符，暂不采纳，理由已逐条说明",
        "referred_out": "该事项属于合同纠纷，请依法向人民法院提起诉讼，法律援助电话已告知",
    }[outcome]
    yield from t.decide("conclude", outcome=outcome, answer=answer)
    yield t.wait(1)
    t.act(t.other, "verify", outcome=outcome, answer=answer)
    yield t.wait(3)
    yield from judged(t)


def patrolled(t: Tale) -> Story:
    """Found on patrol by a unit; nobody waits for an answer, so it closes once verified."""
    t.register(t.town.head(t.lead), kind="proactive", channel="patrol")
    yield t.wait(1)
    t.accept()
    yield t.wait(1)
    yield from own_work(t)
    yield from answered(t)


def emergency(t: Tale) -> Story:
    """Acted upon at once; the next meeting ratifies it."""
    t.register()
    yield after(minutes=6)
    t.accept()
    yield after(minutes=5)
    yield from t.decide("execute", plan="立即到场断电、围挡并疏散人员")
    yield after(minutes=70)
    yield from reported(t)
    yield working(1)
    yield from answered(t)
