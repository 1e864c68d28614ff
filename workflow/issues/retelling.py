"""What hangs on a matter, told from its entries: who held it, on what basis, calls, recusals, units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from workflow.issues.flow import issue_flow
from workflow.issues.model import CallBack, Custody, Decision, Evaluation, Issue, Recusal, Summons
from workflow.kernel.clock import parse_stamp
from workflow.kernel.db import bare
from workflow.kernel.retelling import UNKNOWN, Row, Said, retold

NOUN = "issue_id"
EMERGENCY = "emergency"
RATING = ("confirm", "rate", "revise", "object", "object_again")
"""Steps in which a reporter said what came of it before entries repeated that: such a history is silent about it."""


@retold(Issue.noun, bare(Issue), "id", "registered_at", "accepted_at", "settled_at", "counts")
def figures(entries: Sequence[Said]) -> Iterator[Row]:
    """What every statistic is made of: when it was heard, accepted and settled, and how often each step was taken."""
    heard: Any = entries[0].at
    accepted = settled = holder = owner = None
    counts: dict[str, int] = {}
    for one in entries:
        if one.step == "import_past":  # an old ledger says itself when
            heard, accepted = _instant(one.answer("heard")), _instant(one.answer("accepted"))
            settled = _instant(one.answer("ended")) or heard
        if accepted is None and one.entry["to"] == "accepted":
            accepted = one.at
        if (now := one.stands("holder_id")) != holder:
            settled = None if now else _instant(one.answer("ended")) if one.step == "file_past" else one.at
        if one.step == "remand":
            counts[f"remand@{owner}"] = 1
        counts[one.step] = counts.get(one.step, 0) + 1
        holder, owner = now, one.stands("owner_id")
    yield entries[-1].seq, {"registered_at": heard, "accepted_at": accepted, "settled_at": settled, "counts": counts}


def _instant(said: str | None) -> datetime | None:
    return parse_stamp(said) if said else None


@retold(Issue.noun, bare(Custody), NOUN)
def custody(entries: Sequence[Said]) -> list[Row]:
    """Each change of holder ends one stretch and begins the next."""
    rows: list[Row] = []
    holder: Any = None
    for one in entries:
        now = one.stands("holder_id")
        if now == holder:
            continue
        if holder is not None:
            rows[-1] = one.seq, rows[-1][1] | {"to_at": one.at}
        if now is not None:
            rows.append((one.seq, {"seq": one.seq, "holder_id": now, "from_at": one.at, "to_at": None}))
        holder = now
    return rows


@retold(Issue.noun, bare(Decision), NOUN)
def decisions(entries: Sequence[Said]) -> Iterator[Row]:
    """On what basis, for whom. Whether a meeting ratified an emergency act: meetings/ratified.py."""
    for one in entries:
        basis = one.answer("basis")
        if basis is not None and "basis" in issue_flow.steps[one.step].asks:
            yield one.seq, {
                "seq": one.seq, "step": one.step, "basis": basis, "org_id": one.attests("owner"), "at": one.at,
                "ratified": UNKNOWN if basis == EMERGENCY else None, "emergency_id": one.attests("emergency"),
            }  # fmt: skip


@retold(Issue.noun, bare(CallBack), NOUN)
def calls(entries: Sequence[Said]) -> Iterator[Row]:
    """Each try to reach a reporter, and whether it came to a talk."""
    for one in entries:
        if one.step == "call_back":
            tried = {"claim_id": one.answer("claim"), "person_id": one.actor["id"], "round": one.attests("round")}
            yield one.seq, {"seq": one.seq, **tried, "reached": one.answer("reached"), "at": one.at}


@retold(Issue.noun, bare(Evaluation), NOUN)
def evaluations(entries: Sequence[Said]) -> list[Row]:
    """What each reporter said of each round, and what of it they said otherwise later."""
    rows: dict[tuple[int, int], Row] = {}
    for one in entries:
        said = one.attests("rated") if one.step in RATING else one.entry.get("attests", {}).get("rated")
        if not said:
            continue
        whose = said["claim_id"], said["round"]
        if whose in rows:
            rows[whose] = one.seq, rows[whose][1] | said | {"changed_at": one.at}
        else:
            fresh = {"contacted": None, "satisfied": None, "by_call": bool(one.actor["id"]), "at": one.at}
            rows[whose] = one.seq, fresh | {"changed_at": None, "mark": UNKNOWN} | said
    return list(rows.values())


@retold(Issue.noun, bare(Recusal), NOUN)
def recusals(entries: Sequence[Said]) -> list[Row]:
    """Who stepped aside or was made to, and who took the place."""
    rows: dict[int, Row] = {}
    for one in entries:
        if one.step in ("declare_recusal", "recuse"):
            person = one.actor["id"] if one.step == "declare_recusal" else one.answer("person")
            before = rows.get(person, (0, {"person_id": person, "at": one.at}))[1]
            rows[person] = one.seq, before | {"replacement_id": one.answer("replacement")}
    return list(rows.values())


@retold(Issue.noun, bare(Summons), NOUN)
def called(entries: Sequence[Said]) -> list[Row]:
    """Units called to the spot, and when each arrived first."""
    rows: dict[int, Row] = {}
    for one in entries:
        if one.step == "summon":
            fresh = {"called_at": one.at, "arrived_at": None}
            rows |= {id: (one.seq, {"unit_id": id} | fresh) for id in one.answer("units") if id not in rows}
        elif one.step == "arrive" and (there := rows.get(one.actor["org"])) and there[1]["arrived_at"] is None:
            rows[one.actor["org"]] = one.seq, there[1] | {"arrived_at": one.at}
    return list(rows.values())
