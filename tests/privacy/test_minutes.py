"""Signed minutes stay, with number and hash; the words of a matter that was erased are blackened in them."""

from __future__ import annotations

from sqlalchemy import select

from tests.meetings.conftest import Meetings
from tests.privacy.stories import ANSWER, MARKS, asked, granted
from tests.privacy.traces import in_rows
from workflow.issues import Issue
from workflow.issues.entitled import entitled
from workflow.kernel.db import bare
from workflow.kernel.verify import verify
from workflow.meetings import Minutes
from workflow.meetings.checking import minutes_faults

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


def answered_by_a_meeting(m):
    """Two people raised it; a meeting resolved the answer, and its minutes tell both."""
    issue = m.drain(what=MARKS["what"], place=MARKS["place"], grid=m.street.grids["a1g1"])
    with m.office.desk(m.actor("secretary")) as desk:
        desk.within = "reception.join"
        desk.follow(Issue, issue.id, "join", more="第二位补充")
        desk.take(Issue, issue.id, "note", {"text": "又一位"})
    meeting, item = m.in_session(issue)
    m.take("secretary", item, "write_item", report=f"来人说{MARKS['what']}", discussion="须尽快答复")
    m.take("secretary", item, "decide_conclude", ballot="consensus", outcome="explained", answer=ANSWER)
    m.take("secretary", meeting, "adjourn")
    m.take("secretary", meeting, "draft_minutes", text=f"一、关于{MARKS['what']}：{ANSWER}。须尽快答复。")
    m.take("secretary", meeting, "circulate")
    m.take("secretary", meeting, "approve")
    m.take("member", issue, "verify", outcome="explained", answer=ANSWER)
    m.take(m.clock(), issue, "lapse")
    return issue


def test_the_words_of_one_of_several_reporters_go_from_the_minutes_too(database):
    m = Meetings(database)
    issue = answered_by_a_meeting(m)
    granted(m, asked(m, issue, 0))
    assert in_rows(database, [MARKS["what"], MARKS["place"]]) == set()
    assert {word for _table, word in in_rows(database, ["须尽快答复", ANSWER])} == {"须尽快答复", ANSWER}
    with database.reading() as db:
        assert list(minutes_faults(db)) == []


def test_a_resolution_that_is_the_answer_goes_with_the_answer(database):
    m = Meetings(database)
    issue = answered_by_a_meeting(m)
    granted(m, asked(m, issue, 0), with_answer=True)
    assert in_rows(database, [ANSWER]) == set()
    assert verify(m.office, entitled).status == 4
