"""Which column of a ledger is which: by what an organisation said before, else by the names they usually have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from workflow.kernel.i18n import N_
from workflow.kernel.languages import SPOKEN, speaking

FIELDS = {
    "outside": N_("原编号"),
    "first": N_("更早的原编号"),
    "what": N_("内容"),
    "place": N_("地点"),
    "heard": N_("登记时间"),
    "accepted": N_("受理时间"),
    "ended": N_("办结时间"),
    "grid": N_("网格"),
    "category": N_("类别"),
    "kind": N_("性质"),
    "urgency": N_("紧急程度"),
    "outcome": N_("结果"),
    "answer": N_("答复"),
}
NEEDED = ("outside", "what", "heard")
"""Without these nothing can be taken over; a place or a grid each line needs besides."""
NAMES: dict[str, tuple[str, ...]] = {
    "outside": ("编号", "序号", "台账编号", "台账号", "事项编号", "受理编号", "工单号", "工单编号", "number", "id"),
    "what": (
        "内容", "事项", "事项内容", "事项描述", "问题描述", "问题内容", "诉求", "诉求内容", "诉求事项", "反映内容",
        "反映问题", "反映事项", "主要内容", "事由", "问题", "content", "what",
    ),
    "first": ("原编号",),
    "place": (
        "地点", "地址", "位置", "事发地点", "事发地址", "发生地点", "发生地址", "具体地点", "具体位置", "详细地址",
        "所在位置", "place", "address",
    ),
    "heard": (
        "登记时间", "登记日期", "接待日期", "接访日期", "来访日期", "反映时间", "反映日期", "日期", "时间",
        "registeredat", "date",
    ),
    "accepted": ("受理时间", "受理日期", "acceptedat"),
    "ended": ("办结时间", "办结日期", "完成时间", "完成日期", "settledat"),
    "grid": ("网格", "所属网格", "grid"),
    "category": ("类别", "事项类别", "问题类别", "category"),
    "kind": ("性质", "kind"),
    "urgency": ("紧急程度", "urgency"),
    "outcome": ("结果", "办理结果", "outcome", "result"),
    "answer": ("答复", "答复内容", "办理情况", "处理情况", "处理结果", "办结情况", "answer"),
}  # fmt: skip
INSTEAD = {"outside": "first", "heard": "accepted"}
"""A column that is read for another where a ledger has only the one."""
SEARCHED = 15
"""Rows from the top among which the heads are looked for, below titles and merged cells."""


def bare(head: str) -> str:
    """A head without blanks, marks and brackets, however wide it was typed."""
    plain = unicodedata.normalize("NFKC", head).casefold()
    return re.sub(r"\(.*?\)|[\W_]+", "", plain)


def guess(head: str, remembered: Mapping[str, str]) -> str:
    """The field a head stands for, or nothing."""
    if head in remembered:
        return remembered[head]
    return usual_heads().get(bare(head), "")


@lru_cache(maxsize=1)
def usual_heads() -> dict[str, str]:
    """What each usual name stands for, also as the other languages say it: an export reads back in whichever it is."""
    found: dict[str, str] = {}
    for speak in map(speaking, SPOKEN):
        for field, names in NAMES.items():
            for name in names:
                found.setdefault(bare(speak(name)), field)
    return found


def heads_at(rows: Sequence[list[str]], remembered: Mapping[str, str]) -> int:
    """The row of the heads: the one among the first that names most fields, else the first that says anything."""
    known = [len({guess(cell, remembered) for cell in row} - {""}) for row in rows[:SEARCHED]]
    if known and max(known) >= 2:
        return known.index(max(known))
    return next((place for place, row in enumerate(rows) if any(row)), 0)


def mapping_of(heads: list[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Field to column; of two columns of one name the first."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        if field := guess(head, remembered):
            found.setdefault(field, place)
    for field, instead in INSTEAD.items():
        if field not in found and instead in found:
            found[field] = found.pop(instead)
    return found
