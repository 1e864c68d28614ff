"""What follows by itself: the clock of a posting, and a matter taken up again leaves the board until it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, bindparam, delete, select, update

from workflow.board.flow import ANSWERED, ON_BOARD, posting_flow
from workflow.board.model import Posting, PublicPhoto
from workflow.issues.clocks import STOP, start
from workflow.issues.flow import issue_flow
from workflow.issues.forgetting import Extent, erased_on, forgets
from workflow.issues.model import Attachment, Issue
from workflow.kernel.db import bare
from workflow.kernel.flow import Step
from workflow.kernel.history import BODIES
from workflow.kernel.prepared import fetch_rows, send

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

POSTINGS, COPIES, PHOTOS = bare(Posting), bare(PublicPhoto), bare(Attachment)
OUT = select(POSTINGS.c.id).where(POSTINGS.c.issue_id == bindparam("issue"), POSTINGS.c.state == ON_BOARD)


@posting_flow.after
def run_clock(desk: Desk, posting: Posting, step: Step, before: str | None) -> None:
    """Some days to look at a text; then it stands for as long as texts are kept."""
    if before == posting.state:
        return
    if before is not None:
        send(desk.db, STOP, {"of": "posting", "id": posting.id, "at": desk.now})
    kind = posting_flow.states[posting.state].clock
    posting.due_at = start(desk, posting, kind, "general") if kind else None


@issue_flow.after
def take_back_postings(desk: Desk, issue: Issue, step: Step, before: str | None) -> None:
    """What was answered and is not any more must not be told as done."""
    if before not in ANSWERED or issue.state in ANSWERED:
        return
    for row in fetch_rows(desk.db, OUT, {"issue": issue.id}):
        desk.follow(Posting, row.id, "take_back")


@forgets
def forget_copies(desk: Desk, issue: Issue, extent: Extent) -> None:
    """A copy goes with its original; an officer's text where the answer goes as well."""
    mine = select(POSTINGS.c.id).where(POSTINGS.c.issue_id == issue.id)
    gone: ColumnElement[bool] = COPIES.c.posting_id.in_(mine)
    if not extent.whole:
        gone &= COPIES.c.attachment_id.not_in(select(PHOTOS.c.id).where(PHOTOS.c.issue_id == issue.id))
    desk.db.execute(delete(COPIES).where(gone))
    if extent.answer or extent.final:
        desk.db.execute(update(POSTINGS).where(POSTINGS.c.issue_id == issue.id).values(text=erased_on(desk)))
        desk.db.execute(delete(BODIES).where(BODIES.c.noun == "posting", BODIES.c.subject_id.in_(mine)))
