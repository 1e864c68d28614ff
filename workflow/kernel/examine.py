"""One history entry, held against all it must agree with: digest, columns, the entry before, body, flow."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflow.kernel.canonical import canonical, digest, leaf_hash, salted
from workflow.kernel.i18n import N_, Sentence

Judge = Callable[[dict[str, Any], dict[str, Any]], bool]
"""Whether whoever signed this entry was entitled, then, to this step of the flow (both as plain data)."""

COLUMNS = {
    "noun": "noun", "subject_id": "id", "seq": "seq", "street_id": "street", "step": "step",
    "from_state": "from", "to_state": "to", "at": "at",
}  # fmt: skip
"""Each column that repeats a part of the payload."""

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What reading a forged entry may raise: it is then simply not what the desk wrote."""

ERASED = Sentence(N_("正文已删除"))
UNSEEN = Sentence(N_("正文不对这个角色开放"))


@dataclass(frozen=True)
class Law:
    """A kept flow, as far as replaying needs it."""

    name: str
    born: tuple[str, ...]
    """The states in which a subject may be born, the initial one first."""
    steps: dict[str, dict[str, Any]]


def law(row: Any) -> Law | None:
    """The flow in this row, None where it is not what its hash and name say."""
    try:
        raw = json.loads(row.text)
        if digest(row.text) != row.hash or raw["flow"] != row.name or canonical(raw) != row.text:
            return None
        born = (raw["initial"], *raw.get("births", ()))
        return Law(raw["flow"], born, {step["name"]: step for step in raw["steps"]})
    except UNREADABLE:
        return None


def examine(event: Any, before: Any, body: Any, laws: dict[str, Law], judge: Judge | None) -> Sentence | None:
    """What is wrong with an entry, or that its body was erased; None where it is sound."""
    try:
        if leaf_hash(event.payload) != event.hash:
            return Sentence(N_("内容与摘要不符"))
        entry = json.loads(event.payload)
        wrong = _written(event, entry) or _chained(event, entry, before)
        return wrong or _ruled(entry, laws, judge) or _told(entry, body)
    except UNREADABLE:
        return Sentence(N_("记录无法读取"))


def _written(event: Any, entry: dict[str, Any]) -> Sentence | None:
    """Every column repeats what the payload says, to the letter."""
    if canonical(entry) != event.payload:
        return Sentence(N_("记录不是规范格式"))
    said = {column: entry[part] for column, part in COLUMNS.items()} | {"actor_id": entry["actor"]["id"]}
    for column, value in said.items():
        stored = getattr(event, column)
        if stored != value or type(stored) is not type(value):
            return Sentence(N_("“%(column)s”一列与记录内容不一致"), {"column": column})
    return None


def _chained(event: Any, entry: dict[str, Any], before: Any) -> Sentence | None:
    """It follows on the entry before: by number, by hash, by state."""
    if event.seq != (before.seq + 1 if before else 1):
        return Sentence(N_("序号不连续，前面缺少记录"))
    if entry["prev"] != (before.hash if before else ""):
        return Sentence(N_("与前一条记录的摘要不衔接"))
    if entry["from"] != (before.to_state if before else None):
        return Sentence(N_("与前一条记录的状态不衔接"))
    return None


def _ruled(entry: dict[str, Any], laws: dict[str, Law], judge: Judge | None) -> Sentence | None:
    """The flow it happened under is kept and allows it, and whoever signed was entitled then."""
    flow = laws.get(entry["flow"])
    if flow is None or flow.name != entry["noun"]:
        return Sentence(N_("所依据的流程没有留存"))
    step = flow.steps.get(entry["step"])
    if step is None or not _legal(flow, step, entry):
        return Sentence(N_("流程不允许这一步"))
    if judge is not None and not judge(entry, step):
        return Sentence(N_("办理人当时没有相应的职务或委托"))
    return None


def _legal(flow: Law, step: dict[str, Any], entry: dict[str, Any]) -> bool:
    """From where it may start, to where it leads; a birth starts nowhere, an internal step stays."""
    if entry["from"] is None:
        return not step["from"] and entry["to"] == (step["to"] or flow.born[0]) and entry["to"] in flow.born
    return entry["from"] in step["from"] and entry["to"] == (step["to"] or entry["from"])


def _told(entry: dict[str, Any], body: Any) -> Sentence | None:
    """The body is the one that was written, or was erased; none stands where none was written."""
    if body is None:
        return ERASED if entry["body"] is not None else None
    if entry["body"] is None:
        return Sentence(N_("这一条不应有正文"))
    if body.salt is None:  # never empty where it may be read
        return UNSEEN
    return None if salted(body.salt, body.text) == entry["body"] else Sentence(N_("正文与摘要不符"))
