"""What was written about a matter beside it goes with it: why a unit might look, what an auditor found, the answer."""

from __future__ import annotations

from tests.audit.test_inspections import draw
from tests.privacy.stories import ANSWER, MARKS, asked, granted, left, raised
from workflow.issues.entitled import entitled
from workflow.kernel.verify import verify


def test_why_a_unit_might_look_and_what_an_auditor_found_go_with_the_words(matters):
    issue = raised(matters)
    clutter, unit = matters.street.categories["clutter"], matters.street.orgs["u1"]
    matters.take("secretary", issue, "accept", category=clutter, urgency="general")
    matters.take("secretary", issue, "transfer", lead=unit, request="清理", basis="routine")
    (sheet,) = matters.sheets(issue)
    matters.take("secretary", sheet, "unveil", reason=MARKS["why"])
    matters.take("unit", sheet, "sign")
    matters.take("unit", sheet, "report", result="已清理")
    matters.take("member", issue, "verify", outcome="solved", answer=ANSWER)
    matters.take(matters.reporter(issue), issue, "confirm", contacted=True, solved=True)
    inspection = draw(matters, size=1)
    matters.take("auditor", inspection, "judge", issue=issue.id, verdict="breach", remark=MARKS["note"])
    matters.take("auditor", inspection, "conclude", finding="有一件违反规定")
    matters.take("secretary", inspection, "respond", issue=issue.id, reply=MARKS["said"])
    assert {word for _table, word in left(matters)} >= {MARKS["why"], MARKS["note"], MARKS["said"]}
    granted(matters, asked(matters, issue))
    assert left(matters) == set()
    assert verify(matters.office, entitled).status == 4
