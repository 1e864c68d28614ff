"""Meetings with their items, and reception days, in every relation and state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.matrix.issues import FROM_STORIES, raised
from tests.matrix.statement import FORBIDDEN, ILLEGAL, Told
from tests.matters import Matters
from workflow.issues import Issue
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.meetings import AgendaItem, Meeting
from workflow.receptions import Reception

ITEMS = bare(AgendaItem)
ROLL = {"expected": 20, "present": 12, "excused": 5, "absent": 3}
BY_NAME = ("secretary", "member", "member2", "deputy")
NOT_YET = dict.fromkeys(("open", "check_in", "sign_in"), ILLEGAL)
BY_CHAIR = {"member": FORBIDDEN, "member2": FORBIDDEN}
ONLY_CHAIR = {"add_item": BY_CHAIR, "fill_agenda": BY_CHAIR}
UNPUBLISHED = {"publish_decision": ILLEGAL, "publish_result": ILLEGAL}
BY_ANOTHER = {"member": FORBIDDEN}
"""Whoever wrote the text for everybody does not let it out."""
TO_DECIDE = {"take_note": ILLEGAL, "ratify": ILLEGAL, "refuse_ratification": ILLEGAL}
TO_RATIFY = dict.fromkeys(
    ("decide_execute", "decide_transfer", "decide_escalate", "decide_conclude", "take_note"), ILLEGAL
)
NOT_IN_SESSION = dict.fromkeys(
    (
        "defer",
        "recuse_item",
        "write_item",
        "decide_execute",
        "decide_transfer",
        "decide_escalate",
        "decide_conclude",
        *TO_DECIDE,
    ),
    ILLEGAL,
)


def make(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    for name, subject, facts in [*meetings(m, ids), *receptions(m)]:
        ids[name], told[name] = subject.id, facts
        assert facts.state == m.again(subject).state, name
    for name in ("tabled", "drafted"):  # on the agenda of the meeting in session, and of a draft
        told[name] = Told(name, "issue", "scheduled", "a1", ("a1", "a"))
    told["acted"] = replace(FROM_STORIES["executing"], name="acted")  # its emergency waits for ratification


def plan(m: Matters, who: str, on: str, kind: str) -> Meeting:
    with m.office.desk(m.actor(who)) as desk:
        return desk.begin(Meeting, "plan", {"kind": kind, "on": on})


def opened(m: Matters, who: str, on: str, *agenda: Issue) -> Meeting:
    """In session now."""
    meeting = plan(m, who, on, "joint_meeting")
    for issue in agenda:
        m.take(who, meeting, "add_item", issue=issue.id)
    m.take(who, meeting, "convene", starts="9:00", place="会议室")
    return m.take(who, meeting, "open", **ROLL)


def meetings(m: Matters, ids: dict[str, int]) -> list[tuple[str, Any, Told]]:
    """Of the branch in every state; of its sibling, a foreign branch, the community and the street."""
    today = local(m.watch.now).date()
    soon = f"{today + timedelta(days=8)}"
    tabled, drafted = (m.reach("accepted", **raised(name)) for name in ("tabled", "drafted"))
    ids["tabled"], ids["drafted"] = tabled.id, drafted.id
    draft = plan(m, "secretary", soon, "joint_meeting")
    m.take("secretary", draft, "add_item", issue=drafted.id)
    convened = plan(m, "secretary", soon, "joint_meeting")
    m.take("secretary", convened, "convene", starts="9:00", place="会议室")
    acted = m.reach("accepted", **raised("acted"), category="drain", urgency="danger")
    m.take("secretary", acted, "execute", basis="emergency")
    ids["acted"] = acted.id
    session = opened(m, "secretary", f"{today}", tabled, acted)
    called = plan(m, "secretary", soon, "joint_meeting")
    m.take("secretary", called, "invite_members")
    m.take("secretary", called, "convene", starts="9:00", place="会议室")
    ready = plan(m, "secretary", f"{today}", "joint_meeting")
    m.take("secretary", ready, "convene", starts="9:00", place="会议室")
    empty, minuting, circulated = (opened(m, "secretary", f"{today}") for _ in range(3))
    objected, signed, written, published = (opened(m, "secretary", f"{today}") for _ in range(4))
    afterwards(m, minuting, [circulated, objected, signed, written, published])
    told = {
        "meeting_draft": (draft, "draft", "a1", "a", {}),
        "meeting_convened": (convened, "convened", "a1", "a", ONLY_CHAIR | NOT_YET),
        "meeting_ready": (ready, "convened", "a1", "a", ONLY_CHAIR | {"check_in": ILLEGAL}),
        "meeting_empty": (empty, "in_session", "a1", "a", {}),
        "meeting_session": (session, "in_session", "a1", "a", {"adjourn": ILLEGAL}),
        "meeting_minuting": (minuting, "minuting", "a1", "a", {}),
        "meeting_circulated": (circulated, "circulated", "a1", "a", {}),
        "meeting_objected": (objected, "circulated", "a1", "a", {"approve": ILLEGAL}),
        "meeting_signed": (signed, "signed", "a1", "a", UNPUBLISHED),
        "meeting_written": (written, "signed", "a1", "a", UNPUBLISHED | {"publish_decision": BY_ANOTHER}),
        "meeting_published": (published, "signed", "a1", "a", UNPUBLISHED | {"publish_result": BY_ANOTHER}),
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
        ("meeting_called", called,
         Told("meeting_called", "meeting", "convened", "a1", ("a",), invited=BY_NAME, barred=NOT_YET | ONLY_CHAIR)),
        *(
            (name, item(m, meeting, place), Told(name, "agenda_item", "open", "a1", ("a",), barred=barred))
            for name, meeting, place, barred in (
                ("item_session", session, 1, TO_DECIDE),
                ("item_session_acted", session, 2, TO_RATIFY),
                ("item_draft", draft, 1, NOT_IN_SESSION),
            )
        ),
    ]  # fmt: skip


def afterwards(m: Matters, minuting: Meeting, circulated: list[Meeting]) -> None:
    """Adjourned, circulated, objected to, signed; then the decision written down; then out, with its result written."""
    for meeting in (minuting, *circulated):
        m.take("secretary", meeting, "adjourn")
    for meeting in circulated:
        m.take("secretary", meeting, "circulate")
    _, objected, *signed = circulated
    m.take("member", objected, "dissent", opinion="时限太短")
    for meeting in signed:
        m.take("secretary", meeting, "approve")
    _, *written = signed
    for meeting in written:
        m.take("member", meeting, "draft_publication", kind="decision", text="议定疏通下水管网。")
    m.take("secretary", written[-1], "publish_decision")
    m.take("member", written[-1], "draft_publication", kind="result", text="已疏通。")


def item(m: Matters, meeting: Meeting, place: int) -> AgendaItem:
    mine = (ITEMS.c.meeting_id == meeting.id) & (ITEMS.c.position == place)
    with m.office.database.reading() as db:
        return AgendaItem(id=db.execute(select(ITEMS.c.id).where(mine)).scalar_one())


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
    ready = m.take("secretary_b2", planned("secretary_b2", 0), "announce")
    told = {
        "reception_open": (opened, "open", "a1", "a", "secretary", {}),
        "reception_planned": (planned("secretary", 1), "planned", "a1", "a", "secretary", {}),
        "reception_announced": (announced, "announced", "a1", "a", "secretary", {"open": ILLEGAL}),
        "reception_ready": (ready, "announced", "b2", "b", "secretary_b2", {}),
        "reception_sibling": (closed, "closed", "a2", "a", "secretary_a2", {}),
        "reception_foreign": (planned("secretary_b1", 0), "planned", "b1", "b", "secretary_b1", {}),
    }
    return [
        (name, subject, Told(name, "reception", state, org, (above,), host=host, barred=barred))
        for name, (subject, state, org, above, host, barred) in told.items()
    ]
