"""Telling everybody what was done: a text about an answered matter, which another person then looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.issues.relations import owner
from workflow.kernel.db import Record
from workflow.kernel.errors import Barred
from workflow.kernel.fields import Text
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case
from workflow.kernel.subject import SUBJECTS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

TABLES = Record.metadata.tables
"""Postings are kept by a room further to the right."""


@guard(N_("可以公开的事项"))
def may_be_told(case: Case) -> None:
    if case.subject.about_org_id is not None or case.subject.restricted:
        raise Barred(N_("反映工作人员的事项和限制知悉的事项不公开"))


@guard(N_("没有公开文稿"))
def not_told_yet(case: Case) -> None:
    posting = TABLES["postings"].c
    standing = (posting.issue_id == case.subject.id) & posting.state.in_(("drafted", "published"))
    if case.db.execute(select(exists().where(standing))).scalar_one():
        raise Barred(N_("本事项已有公开文稿，请在那里修改"))


@issue_flow.step(
    N_("拟写公开文稿"), "replied closed archived", by=owner, guards=[may_be_told, not_told_yet],
    text=Text(
        label=N_("公开文稿"), longest=2000,
        help=N_("写办了什么、结果怎样；不写任何个人的姓名、电话、住址，不照抄诉求人的话"),
    ),
)  # fmt: skip
def draft_public(desk: Desk, issue: Issue, text: str) -> None:
    """Nobody reads it before somebody else has."""
    desk.follow_birth(SUBJECTS["posting"], "draft", issue=issue.id, text=text)
