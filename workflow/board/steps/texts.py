"""The text: written, looked at by somebody else, let out, taken back, taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from workflow.board.flow import posting_flow
from workflow.board.model import Posting, PublicPhoto
from workflow.board.relations import publicist, publicist_above, reviewer, still_answered
from workflow.issues.model import Issue
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.fields import Text, Whole
from workflow.kernel.i18n import C_, N_
from workflow.kernel.policy import clock, follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ISSUES, COPIES = bare(Issue), bare(PublicPhoto)
TEXT = Text(
    label=N_("公开文稿"),
    longest=2000,
    help=N_("写办了什么、结果怎样；不写任何个人的姓名、电话、住址，不照抄诉求人的话"),
)
MANY = 2**40


@posting_flow.step(
    N_("拟写公开文稿"), (), to="drafted", by=follows,
    issue=Whole(label=C_("one", "事项"), most=MANY), text=TEXT,
)  # fmt: skip
def draft(desk: Desk, posting: Posting, issue: int, text: str) -> None:
    """What was answered, where to the grid and no closer, and by whom: as it stands now."""
    matter = fetch_one(desk.db, Issue, ISSUES.c.id == issue)
    assert matter is not None
    posting.issue_id, posting.text, posting.drafted_by_id = issue, text, desk.actor.id
    as_it_stands(posting, matter)
    desk.add(posting)


def as_it_stands(posting: Posting, matter: Issue) -> None:
    """Facts of the matter that the public may know."""
    posting.owner_id, posting.community_id = matter.owner_id, matter.community_id
    posting.grid_id, posting.category_id = matter.grid_id, matter.category_id
    posting.outcome = matter.outcome or "explained"


@posting_flow.step(N_("修改公开文稿"), "drafted", by=publicist, text=TEXT)
def revise(desk: Desk, posting: Posting, text: str) -> None:
    """Whoever wrote last cannot be the one who lets it out."""
    posting.text, posting.drafted_by_id = text, desk.actor.id


@posting_flow.step(N_("审核公开"), "drafted", to="published", by=reviewer, guards=[still_answered], primary=True)
def publish(desk: Desk, posting: Posting) -> None:
    """From now on everybody may read it."""
    matter = fetch_one(desk.db, Issue, ISSUES.c.id == posting.issue_id)
    assert matter is not None
    as_it_stands(posting, matter)
    posting.published_by_id, posting.published_at = desk.actor.id, desk.now


@posting_flow.step(
    N_("收回修改"), "published", to="drafted", by=(publicist, follows),
    reason=Text(label=N_("原因"), required=False, longest=500),
)  # fmt: skip
def take_back(desk: Desk, posting: Posting, reason: str | None) -> None:
    """Off the board at once; another look is needed before it is there again."""
    posting.published_by_id = posting.published_at = None


@posting_flow.step(
    N_("撤下"), "drafted published", to="withdrawn", by=(publicist, publicist_above),
    reason=Text(label=N_("原因"), longest=500),
)  # fmt: skip
def withdraw(desk: Desk, posting: Posting, reason: str) -> None:
    """For good; the blurred copies go with it."""
    drop_copies(desk, posting)


@posting_flow.step(N_("到期撤下"), "published", to="retired", by=clock)
def retire(desk: Desk, posting: Posting) -> None:
    """Texts are kept for three years."""
    drop_copies(desk, posting)


def drop_copies(desk: Desk, posting: Posting) -> None:
    desk.db.execute(delete(COPIES).where(COPIES.c.posting_id == posting.id))
