"""Each reporter has one voice: nobody answers in the place of another, and nobody ends a matter for the others."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import or_, select

from tests.matters import Matters
from workflow.issues import Issue
from workflow.issues.model import Claim, Deadline
from workflow.issues.tracking import reporter_of
from workflow.kernel.db import bare, fetch
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.policy import Actor

CLAIMS, ISSUES = bare(Claim), bare(Issue)
GOOD = {"contacted": True, "solved": True}


def led(m: Matters, story: str = "replied", **told: Any) -> tuple[Issue, list[Actor]]:
    """A matter into which another was merged, and both reporters as they stand in it."""
    lead = m.reach("accepted", **told)
    m.take("secretary", m.register(**told), "merge", lead=lead.id)
    if story == "replied":
        m.take("secretary", lead, "execute", basis="routine")
        m.take("secretary", lead, "report_done", result="已清理")
        m.take("member", lead, "verify", outcome="solved", answer="已清理")
    return m.again(lead), everybody(m, lead)


def everybody(m: Matters, lead: Issue) -> list[Actor]:
    """All reporters of a matter and of those merged into it."""
    merged = select(ISSUES.c.id).where(ISSUES.c.merged_into_id == lead.id)
    with m.office.database.reading() as db:
        here = or_(CLAIMS.c.issue_id == lead.id, CLAIMS.c.issue_id.in_(merged))
        claims = fetch(db, Claim, here, order=CLAIMS.c.id)
    return [reporter_of(lead, claim) for claim in claims]


def test_who_has_answered_cannot_close_it_over_the_others(matters):
    issue, (first, second) = led(matters)
    matters.take(first, issue, "rate", **GOOD)
    for step in ("rate", "confirm"):
        with pytest.raises(Barred, match="已评价过"):
            matters.take(first, issue, step, **GOOD)
    assert matters.take(second, issue, "confirm", **GOOD).state == "closed"


def test_a_claim_that_has_ended_only_looks(matters):
    issue, (first, second) = led(matters)
    matters.take(second, issue, "leave")
    said: list[dict[str, Any]] = [GOOD, {"remains": "还有"}, {"more": "补充"}]
    for step, data in zip(("confirm", "object", "supplement"), said, strict=True):
        with pytest.raises(NotPermitted):
            matters.take(second, issue, step, **data)
    assert matters.take(first, issue, "confirm", **GOOD).state == "closed"


def test_leaving_ends_the_claim_of_a_merged_matter_too(matters):
    issue, (_first, second) = led(matters, "accepted")
    matters.take(second, issue, "leave")
    with matters.office.database.reading() as db:
        ended = [claim.ended_at is not None for claim in fetch(db, Claim, order=CLAIMS.c.id)]
    assert ended == [False, True]


def test_a_leading_matter_is_not_withdrawn_under_those_merged_into_it(matters):
    lead = matters.reach("accepted")
    matters.take("secretary", matters.register(kind="proactive"), "merge", lead=lead.id)
    with pytest.raises(Barred):
        matters.take(matters.reporter(lead), lead, "withdraw")
    assert matters.take(matters.reporter(lead), lead, "leave").state == "accepted"


@pytest.mark.parametrize("way", ["routed back", "contested"])
def test_one_answer_clock_runs_from_the_first_acceptance(matters, way):
    if way == "contested":
        issue = matters.reach("not_accepted")
        matters.take(matters.reporter(issue), issue, "contest", why="属于本街道")
        matters.take("community", issue, "take_up")
    else:
        issue = matters.reach("accepted")
        matters.take("dispatcher", issue, "route", org=matters.street.orgs["b1"], reason="地点有误")
        clutter = matters.street.categories["clutter"]
        matters.take("secretary_b1", issue, "accept", category=clutter, urgency="general")
    table = bare(Deadline)
    with matters.office.database.reading() as db:
        answer = fetch(
            db, Deadline, table.c.subject_id == issue.id, table.c.kind == "answer", table.c.stopped_at.is_(None)
        )
    assert len(answer) == 1


def test_the_answer_clock_rests_while_an_answer_stands_and_goes_on_after_an_objection(matters):
    issue = matters.reach("replied")
    assert _answering(matters, issue) == []
    matters.take(matters.reporter(issue), issue, "object", remains="没清完")
    (clock,) = _answering(matters, issue)
    assert clock.started_at == issue.accepted_at


def _answering(matters, issue):
    table = bare(Deadline)
    mine = (table.c.noun == "issue") & (table.c.subject_id == issue.id) & (table.c.kind == "answer")
    with matters.office.database.reading() as db:
        return fetch(db, Deadline, mine, table.c.stopped_at.is_(None))
