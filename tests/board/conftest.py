"""The small street, where answered matters are told to everybody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.matrix.postings import DONE, picture
from tests.matters import Matters
from workflow.board import Posting
from workflow.issues import Issue
from workflow.issues.photos import Upload
from workflow.kernel.db import Database, bare, fetch, fetch_one

POSTINGS = bare(Posting)


class Board(Matters):
    """Hands to write and to let out."""

    def answered(self, **data: Any) -> Issue:
        """Work by the secretary, verified by the member, with a photo."""
        issue = self.reach("closed", **data)
        return self.again(issue)

    def draft(self, issue: Issue | None = None, text: str = DONE, who: str = "secretary") -> Posting:
        issue = issue or self.answered()
        self.take(who, issue, "draft_public", text=text)
        with self.office.database.reading() as db:
            return fetch(db, Posting, POSTINGS.c.issue_id == issue.id, order=POSTINGS.c.id)[-1]

    def out(self, issue: Issue | None = None, text: str = DONE, by: str = "community") -> Posting:
        return self.take(by, self.draft(issue, text), "publish")

    def with_photo(self, marks: str = "10,10,50,50") -> Posting:
        issue = self.reach("replied")
        self.take("secretary", issue, "attach", photos=[Upload("现场.png", picture())])
        posting = self.draft(issue)
        return self.take("secretary", posting, "publish_photo", photo=self.originals(posting)[0], marks=marks)

    def originals(self, posting: Posting) -> list[str]:
        with self.office.database.reading() as db:
            return [one.id for one in posting.facts(db, posting).originals]

    def copies(self, posting: Posting) -> list[str]:
        with self.office.database.reading() as db:
            return [one.id for one in posting.facts(db, posting).copies]

    def row(self, model: type[Any], *where: Any) -> Any:
        with self.office.database.reading() as db:
            return fetch_one(db, model, *where)


@pytest.fixture
def board(database: Database, peopled: None) -> Board:
    return Board(database)
