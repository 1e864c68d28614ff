"""What everybody reads was written by one person and let out by another, and leaves when it is not true any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.board.conftest import Board
from tests.matrix.postings import picture
from workflow.board.model import PublicPhoto
from workflow.board.queries import photo
from workflow.issues.entitled import entitled
from workflow.issues.model import Attachment
from workflow.issues.photos import Upload
from workflow.jobs.sweep import sweep
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers, Barred, NotFound, NotLegal, NotPermitted
from workflow.kernel.history import BODIES, EVENTS
from workflow.kernel.verify import verify
from workflow.reports.board import Wanted, entries

PHOTOS, COPIES = bare(Attachment), bare(PublicPhoto)


def told(board: Board) -> list[str]:
    """The texts on the board."""
    with board.office.database.reading() as db:
        return [row.text for row in entries(db, Wanted(), 50)]


def test_a_text_is_read_once_another_person_has_looked_at_it(board: Board) -> None:
    posting = board.draft()
    assert told(board) == []
    board.take("community", posting, "publish")
    assert told(board) == [posting.text]


def test_nobody_lets_out_what_they_wrote(board: Board) -> None:
    with pytest.raises(NotPermitted, match="审核"):
        board.take("secretary", board.draft(), "publish")


def test_nothing_is_let_out_of_a_matter_that_is_worked_on_again(board: Board) -> None:
    """The text speaks of an answer that fell: it would stand on the board by itself as soon as there is another."""
    issue = board.reach("replied")
    posting = board.draft(issue)
    board.take(board.reporter(issue), issue, "object", remains="角落还有")
    with pytest.raises(Barred, match="重新办理"):
        board.take("community", posting, "publish")
    board.take("secretary", issue, "execute", basis="routine")
    board.take("secretary", issue, "report_done", result="已清理")
    board.take("member", issue, "verify", outcome="solved", answer="已全部清理")
    board.take("community", posting, "publish")
    assert told(board) == [posting.text]


def test_whoever_marked_a_picture_has_a_hand_in_it_too(board: Board) -> None:
    posting = board.with_photo()
    board.take("secretary", posting, "revise", text="楼道已清理")
    with pytest.raises(NotPermitted):
        board.take("secretary", posting, "publish")
    board.take("community", posting, "publish")


def test_a_neighbour_has_no_say(board: Board) -> None:
    with pytest.raises((NotPermitted, NotFound)):
        board.take("secretary_a2", board.draft(), "publish")


@pytest.mark.parametrize("step", ["restrict", "about"])
def test_what_must_stay_among_few_is_never_told(board: Board, step: str) -> None:
    if step == "restrict":
        issue = board.reach("replied")
        board.take("secretary", issue, "restrict", reason="涉及个人")
        who = "secretary"
    else:
        issue, who = board.reach("about_staff"), "community"
        clutter = board.street.categories["clutter"]
        board.take("community", issue, "accept", category=clutter, urgency="general")
        board.take("community", issue, "conclude", basis="routine", outcome="explained", answer="已说明")
        board.take("community_head", issue, "verify", outcome="explained", answer="已说明")
    with pytest.raises(Barred, match="不公开"):
        board.take(who, issue, "draft_public", text="已说明")


def test_a_matter_restricted_later_is_gone_from_the_board(board: Board) -> None:
    issue = board.reach("replied")
    board.out(issue)
    board.take("secretary", issue, "restrict", reason="涉及个人")
    assert told(board) == []


def test_a_matter_taken_up_again_is_not_told_as_done(board: Board) -> None:
    issue = board.reach("replied")
    posting = board.out(issue)
    board.take(board.reporter(issue), issue, "object", remains="角落还有")
    assert told(board) == []
    assert board.again(posting).state == "drafted"  # and wants another look once it is answered anew


def test_one_matter_has_one_text(board: Board) -> None:
    issue = board.answered()
    board.out(issue)
    with pytest.raises(Barred, match="已有公开文稿"):
        board.take("secretary", issue, "draft_public", text="再写一份")


def test_a_text_with_an_identity_number_is_refused(board: Board) -> None:
    with pytest.raises(BadAnswers):
        board.draft(text="当事人 11010519491231002X 已签字")


def test_the_level_above_takes_down_what_should_not_be_there(board: Board) -> None:
    posting = board.out()
    board.take("street", posting, "withdraw", reason="写了门牌号")
    assert told(board) == []
    with pytest.raises(NotLegal):
        board.take("community", posting, "publish")


def test_after_three_years_it_goes_by_itself(board: Board) -> None:
    posting = board.out()
    board.watch.now = board.again(posting).due_at + timedelta(minutes=1)
    sweep(board.office)
    assert board.again(posting).state == "retired"
    assert told(board) == []


# -- photos --------------------------------------------------------------------------------------


def bytes_of(board: Board, id: str) -> bytes:
    with board.office.database.reading() as db:
        return photo(db, id)


def test_a_picture_is_public_with_its_text_and_gone_with_it(board: Board) -> None:
    posting = board.with_photo()
    (copy,) = board.copies(posting)
    with pytest.raises(NotFound):
        bytes_of(board, copy)  # nobody has looked at it yet
    board.take("community", posting, "publish")
    assert bytes_of(board, copy).startswith(b"\xff\xd8")
    board.take("secretary", posting, "take_back")
    with pytest.raises(NotFound):
        bytes_of(board, copy)


def test_a_picture_taken_away_is_no_row_any_more(board: Board) -> None:
    posting = board.with_photo()
    board.take("community", posting, "publish")
    (copy,) = board.copies(posting)
    board.take("secretary", posting, "unpublish_photo", photo=copy)
    assert board.copies(posting) == []
    with pytest.raises(NotFound):
        bytes_of(board, copy)


def test_a_text_taken_down_takes_its_pictures_along_and_leaves_the_original(board: Board) -> None:
    posting = board.with_photo()
    original = board.originals(posting)
    board.take("secretary", posting, "withdraw", reason="不宜公开")
    assert board.copies(posting) == []
    assert board.originals(posting) == original


def test_no_original_has_a_public_address(board: Board) -> None:
    posting = board.with_photo()
    board.take("community", posting, "publish")
    with pytest.raises(NotFound):
        bytes_of(board, board.originals(posting)[0])


def test_history_knows_both_digests_and_stays_sound_once_the_copy_is_gone(board: Board) -> None:
    posting = board.with_photo()
    with board.office.database.reading() as db:
        copy, original = db.execute(select(COPIES)).one(), db.execute(select(PHOTOS)).one()
        payload = db.execute(select(EVENTS.c.payload).where(EVENTS.c.step == "keep_copy")).scalar_one()
    assert copy.digest in payload
    assert original.digest in payload
    board.take("secretary", posting, "withdraw", reason="不宜公开")
    assert verify(board.office.database, entitled).status == 0


def test_history_stays_sound_once_the_words_are_erased(board: Board) -> None:
    posting = board.out()
    with board.office.database.writing() as db:
        db.execute(delete(BODIES).where(BODIES.c.noun == "posting", BODIES.c.subject_id == posting.id))
    assert verify(board.office.database, entitled).status in (0, 4)


def test_what_is_erased_of_a_matter_is_erased_of_the_board(board: Board) -> None:
    issue = board.reach("replied")
    board.take("secretary", issue, "attach", photos=[Upload("现场.png", picture())])
    posting = board.draft(issue)
    board.take("secretary", posting, "publish_photo", photo=board.originals(posting)[0])
    board.take(board.clock(), issue, "lapse")
    board.take(board.clock(), issue, "archive")
    board.watch.forward(days=4 * 365)
    board.take(board.clock(), issue, "erase")
    assert board.copies(posting) == []
    assert "删除" in board.again(posting).text
    assert verify(board.office.database, entitled).status in (0, 4)


STRANGE = ["1,2,3", "90,90,20,20", "0,0,0,10", "a,b,c,d", "-1,0,5,5", "1,1,1,1 " * 21, "１,1,1,1", "1,1,1,1\0"]


@pytest.mark.parametrize("marks", STRANGE)
def test_a_mark_that_is_no_place_in_the_picture_is_refused(board: Board, marks: str) -> None:
    posting = board.draft()
    with pytest.raises(BadAnswers) as refused:
        board.take("secretary", posting, "publish_photo", photo="x", marks=marks)
    assert "marks" in refused.value.fields
