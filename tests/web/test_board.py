"""The public board: found by place, topic and month, page by page, and it names nobody."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from sqlalchemy import event

from tests.board.conftest import Board
from tests.matrix.postings import DONE, picture
from tests.meetings.conftest import Meetings
from tests.meetings.test_minutes import signed
from tests.site import Site
from tests.web.test_portal import Slip
from web.board import PAGE
from workflow.board import Posting
from workflow.issues import Issue
from workflow.issues.photos import Upload

WORDS = "三楼楼道堆满纸箱，李老师家门口走不过去"


@pytest.fixture
def board(site: Site) -> Board:
    site.matters.__class__ = Board
    return site.matters  # type: ignore[return-value]


def read(site: Site, query: str = "") -> str:
    answer = site.browser().get(f"/board{query}")
    assert answer.status_code == 200
    return answer.text


def test_an_empty_board_says_what_would_be_there(site: Site) -> None:
    assert "还没有公开的内容" in read(site)


def test_it_tells_topic_grid_outcome_and_who_answered_and_no_word_of_the_resident(site: Site, board: Board) -> None:
    issue = board.answered(what=WORDS, reporter_name="李老师", reporter_phone="13812345678")
    board.out(issue)
    page = read(site)
    for told in ("楼道堆物", "东一第一网格", "已解决", "东一网格党支部", DONE):
        assert told in page
    for hidden in ("李老师", "纸箱", "荔枝路12号", "13812345678", issue.number, "周明", "卫东"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True), ("?q=巡查", True), ("?q=荔枝路12号", True), ("?q=东一第一", True), ("?q=楼道堆物", True),
        ("?q=纸箱", False), ("?q=%25", False), ("?q=_", False), ("?q=%5C", False), ("?month=2026-11", True),
        ("?month=2026-10", False), ("?month=2026-99", True), ("?month=1e9", True), ("?kind=matter", True),
        ("?kind=meeting", False), ("?kind=strange", True), ("?topic=999999", False), ("?grid=x", True),
        ("?after=0-matter-1", False), ("?after=nonsense", True), ("?after=99999999999999999-matter-1", True),
        ("?q=" + "长" * 5000, False), ("?q=%00", True),
    ],
)  # fmt: skip
def test_it_is_found_by_what_is_public_and_by_nothing_else(site: Site, board: Board, query: str, found: bool) -> None:
    board.out(board.answered(what=WORDS))
    assert (DONE in read(site, quote(query, safe="?=&%-"))) is found


def test_a_month_that_no_calendar_has_is_said_to_be_none(site: Site) -> None:
    assert "月份不对" in read(site, "?month=2026-13")


def test_it_is_narrowed_by_community_grid_and_topic(site: Site, board: Board) -> None:
    board.out()
    street = board.street
    here = (("community", street.orgs["a"]), ("grid", street.grids["a1g1"]), ("topic", street.categories["clutter"]))
    there = (("community", street.orgs["b"]), ("grid", street.grids["b1g1"]), ("topic", street.categories["lamp"]))
    for name, id in here:
        assert DONE in read(site, f"?{name}={id}")
    for name, id in there:
        page = read(site, f"?{name}={id}")
        assert DONE not in page
        assert "没有找到这样的公开内容" in page


def test_pages_follow_and_no_entry_is_lost_or_told_twice(site: Site, board: Board) -> None:
    for n in range(PAGE + 3):
        board.watch.forward(seconds=0 if n % 2 else 60)
        board.out(text=f"第{n}件已办好")
    seen: list[str] = []
    query = "?q=已办好"
    for _page in range(2):
        page = read(site, query)
        seen += re.findall(r"第\d+件已办好", page)
        following = re.search(r'href="/board(\?[^"]*after=[^"]*)" rel="next"', page)
        query = following[1].replace("&amp;", "&") if following else ""
    assert query == ""
    assert len(seen) == len(set(seen)) == PAGE + 3


def test_what_meetings_decided_stands_there_too_once_it_is_out(site: Site) -> None:
    site.matters.__class__ = Meetings
    meeting = signed(site.matters)  # type: ignore[arg-type]
    site.matters.take("member", meeting, "draft_publication", kind="decision", text="会议研究了一件事项")
    assert "会议研究了一件事项" not in read(site)
    site.matters.take("secretary", meeting, "publish_decision")
    page = read(site, "?kind=meeting")
    assert "会议研究了一件事项" in page
    assert "结果应于" in page
    assert "会议研究了一件事项" in read(site, f"?community={site.street.orgs['a']}&q=研究")
    assert "会议研究了一件事项" not in read(site, f"?community={site.street.orgs['b']}")


def test_the_number_of_queries_does_not_grow_with_the_board(site: Site, board: Board) -> None:
    def queries() -> int:
        asked: list[str] = []
        listen = lambda conn, cursor, statement, *_: asked.append(statement)  # noqa: E731
        event.listen(site.office.database.engine, "before_cursor_execute", listen)
        read(site)
        event.remove(site.office.database.engine, "before_cursor_execute", listen)
        return len(asked)

    board.out()
    few = queries()
    for _ in range(6):
        board.out()
    assert queries() == few


# -- photos --------------------------------------------------------------------------------------


def test_a_picture_is_never_kept_on_the_way_and_gone_when_it_is_taken_down(site: Site, board: Board) -> None:
    posting = board.with_photo()
    board.take("community", posting, "publish")
    (src,) = re.findall(r'src="(/board/photos/[0-9a-f]{32})"', read(site))
    shown = site.browser().client.get(src)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    board.take("community", posting, "unpublish_photo", photo=src.rpartition("/")[2])
    assert site.browser().get(src).status_code == 404
    assert "/board/photos/" not in read(site)


def test_whoever_writes_marks_a_photo_by_numbers_alone(site: Site, board: Board) -> None:
    posting: Posting = board.draft(_with_photo(board))
    browser = site.browser("secretary")
    page = browser.get(f"/postings/{posting.id}/publish_photo").text
    assert "<script>" not in page
    photo = re.search(r'name="photo" value="([0-9a-f]{32})"', page)
    assert photo
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    told = {"photo": photo[1], "version": version[1] if version else "", "key": "k1"}
    numbers = {"left": ["10", ""], "top": ["20", ""], "wide": ["30", ""], "high": ["95", ""]}
    wrong = browser.post(f"/postings/{posting.id}/publish_photo", **told, **numbers)
    assert wrong.status_code == 422
    assert "照片之内的矩形" in wrong.text
    assert 'value="95"' in wrong.text  # what was typed is not lost
    right = browser.post(f"/postings/{posting.id}/publish_photo", **told, **(numbers | {"high": ["40", ""]}))
    assert right.status_code == 303
    assert len(board.copies(posting)) == 1
    shown = browser.get(f"/postings/{posting.id}").text
    copy = re.search(rf'src="(/postings/{posting.id}/photos/[0-9a-f]+)"', shown)
    assert copy
    assert browser.client.get(copy[1]).status_code == 200
    assert site.browser("secretary_b1").get(copy[1]).status_code == 404


def _with_photo(board: Board) -> Issue:
    issue = board.reach("replied")
    board.take("secretary", issue, "attach", photos=[Upload("现场.png", picture())])
    return issue


def test_the_page_of_a_matter_leads_to_its_text(site: Site, board: Board) -> None:
    issue = board.answered()
    posting = board.draft(issue)
    assert f"/postings/{posting.id}" in site.browser("secretary").get(f"/issues/{issue.id}").text
    listed = site.browser("community").get("/postings").text
    assert f"/postings/{posting.id}" in listed
    page = site.browser("community").get(f"/postings/{posting.id}").text
    assert "审核公开" in page


def test_whoever_raised_it_sees_the_same_pictures_on_the_follow_page(site: Site, board: Board) -> None:
    slip = Slip(site)
    slip.reply()
    board.take("secretary", slip.issue, "attach", photos=[Upload("现场.png", picture())])
    posting = board.draft(slip.issue)
    board.take("secretary", posting, "publish_photo", photo=board.originals(posting)[0], marks="0,0,50,50")
    assert "/board/photos/" not in slip.open()
    board.take("community", posting, "publish")
    assert f"/board/photos/{board.copies(posting)[0]}" in slip.open()
