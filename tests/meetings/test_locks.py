"""A meeting decides an item while somebody moves its matter: one of them wins, and neither waits for ever."""

from __future__ import annotations

import threading
import time

from tests.meetings.conftest import Meetings
from workflow.issues import Assignment, Issue
from workflow.kernel.errors import Refusal
from workflow.kernel.subject import Subject


def in_the_middle_of(meetings: Meetings, issue: Issue, then: str, subject: Subject, step: str, **told: object) -> str:
    """Take `step` while another desk has the issue's row in its hands and takes `then` with it; how `step` ended."""
    ended: list[str] = []

    def meanwhile() -> None:
        try:
            meetings.take("secretary", subject, step, **told)
            ended.append("taken")
        except Refusal as refusal:
            ended.append(type(refusal).__name__)

    other = threading.Thread(target=meanwhile)
    with meetings.office.desk(meetings.actor("secretary")) as desk:
        desk.take(Issue, issue.id, "note", {"text": "先看一眼"})
        other.start()
        time.sleep(0.3)  # long enough to take, in the wrong order, the row that `then` needs
        desk.take(Issue, issue.id, then, {"basis": "routine", "reason": "too_major", "facts": "涉及两栋楼"})
    other.join(30)
    return ended[0]


def test_an_item_is_decided_while_its_matter_is_moved(meetings: Meetings) -> None:
    issue = meetings.reach("accepted")  # routine
    _meeting, item = meetings.in_session(issue)
    assert in_the_middle_of(meetings, issue, "execute", item, "decide_execute", ballot="consensus") == "NotLegal"
    assert meetings.again(item).state == "dropped"
    assert meetings.again(issue).state == "executing"


def test_an_assignment_is_taken_back_while_its_matter_is_moved(meetings: Meetings) -> None:
    issue = meetings.reach("returned")
    lead: Assignment = meetings.sheets(issue)[0]
    assert in_the_middle_of(meetings, issue, "escalate", lead, "agree") == "NotLegal"
    assert meetings.again(lead).state == "revoked"
    assert meetings.again(issue).state == "escalated"
