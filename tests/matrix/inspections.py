"""An inspection under way, one with nothing left to judge, one with its finding, and one that was dropped."""

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

    def drawn() -> Inspection:
        with m.office.desk(m.actor("auditor")) as desk:
            return desk.begin(Inspection, "draw", asked)

    def judged() -> Inspection:
        inspection = drawn()
        with m.office.database.reading() as db:
            unseen = InspectionFacts(db, inspection).unseen
        for id in unseen:
            m.take("auditor", inspection, "judge", issue=id, verdict="sound")
        return m.again(inspection)

    over, dropped = judged(), drawn()
    m.take("auditor", over, "conclude", finding="符合规定")
    m.take("auditor", dropped, "drop", reason="重复")
    barred: dict[str, Any] = {"conclude": ILLEGAL}
    for name, one, state, rules in (
        ("under_way", drawn(), "inspecting", barred),
        ("judged", judged(), "inspecting", {}),
        ("over", over, "concluded", {}),
        ("dropped", dropped, "dropped", {}),
    ):
        ids[f"inspection_{name}"] = one.id
        told[f"inspection_{name}"] = Told(f"inspection_{name}", "inspection", state, "street", barred=rules)
