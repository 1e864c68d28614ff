"""What hangs on an inspection, told from its entries: the matters drawn, what was found, what was answered."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.audit.model import ITEMS, Inspection
from workflow.kernel.retelling import Row, Said, retold


@retold(Inspection.noun, ITEMS, "inspection_id")
def items(entries: Sequence[Said]) -> list[Row]:
    """Drawn once; judged one by one."""
    rows: dict[int, Row] = {}
    for one in entries:
        if one.step == "draw":
            blank = dict.fromkeys(("verdict", "remark", "judged_at", "reply", "replied_by_id", "replied_at"))
            drawn = enumerate(one.attests("drawn"), 1)
            rows = {id: (one.seq, {"place": place, "issue_id": id} | blank) for place, id in drawn}
        elif one.step == "judge":
            id = one.answer("issue")
            found = {"verdict": one.answer("verdict"), "remark": one.text("remark"), "judged_at": one.at}
            rows[id] = one.seq, rows[id][1] | found
        elif one.step == "respond":
            id = one.answer("issue")
            told = {"reply": one.text("reply"), "replied_by_id": one.actor["id"], "replied_at": one.at}
            rows[id] = one.seq, rows[id][1] | told
    return list(rows.values())
