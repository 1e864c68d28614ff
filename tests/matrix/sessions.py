"""Meetings with their items, and reception days, in every relation and state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.matrix.issues import marked
from tests.matrix.statement import FORBIDDEN, ILLEGAL, Told
from tests.matters import Matters
from workflow.issues import Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.meetings import AgendaItem, Meeting
from workflow.receptions import Reception

ITEMS = bare(AgendaItem)
ROLL = {"expected": 20, "present": 12, "excused": 5, "absent": 3}
BY_CHAIR = {"member": FORBIDDEN, "member2": FORBIDDEN}
ONLY_CHAIR = {"add_item": BY_CHAIR, "fill_agenda": BY_CHAIR}
TO_DECIDE = {"take_note": ILLEGAL, "ratify": ILLEGAL, "refuse_ratification": ILLEGAL}
NOT_IN_SESSION = dict.fromkeys(
    ("defer", "recuse_item", "decide_execute", "decide_transfer", "decide_escalate", "decide_conclude", *TO_DECIDE),
    ILLEGAL,
)


def make(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    for name, subject, facts in [*meetings(m, ids), *receptions(m)]:
        ids[name], told[name] = subject.id, facts
        assert facts.state == m.again(subject).state, name
    # the one issue on the table of the meeting in session, and the one on the agenda of a draft
    decide = {"barred": {}, "path": ("a1", "a")}
    told["tabled"] = Told("tabled", "issue", "scheduled", "a1", **decide)
    told["drafted"] = Told("drafted", "issue", "scheduled", "a1", **decide)


def plan(m: Matters, who: str, on: str, kind: str) -> Meeting:
    with m.office.desk(m.actor(who)) as desk:
        return desk.begin(Meeting, "plan", {"kind": kind, "on": on})


def opened(m: Matters, who: str, on: str, issue: Issue | None = None) -> Meeting:
    """In session now."""
    meeting = plan(m, who, on, "joint_meeting")
    if issue:
        m.take(who, meeting, "add_item", issue=issue.id)
    m.take(who, meeting, "convene", starts="9:00", place="会议室")
    return m.take(who, meeting, "open", **ROLL)


def meetings(m: Matters, ids: dict[str, int]) -> list[tuple[str, Any, Told]]:
    """Of the branch in every state; of its sibling, a foreign branch, the community and the street."""
    today = local(m.watch.now).date()
    soon = f"{today + timedelta(days=8)}"
    tabled, drafted = (m.reach("accepted", what=marked(name)) for name in ("tabled", "drafted"))
    ids["tabled"], ids["drafted"] = tabled.id, drafted.id
    draft = plan(m, "secretary", soon, "joint_meeting")
    m.take("secretary", draft, "add_item", issue=drafted.id)
    convened = plan(m, "secretary", soon, "joint_meeting")
    m.take("secretary", convened, "convene", starts="9:00", place="会议室")
    session = opened(m, "secretary", f"{today}", tabled)
    minuting, circulated, signed = (opened(m, "secretary", f"{today}") for _ in range(3))
    for meeting in (minuting, circulated, signed):
        m.take("secretary", meeting, "adjourn")
    for meeting in (circulated, signed):
        m.take("secretary", meeting, "circulate")
    m.take("secretary", signed, "approve")
    told = {
        "meeting_draft": (draft, "draft", "a1", "a", {}),
        "meeting_convened": (convened, "convened", "a1", "a", ONLY_CHAIR | {"open": ILLEGAL, "check_in": ILLEGAL}),
        "meeting_session": (session, "in_session", "a1", "a", {"adjourn": ILLEGAL}),
        "meeting_minuting": (minuting, "minuting", "a1", "a", {}),
        "meeting_circulated": (circulated, "circulated", "a1", "a", {}),
        "meeting_signed": (signed, "signed", "a1", "a", {}),
        "meeting_sibling": (plan(m, "secretary_a2", soon, "joint_meeting"), "draft", "a2", "a", {}),
        "meeting_foreign": (plan(m, "secretary_b1", soon, "joint_meeting"), "draft", "b1", "b", {}),
        "meeting_above": (plan(m, "community", soon, "community_committee"), "draft", "a", "", {}),
        "meeting_street": (plan(m, "street", soon, "street_committee"), "draft", "street", "", {}),
    }
    found = [
        (name, subject, Told(name, "meeting", state, org, (above,), barred=barred))
        for name, (subject, state, org, above, barred) in told.items()
    ]
    return [
        *found,
        ("item_session", item(m, session), Told("item_session", "agenda_item", "open", "a1", ("a",), barred=TO_DECIDE)),
        ("item_draft", item(m, draft), Told("item_draft", "agenda_item", "open", "a1", ("a",), barred=NOT_IN_SESSION)),
    ]


def item(m: Matters, meeting: Meeting) -> AgendaItem:
    with m.office.database.reading() as db:
        return AgendaItem(id=db.execute(select(ITEMS.c.id).where(ITEMS.c.meeting_id == meeting.id)).scalar_one())


def receptions(m: Matters) -> list[tuple[str, Any, Told]]:
    today = local(m.watch.now).date()

    def planned(who: str, months: int) -> Reception:
        with m.office.desk(m.actor(who)) as desk:
            return desk.begin(Reception, "plan", {"on": f"{today + timedelta(days=31 * months)}"})

    opened, closed = planned("secretary", 0), planned("secretary_a2", 0)
    for who, one in (("secretary", opened), ("secretary_a2", closed)):
        m.take(who, one, "announce")
        m.take(who, one, "open")
    m.take("secretary_a2", closed, "close", zero=True)
    announced = m.take("secretary", planned("secretary", 2), "announce")
    told = {
        "reception_open": (opened, "open", "a1", "a", "secretary", {}),
        "reception_planned": (planned("secretary", 1), "planned", "a1", "a", "secretary", {}),
        "reception_announced": (announced, "announced", "a1", "a", "secretary", {"open": ILLEGAL}),
        "reception_sibling": (closed, "closed", "a2", "a", "secretary_a2", {}),
        "reception_foreign": (planned("secretary_b1", 0), "planned", "b1", "b", "secretary_b1", {}),
    }
    return [
        (name, subject, Told(name, "reception", state, org, (above,), host=host, barred=barred))
        for name, (subject, state, org, above, host, barred) in told.items()
    ]
