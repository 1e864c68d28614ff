"""What the public reads of the work: texts on the board, questions to everybody, promises that were kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workflow.board import queries as posted
from workflow.board.flow import posting_flow
from workflow.consultations import queries as put
from workflow.consultations.flow import consultation_flow
from workflow.exchange.filling import Cell, Fill
from workflow.exchange.tables import NUMBER, Column, Ledger, as_is, free_text, of, state, whether
from workflow.issues.words import OUTCOMES
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Actor
from workflow.reports.promises import Kept, Quarter, promises
from workflow.reports.small_cells import HIDDEN


@dataclass(frozen=True, slots=True)
class PostingsOf:
    """Postings in these states, or all."""

    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Everything:
    """A list that is not narrowed."""


@dataclass(frozen=True, slots=True)
class PromisesOf:
    """Promises that came to their end in one quarter."""

    year: int
    number: int


def _postings(db: Connection, actor: Actor, wanted: PostingsOf, now: datetime, last: Any, limit: int) -> list[Any]:
    return posted.listed(db, actor, wanted.states, last and last.id, limit)


def _asked(db: Connection, actor: Actor, wanted: Everything, now: datetime, last: Any, limit: int) -> list[Any]:
    return put.listed(db, actor, last and last.id, limit)


def _promises(db: Connection, actor: Actor, wanted: PromisesOf, now: datetime, last: Any, limit: int) -> list[Any]:
    """All at once: a street has as many organisations as it has, and what is hidden depends on all of them."""
    if last is not None:
        return []
    return promises(db, actor.street, Quarter(wanted.year, wanted.number), now)


def _share(name: str, part: str) -> Fill:
    """One half of "so many of so many"; a small number says that it is hidden."""
    return Fill(lambda one: getattr(share, part) if (share := one.shares[name]) else Label(HIDDEN))


def _unrated(one: Kept) -> Cell:
    return Label(HIDDEN) if one.unrated is None else one.unrated


KINDS = {"street": N_("街道"), "community": N_("社区"), "branch": N_("支部")}
POSTINGS = Ledger(
    "postings", N_("公开文稿"),
    (
        NUMBER,
        Column("text", N_("公开文稿"), N_("给所有人看的文字"), free_text("text")),
        Column("org", N_("答复组织"), N_("对答复负责的组织"), as_is("org")),
        Column("grid", N_("网格"), N_("所在网格，没有则为空"), as_is("place")),
        Column("category", N_("类别"), N_("事项类别"), as_is("topic")),
        Column("outcome", N_("结果"), N_("答复的结果"), of(OUTCOMES, "outcome")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(posting_flow)),
        Column("due", N_("审核时限"), N_("北京时间，已审核为空"), as_is("due_at")),
        Column("published", N_("公开时间"), N_("北京时间，没有公开为空"), as_is("published_at")),
    ),
    PostingsOf, _postings, lambda db, actor, wanted, now: posted.many(db, actor, wanted.states),
)  # fmt: skip

CONSULTATIONS = Ledger(
    "consultations", N_("民意征集"),
    (
        Column("title", N_("题目"), N_("问大家的一件事"), free_text("title")),
        Column("question", N_("问题"), N_("给所有人看的问题"), free_text("question")),
        Column("org", N_("由谁征集"), N_("征集意见的组织"), as_is("org")),
        Column("state", N_("状态"), N_("导出时所处的状态"), state(consultation_flow)),
        Column("opens", N_("开始时间"), N_("北京时间"), as_is("opens_at")),
        Column("closes", N_("截止时间"), N_("北京时间"), as_is("closes_at")),
        Column("published", N_("公布时间"), N_("北京时间，没有公布为空"), as_is("published_at")),
        Column("summary", N_("结果和怎么办"), N_("公布的结果，没有公布为空"), free_text("summary")),
        Column("told", N_("公布结果的时间"), N_("北京时间，没有公布为空"), as_is("told_at")),
    ),
    Everything, _asked, lambda db, actor, wanted, now: put.many(db, actor),
)  # fmt: skip

PROMISES = Ledger(
    "promises", N_("承诺兑现"),
    (
        Column("org", N_("组织"), N_("许下承诺的组织"), as_is("name")),
        Column("level", N_("层级"), N_("街道、社区或支部"), of(KINDS, "kind")),
        Column("whole", N_("含下级"), N_("“是”表示连同下级组织合计，“否”表示只算自己答复的"), whether("whole")),
        Column("accepted", N_("按时受理"), N_("在受理时限内受理、分派或说明理由不予受理的件数"),
               _share("accepted", "kept")),
        Column("accept_due", N_("应受理"), N_("受理承诺在本季度到头的件数"), _share("accepted", "n")),
        Column("answered", N_("按时答复"), N_("在答复总时限内首次答复的件数"), _share("answered", "kept")),
        Column("answer_due", N_("应答复"), N_("答复承诺在本季度到头的件数"), _share("answered", "n")),
        Column("solved", N_("诉求人说解决了"), N_("诉求人评价为已解决的件数"), _share("solved", "kept")),
        Column("rated", N_("有评价"), N_("本季度办结、有评价的件数"), _share("solved", "n")),
        Column("satisfied", N_("诉求人满意"), N_("满意程度 4 分以上的件数"), _share("satisfied", "kept")),
        Column("marked", N_("打了分"), N_("打了分的件数"), _share("satisfied", "n")),
        Column("unrated", N_("未评价"), N_("没有评价的件数，不当作满意"), Fill(_unrated)),
    ),
    PromisesOf, _promises, lambda db, actor, wanted, now: len(_promises(db, actor, wanted, now, None, 0)),
)  # fmt: skip
