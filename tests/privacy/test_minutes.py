"""Signed minutes stay, with number and hash; the words of a matter that was erased are blackened in them."""

from __future__ import annotations

from sqlalchemy import select

from tests.meetings.conftest import Meetings
from tests.privacy.stories import MARKS, asked, granted
from tests.privacy.traces import in_rows
from workflow.issues.entitled import entitled
from workflow.kernel.db import bare
from workflow.kernel.verify import verify
from workflow.meetings import Minutes

MARKED = [MARKS[name] for name in ("what", "place", "text", "said")]


def test_minutes_keep_their_number_and_lose_the_matters_words(database):
    m = Meetings(database)
    issue = m.drain(what=MARKS["what"], place=MARKS["place"], grid=m.street.grids["a1g1"])
    meeting, item = m.in_session(issue)
    m.take("secretary", item, "write_item", report=MARKS["text"], discussion=MARKS["said"])
    m.take("secretary", item, "decide_conclude", ballot="consensus", outcome="explained", answer="已说明")
    m.take("secretary", meeting, "adjourn")
    m.take(
        "secretary",
        meeting,
        "draft_minutes",
        text=f"一、关于{MARKS['what']}（{MARKS['place']}）\n汇报：{MARKS['text']}",
    )
    m.take("secretary", meeting, "circulate")
    signed = m.take("secretary", meeting, "approve")
    m.take("member", issue, "verify", outcome="explained", answer="已说明")
    m.take(m.reporter(issue), issue, "confirm", contacted=True, solved=True)
    assert in_rows(database, MARKED) != set()
    granted(m, asked(m, issue))
    assert in_rows(database, MARKED) == set()
    now, kept = m.again(signed), bare(Minutes)
    with database.reading() as db:
        text = db.execute(select(kept.c.text)).scalar_one()
    assert (now.number, now.content_hash) == (signed.number, signed.content_hash)
    assert text.startswith("一、关于（内容已于")
    assert verify(m.office, entitled).status == 4
