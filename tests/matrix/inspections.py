"""An inspection under way, nothing left to judge, with its finding, with a fault of a branch, dropped."""

from __future__ import annotations

from typing import Any

from tests.matrix.statement import ILLEGAL, Told
from tests.matters import Matters
from workflow.audit import Inspection
from workflow.audit.model import InspectionFacts
from workflow.kernel.clock import local


def make(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    today = local(m.watch.now).date().isoformat()
    asked = {"title": "抽查", "since": today, "until": today, "size": 2, "seed": "7"}

    def drawn(**more: int) -> Inspection:
        with m.office.desk(m.actor("auditor")) as desk:
            return desk.begin(Inspection, "draw", asked | more)

    def judged(*breaches: int, **more: int) -> Inspection:
        inspection = drawn(**more)
        with m.office.database.reading() as db:
            unseen = InspectionFacts(db, inspection).unseen
        for id in unseen:
            verdict = {"verdict": "breach", "remark": "没有记录"} if id in breaches else {"verdict": "sound"}
            m.take("auditor", inspection, "judge", issue=id, **verdict)
        return m.again(inspection)

    over, dropped, found = judged(), drawn(), judged(ids["own"], size=100)
    m.take("auditor", over, "conclude", finding="符合规定")
    m.take("auditor", found, "conclude", finding="有一件违反规定")
    m.take("auditor", dropped, "drop", reason="重复")
    barred: dict[str, Any] = {"conclude": ILLEGAL}
    for name, one, state, rules in (
        ("under_way", drawn(), "inspecting", barred),
        ("judged", judged(), "inspecting", {"judge": ILLEGAL}),
        ("over", over, "concluded", {}),
        ("found", found, "concluded", {}),
        ("dropped", dropped, "dropped", {}),
    ):
        ids[f"inspection_{name}"] = one.id
        told[f"inspection_{name}"] = Told(
            f"inspection_{name}", "inspection", state, "street", ("a1",) if one is found else (), barred=rules
        )
