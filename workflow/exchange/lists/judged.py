"""Evaluations that somebody above should look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workflow.exchange.tables import NUMBER, WHAT, Column, Ledger, as_is, of, state
from workflow.issues import judged
from workflow.issues.evaluating import WHYS
from workflow.issues.flow import issue_flow
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor
from workflow.orgs.roles import AUDITOR, COMMITTEE, SECRETARY, STREET_OFFICER


@dataclass(frozen=True, slots=True)
class DoubtsOf:
    """Those somebody has looked at, or those nobody has."""

    looked: bool = False


def _doubts(db: Connection, actor: Actor, wanted: DoubtsOf, now: datetime, last: Any, limit: int) -> list[Any]:
    return judged.doubted(db, actor, wanted.looked, limit - 1, last)  # which gives one more


DOUBTS = Ledger(
    "doubts", N_("请人看一看的评价"),
    (
        NUMBER, WHAT,
        Column("state", N_("状态"), N_("事项导出时所处的状态"), state(issue_flow)),
        Column("why", N_("为什么"), N_("为什么值得看一看；评价照常计入"), of(WHYS, "why")),
        Column("at", N_("评价时间"), N_("北京时间"), as_is("at")),
        Column("looked_at", N_("看过的时间"), N_("北京时间，还没看为空"), as_is("looked_at")),
    ),
    DoubtsOf, _doubts, lambda db, actor, wanted, now: judged.many_doubted(db, actor, wanted.looked),
    open_to=(AUDITOR, COMMITTEE, SECRETARY, STREET_OFFICER),
)  # fmt: skip
