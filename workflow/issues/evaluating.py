"""How an evaluation is kept: once for each reporter and round, changed for three days, doubted where it stands out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflow.issues.facts import IssueFacts
from workflow.issues.model import Deadline, Doubt, Evaluation, Issue
from workflow.issues.voice_guards import CHANGEABLE
from workflow.kernel.db import bare
from workflow.kernel.i18n import N_

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

EVALUATIONS, DOUBTS, DEADLINES = bare(Evaluation), bare(Doubt), bare(Deadline)
QUICK = timedelta(minutes=5)
ALIKE = 3
"""So many reporters who say exactly the same from one place."""
MOST = 50
WHYS = {
    "quick": N_("答复后几分钟内就评价"),
    "network": N_("来自办公网络"),
    "alike": N_("同一处的几份评价完全一样"),
}


def keep(desk: Desk, issue: Issue, facts: IssueFacts, claim: int, said: dict[str, Any]) -> None:
    """Keep what this reporter said of this round. What was said more than three days ago stays as it is."""
    before, whose = facts.evaluations.get(claim), {"claim_id": claim, "round": facts.round}
    if before is None:
        row = whose | {"contacted": None, "satisfied": None, "by_call": bool(desk.actor.id)} | said
        desk.add(Evaluation(issue_id=issue.id, at=desk.now, mark=desk.origin.mark or None, **row))
    elif desk.now - before.at <= CHANGEABLE:
        one = (EVALUATIONS.c.claim_id == claim) & (EVALUATIONS.c.round == facts.round)
        desk.db.execute(update(EVALUATIONS).where(one).values(**said, changed_at=desk.now))
    else:
        return
    desk.attest(rated=whose | said)
    doubt(desk, issue, facts.round, claim, solved=bool(said["solved"]))


def doubt(desk: Desk, issue: Issue, turn: int, claim: int, *, solved: bool) -> None:
    """Note why people should look at it. The evaluation counts, whatever is noted. A quick no is no self-praise."""
    if solved and _answered_just_now(desk, issue):
        _note(desk, issue.id, turn, claim, "quick")
    if desk.origin.inside:
        _note(desk, issue.id, turn, claim, "network")
    for row in _alike(desk, turn, claim):
        _note(desk, row.issue_id, row.round, row.claim_id, "alike")


def _answered_just_now(desk: Desk, issue: Issue) -> bool:
    mine = (DEADLINES.c.noun == "issue") & (DEADLINES.c.subject_id == issue.id) & (DEADLINES.c.kind == "reporter")
    last = select(DEADLINES.c.started_at).where(mine).order_by(DEADLINES.c.seq.desc()).limit(1)
    answered = desk.db.execute(last).scalar_one_or_none()
    return answered is not None and desk.now - answered <= QUICK


def _alike(desk: Desk, turn: int, claim: int) -> list[Any]:
    """Evaluations of this month from the same place, where all of them say the same."""
    if not desk.origin.mark:
        return []
    claims = Evaluation.metadata.tables["claims"]
    columns = (EVALUATIONS.c[name] for name in ("claim_id", "round", "contacted", "solved", "satisfied"))
    found = select(*columns, claims.c.issue_id).join(claims, claims.c.id == EVALUATIONS.c.claim_id)
    rows = desk.db.execute(found.where(EVALUATIONS.c.mark == desk.origin.mark).limit(MOST)).all()
    said = {(row.contacted, row.solved, row.satisfied) for row in rows}
    return list(rows) if len(rows) >= ALIKE and len(said) == 1 else []


def _note(desk: Desk, issue: int, turn: int, claim: int, why: str) -> None:
    dialect = sqlite if desk.db.dialect.name == "sqlite" else postgresql
    row = {"claim_id": claim, "round": turn, "why": why, "issue_id": issue, "street_id": desk.actor.street}
    row |= {"at": desk.now, "looked_at": None, "looked_by_id": None}
    desk.db.execute(dialect.insert(DOUBTS).on_conflict_do_nothing(), row)
