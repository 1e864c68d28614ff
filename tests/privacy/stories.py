"""Matters in which everything anybody wrote carries a mark by which it is known again."""

from __future__ import annotations

from typing import Any

from tests.issues.answers import photo
from tests.matters import Matters
from tests.privacy.traces import in_rows
from workflow import nouns  # noqa: F401 - every room that keeps something of a person
from workflow.issues import Issue
from workflow.issues.model import Claim
from workflow.kernel.db import bare, fetch
from workflow.kernel.policy import REPORTER, Actor, Capacity

PHONE, MAIL = "13912345678", "li-marked@example.org"
MARKS = {
    name: f"记号{n:02d}·{name}"
    for n, name in enumerate(
        ("what", "place", "name", "more", "note", "said", "plan", "result", "remains", "words", "request", "progress",
         "why", "text", "cause", "measures", "demand"), 1,
    )
}  # fmt: skip
ALL = [*MARKS.values(), PHONE, MAIL]
ANSWER = "公开答复：已清理干净"
CLAIMS = bare(Claim)


def raised(m: Matters, who: str = "secretary", **data: Any) -> Issue:
    contact = {"reporter_name": MARKS["name"], "reporter_phone": PHONE, "reporter_email": MAIL}
    return m.register(who, what=f"{MARKS['what']}\n第二行也写着{MARKS['what']}", place=MARKS["place"],
                      grid=m.street.grids["a1g1"], **contact, **data)  # fmt: skip


def answered(m: Matters) -> Issue:
    """By the owner's own work, with a photo, a note, a call and a supplement on the way."""
    issue = raised(m)
    m.take("secretary", issue, "accept", category=m.street.categories["clutter"], urgency="general")
    m.take("secretary", issue, "note", text=MARKS["note"])
    m.take("secretary", issue, "contact", how="phone", said=MARKS["said"])
    m.take("secretary", issue, "attach", photos=[photo()])
    m.take(m.reporter(issue), issue, "supplement", more=MARKS["more"])
    m.take("secretary", issue, "execute", basis="routine", plan=MARKS["plan"])
    m.take("secretary", issue, "ask_extension", days=5, reason=MARKS["why"])
    m.take("community", m.asked(issue), "approve", opinion=MARKS["text"])
    m.take("secretary", issue, "report_done", result=MARKS["result"])
    m.take("member", issue, "verify", outcome="solved", answer=ANSWER)
    return m.again(issue)  # type: ignore[no-any-return]


def closed(m: Matters) -> Issue:
    """Objected to once, then done by a unit, then confirmed with words."""
    issue = answered(m)
    m.take(m.reporter(issue), issue, "object", remains=MARKS["remains"])
    lead = m.street.orgs["u1"]
    m.take("secretary", issue, "transfer", lead=lead, request=MARKS["request"], basis="routine")
    sheet = m.sheets(issue)[-1]
    m.take("unit", sheet, "sign")
    m.take("unit", sheet, "progress", text=MARKS["progress"])
    m.take("unit", sheet, "report", result=MARKS["result"])
    m.take("member", issue, "verify", outcome="solved", answer=ANSWER)
    said = {"contacted": True, "solved": True, "satisfied": 4, "words": MARKS["words"]}
    m.take(m.reporter(issue), issue, "confirm", **said)
    return m.again(issue)  # type: ignore[no-any-return]


def holder(issue: Issue, claim: int) -> Actor:
    """Whoever holds the code of one claim."""
    return Actor(0, "", (Capacity(REPORTER, issue.id, 1, behalf=claim),))


def asked(m: Matters, issue: Issue, nth: int = 0) -> Any:
    """The nth reporter asks for erasure; the request."""
    m.take(m.reporter(issue, nth), issue, "ask_erasure")
    return m.asked(issue)


def granted(m: Matters, request: Any, **more: Any) -> Any:
    """Two people agree."""
    m.take("secretary", request, "propose", result="approve", opinion="已按您的要求删除", **more)
    return m.take("community", request, "approve")


def claims(m: Matters, issue: Issue) -> list[Claim]:
    """Every stake in it, the first first."""
    with m.office.database.reading() as db:
        return fetch(db, Claim, CLAIMS.c.issue_id == issue.id, order=CLAIMS.c.id)


def joined(m: Matters, issue: Issue) -> Claim:
    """Somebody else comes with the same matter; the second claim."""
    other = {"reporter_name": "赵先生", "reporter_phone": "13711112222"}
    with m.office.desk(m.actor("secretary")) as desk:
        desk.within = "reception.join"
        desk.follow(Issue, issue.id, "join", more="第二位补充：夜里更吵", **other)
        desk.take(Issue, issue.id, "note", {"text": "又一位"})
    return claims(m, issue)[-1]


def left(m: Matters, *words: str) -> set[tuple[str, str]]:
    """(table, word) of what still stands somewhere, of these words or of all marks."""
    return in_rows(m.office.database, words or ALL)
