"""Consultations in every state, drafted by a branch's secretary."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.matrix.issues import A1
from tests.matrix.statement import Told
from tests.matters import Matters
from workflow.consultations import Consultation
from workflow.kernel.clock import local
from workflow.kernel.policy import Actor, Capacity
from workflow.orgs.roles import ANYBODY

WAY: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "draft": (),
    "announced": (("community", "publish", {}),),
    "open": (("community", "publish", {}), ("clock", "begin_answers", {}), ("anybody", "answer", {})),
    "closed": (("community", "publish", {}), ("clock", "begin_answers", {}), ("clock", "end_answers", {})),
}
WAY["told"] = (*WAY["closed"], ("secretary", "tell_result", {"summary": "多数人选白天，已排班"}))
WAY["archived"] = (*WAY["told"], ("clock", "archive", {}))
WAY["withdrawn"] = (*WAY["announced"], ("secretary", "withdraw", {"reason": "方案有变"}))
SAID = {"choice": "0", "words": "白天更好", "device": "a" * 64}


def asked(m: Matters, who: str = "secretary", **more: Any) -> Consultation:
    """For a week from today."""
    today = local(m.watch.now).date()
    data = {
        "title": "垃圾投放时间",
        "question": "定时投放放在什么时候？",
        "choices": "白天\n晚上\n全天",
        "words": "true",
    }
    data |= {"opens": f"{today}", "closes": f"{today + timedelta(days=7)}"} | more
    with m.office.desk(m.actor(who)) as desk:
        return desk.begin(Consultation, "draft", data)


def anybody(consultation: Consultation) -> Actor:
    return Actor(0, "", (Capacity(ANYBODY, consultation.id, 1),))


def walked(m: Matters, state: str) -> Consultation:
    """One brought to this state by real steps."""
    one = asked(m)
    for who, step, data in WAY[state]:
        actor = {"clock": m.clock(), "anybody": anybody(one)}.get(who, who)
        m.take(actor, one, step, **(SAID if step == "answer" else data))
    return m.again(one)


def make(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    for state in WAY:
        one = walked(m, state)
        assert one.state == state
        ids[f"consultation_{state}"] = one.id
        told[f"consultation_{state}"] = Told(
            f"consultation_{state}", "consultation", state, "a1", A1, workers=("secretary",)
        )
