"""Meetings one finds on the desk today: one in session, one being minuted, one read by those who were there."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from workflow.demo.clockwork import Pause, Story, moment, on
from workflow.demo.stories.plain import enter
from workflow.demo.tale import Tale
from workflow.demo.town import Town
from workflow.kernel.db import bare, fetch
from workflow.meetings import AgendaItem, Meeting, roll

ITEMS = bare(AgendaItem)
PLACE = "党群服务站会议室"
GUESTS = {"two_new": "刘会长", "resident": "老秦\n小方", "squad": "综合治理中队郭队长"}


def now_at_the_latest(town: Town) -> Pause:
    """This afternoon, or as late before now as leaves time to decide something; never before its own day."""

    def pause(at: datetime, _lots: Random) -> datetime:
        return max(at, moment(town.today, 1), min(moment(town.today, 15 * 60), town.play.until - timedelta(minutes=45)))

    return pause


def matters(town: Town, code: str, seed: str, n: int) -> list[Tale]:
    """So many that want a meeting, no two of them alike."""
    drawn = (Tale(town, code, Random(f"{seed} {nth}"), routine=False, brisk=True) for nth in range(20 * n))
    unlike = {str(tale.matter["what"]): tale for tale in drawn}
    return list(unlike.values())[:n]


def prepared(town: Town, code: str, kind: str, day: Any, tales: list[Tale]) -> int:
    """Drafted with its matters and its list, and convened."""
    head, second = town.head(code), town.second(code)
    meeting, _ = town.begin(second, Meeting, "plan", kind=kind, on=day)
    for tale in tales:
        town.take(second, Meeting, meeting.id, "add_item", issue=tale.id)
    town.take(second, Meeting, meeting.id, "invite_members")
    town.take(head, Meeting, meeting.id, "convene", starts="15:00", place=PLACE)
    return meeting.id


def open_by_name(town: Town, code: str, meeting: int) -> None:
    """Who came signs in, and the roll is frozen."""
    with town.office.database.reading() as db:
        here = [one.id for one in roll.attendees(db, meeting)]
    town.take(town.head(code), Meeting, meeting, "check_in", who=here)
    town.take(town.head(code), Meeting, meeting, "open")


def items(town: Town, meeting: int) -> list[AgendaItem]:
    with town.office.database.reading() as db:
        return fetch(db, AgendaItem, ITEMS.c.meeting_id == meeting, order=ITEMS.c.position)


def in_session(town: Town, code: str, seed: str) -> Story:
    """Convened days ago, opened today, its first item decided; the rest waits for whoever tries the account."""
    tales = matters(town, code, seed, 3)
    for tale in tales:
        yield from enter(tale)
    meeting = prepared(town, code, "joint_meeting", town.today, tales)
    second = town.second(code)
    for seat, names in GUESTS.items():
        town.take(second, Meeting, meeting, "invite", seat_as=seat, names=names)
    for item, minutes in zip(items(town, meeting), (15, 20, 10), strict=True):
        told = {"item": item.id, "minutes": minutes, "audience": "everyone"}
        town.take(second, Meeting, meeting, "set_item", **told)
    yield now_at_the_latest(town)
    open_by_name(town, code, meeting)
    first = items(town, meeting)[0]
    note = {"report": "网格员介绍了现场情况", "discussion": "两家物业都到会，同意分段处理"}
    town.take(second, AgendaItem, first.id, "write_item", **note)
    town.take(town.head(code), AgendaItem, first.id, "decide_execute", ballot="consensus", plan="两周内分段处理")


def just_held(town: Town, code: str, seed: str, day: Any, read: bool) -> Story:
    """A committee that has met: its minutes are being written, or were read and objected to."""
    tales = matters(town, code, seed, 1)
    for tale in tales:
        yield from enter(tale)
    meeting = prepared(town, code, "branch_committee", day, tales)
    yield on(day, 15, 5)
    open_by_name(town, code, meeting)
    vote = {"ballot": "hands", "yes": 3, "no": 0, "abstain": 0}
    (item,) = items(town, meeting)
    town.take(town.head(code), AgendaItem, item.id, "decide_execute", **vote, plan="一周内处理完毕")
    town.take(town.head(code), Meeting, meeting, "adjourn")
    if read:
        yield on(day, 17)
        town.take(town.head(code), Meeting, meeting, "circulate")
        town.take(town.second(code), Meeting, meeting, "dissent", opinion="处理时限偏紧，建议写明由谁验收")
