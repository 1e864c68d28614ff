"""Meetings of every body of the demo street: whatever waits for one is put on an agenda and resolved."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from workflow.calendar.days import Calendar
from workflow.demo.clockwork import Story, after, on, working
from workflow.demo.town import Town
from workflow.kernel.db import bare, fetch
from workflow.meetings import AgendaItem, Meeting
from workflow.meetings.pool import pool

ITEMS = bare(AgendaItem)
KINDS = {
    "B": ("joint_meeting", "joint_meeting", "branch_committee"),
    "C": ("community_committee",),
    "S": ("street_committee",),
}
EXPECTED = {"joint_meeting": 14, "branch_committee": 5, "community_committee": 7, "street_committee": 9}
RESULT = "议定的事项已按期办理，结果已答复诉求人。"
ROOMS = {"B": "党群服务站会议室", "C": "社区党群服务中心二楼", "S": "街道办事处三号会议室"}


def meetings(town: Town, code: str, lots: Random) -> Story:
    """One after the other, whenever something waits."""
    yield working(lots.randint(0, 6))
    while True:
        if waiting := waits_for(town, code):
            yield from held(town, code, lots, waiting)
        yield working(lots.randint(3, 5))


def waits_for(town: Town, code: str) -> list[int]:
    """Issues of this body that want a resolution, or an emergency act ratified."""
    with town.office.database.reading() as db:
        found = pool(db, town.ground.orgs[code], town.now_local.date())
    return [one.id for one in found if one.id in town.wishes or one.kind != "decide"]


def held(town: Town, code: str, lots: Random, issues: list[int], ahead: int = 4) -> Story:
    """From the draft to the signed minutes."""
    day = Calendar.seeded().add_working_days(town.now_local.date(), ahead)
    kind = lots.choice(KINDS[code[0]])
    meeting, _ = town.begin(town.second(code), Meeting, "plan", kind=kind, on=day)
    for issue in issues:
        town.take(town.second(code), Meeting, meeting.id, "add_item", issue=issue)
    yield working(0)
    town.take(town.head(code), Meeting, meeting.id, "convene", starts="15:00", place=ROOMS[code[0]])
    yield on(day, 15, lots.randint(0, 12))
    expected = EXPECTED[kind]
    away = lots.randint(0, 2)
    roll = {"expected": expected, "present": expected - away, "excused": away}
    town.take(town.head(code), Meeting, meeting.id, "open", **roll)
    for item in open_items(town, meeting.id):
        yield after(minutes=lots.randint(6, 14))
        resolve(town, code, item, kind, expected - away)
    yield after(minutes=10)
    town.take(town.head(code), Meeting, meeting.id, "adjourn")
    yield working(lots.randint(1, 2))
    town.take(town.head(code), Meeting, meeting.id, "circulate")
    yield working(lots.randint(2, 3))
    town.take(town.head(code), Meeting, meeting.id, "approve")
    town.play.add(town.play.watch.now + timedelta(days=1), published(town, code, meeting.id, len(issues)))


def published(town: Town, code: str, meeting: int, n: int) -> Story:
    """The decision for everybody to read, and weeks later what came of it."""
    for kind, words in (("decision", f"会议研究了 {n} 件事项，均已明确办理单位和时限。"), ("result", RESULT)):
        town.take(town.second(code), Meeting, meeting, "draft_publication", kind=kind, text=words)
        yield working(1)
        town.take(town.head(code), Meeting, meeting, f"publish_{kind}")
        yield working(15)


def open_items(town: Town, meeting: int) -> list[AgendaItem]:
    mine = (ITEMS.c.meeting_id == meeting) & (ITEMS.c.state == "open")
    with town.office.database.reading() as db:
        return fetch(db, AgendaItem, mine, order=ITEMS.c.position)


def resolve(town: Town, code: str, item: AgendaItem, kind: str, present: int) -> None:
    """What the story of the issue wants, by the vote this kind of meeting takes."""
    vote: dict[str, Any] = {"ballot": "consensus"}
    if kind != "joint_meeting":
        vote = {"ballot": "hands", "yes": present, "no": 0, "abstain": 0}
    if item.kind == "ratify":
        step, answers = "ratify", vote
    elif item.kind == "follow_up":
        step, answers = "take_note", {"noted": "通报办理进度，请责任人下次会议前办结"}
    else:
        outcome, wanted = town.wishes.pop(item.issue_id)
        step, answers = f"decide_{outcome}", vote | wanted
    town.take(town.head(code), AgendaItem, item.id, step, **answers)
