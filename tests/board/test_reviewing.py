"""Whoever may let a text out hears of it and finds it on the home page; whoever wrote it hears what became of it."""

from __future__ import annotations

import pytest

from tests.board.conftest import Board
from tests.notices.conftest import Telling
from tests.site import Site
from workflow.issues import today
from workflow.kernel.db import Database

TEXT = "楼道已清理，墙面已粉刷"


class Desk(Board, Telling):
    """Hands to write, to let out, and to tell."""

    def waiting(self, who: str) -> list[str]:
        """The texts on the home page of an account."""
        with self.office.database.reading() as db:
            found = today.inbox(db, self.actor(who), self.watch.now)
        return [row.what for row in found.more.get("postings", [])]


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.tell()
    return made


def test_where_nobody_else_may_look_the_level_above_hears_of_a_text(desk: Desk) -> None:
    desk.draft()
    desk.tell()
    assert desk.heard("posting_to_review") == {"community", "community_head"}


def test_whoever_may_look_finds_it_at_home_and_whoever_wrote_it_does_not(desk: Desk) -> None:
    posting = desk.draft(text=TEXT)
    assert (desk.waiting("community"), desk.waiting("secretary"), desk.waiting("secretary_a2")) == ([TEXT], [], [])
    assert desk.waiting("street") == []
    desk.take("community", posting, "publish")
    assert desk.waiting("community") == []


def test_a_hand_in_the_picture_is_a_hand_in_the_text(desk: Desk) -> None:
    posting = desk.draft(text=TEXT)
    desk.take("secretary", posting, "revise", text="楼道已清理")
    assert (desk.waiting("secretary"), desk.waiting("community_head")) == ([], ["楼道已清理"])


@pytest.mark.parametrize(("step", "letter"), [("publish", "posting_out"), ("withdraw", "posting_withdrawn")])
def test_the_author_hears_what_became_of_it(desk: Desk, step: str, letter: str) -> None:
    posting = desk.draft()
    desk.take("community", posting, step, **({"reason": "写了门牌"} if step == "withdraw" else {}))
    desk.tell()
    assert desk.heard(letter) == {"secretary"}


def test_the_home_page_shows_it_and_leads_there(database: Database) -> None:
    site = Site(database)
    site.matters.__class__ = Desk
    posting = site.matters.draft(text=TEXT)  # type: ignore[attr-defined]
    page = site.browser("community").get("/today").text
    assert f'<a href="/postings/{posting.id}" lang="zh-CN">{TEXT}</a>' in page
    assert TEXT not in site.browser("secretary").get("/today").text
