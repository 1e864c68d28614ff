"""Joint meetings and reception days of the demo street: resolved together, heard across a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from workflow.demo.clockwork import Story, moment, on, working
from workflow.demo.ground import table
from workflow.demo.town import Town
from workflow.kernel.clock import LOCAL
from workflow.kernel.db import bare, fetch
from workflow.meetings.model import AgendaItem, Meeting
from workflow.receptions.model import Reception

ITEMS = bare(AgendaItem)
BODIES = ("B01", "B02", "B03", "C1")
OUTCOMES = {
    "execute": "decide_execute",
    "transfer": "decide_transfer",
    "escalate": "decide_escalate",
    "conclude": "decide_conclude",
}


def gatherings(town: Town, days: list[date]) -> Iterator[tuple[datetime, Story]]:
    """Each body meets every three weeks; one branch receives today and received a month ago."""
    for n, code in enumerate(BODIES):
        for day in days[8 + n :: 15]:
            yield moment(day, 9 * 60), meeting(town, code)
    last = days[-1] + timedelta(1)
    for branch, day in (("B01", days[-20]), ("B02", days[-20]), ("B01", last)):
        yield moment(day - timedelta(5), 9 * 60), reception(town, branch, day)


def meeting(town: Town, code: str) -> Story:
    """Planned with what waits for it, held three working days later, its minutes signed in the same week."""
    who = town.head(code)
    kind = "joint_meeting"
    day = working(3)(town.play.watch.now, Random(code)).astimezone(LOCAL).date()
    held, _ = town.begin(who, Meeting, "plan", kind=kind, on=day, title="支部联席会议", place="党群服务中心")
    for issue in waiting_for(town, code):
        town.take(who, Meeting, held.id, "add_item", issue=issue)
    yield working(0)
    town.take(who, Meeting, held.id, "convene", starts="09:30", place="党群服务中心二楼")
    yield on(day, 9, 30)
    town.take(who, Meeting, held.id, "open", expected=9, present=8, excused=1, absent=0)
    for item in items(town, held.id):
        step, answers = town.wishes[item.issue_id]
        town.take(who, AgendaItem, item.id, OUTCOMES[step], ballot="consensus", **answers)
    yield on(day, 11)
    town.take(who, Meeting, held.id, "adjourn")
    yield working(1)
    town.take(who, Meeting, held.id, "draft_minutes", text="会议听取情况汇报，逐项研究并形成决议，见各议题。")
    town.take(who, Meeting, held.id, "circulate")
    yield working(2)
    town.take(who, Meeting, held.id, "approve")


def waiting_for(town: Town, code: str) -> list[int]:
    """Matters of this body that a story wants resolved."""
    org = town.ground.orgs[code]
    found = [(town.issue(id), id) for id in town.wishes]
    return [id for issue, id in found if issue.owner_id == org and issue.state == "accepted"]


def items(town: Town, meeting_id: int) -> list[AgendaItem]:
    with town.office.database.reading() as db:
        return fetch(db, AgendaItem, ITEMS.c.meeting_id == meeting_id, ITEMS.c.state == "open", order=ITEMS.c.id)


def reception(town: Town, code: str, day: date) -> Story:
    """Announced, held by the secretary, several matters heard; closed in the afternoon."""
    who = town.head(code)
    session, _ = town.begin(who, Reception, "plan", on=day, place="网格党群服务站")
    town.take(who, Reception, session.id, "announce")
    yield on(day, 9)
    town.take(who, Reception, session.id, "open")
    grid, road = town.ground.grids[code][0]
    for n, matter in enumerate(table("matters")[:4]):
        yield on(day, 9, 10 + 12 * n)
        told: dict[str, Any] = {"what": matter["what"], "place": f"{road}{n + 3}号{matter['spot']}", "grid": grid}
        town.take(who, Reception, session.id, "receive", **told, kind="help")
    yield on(day, 11, 30)
    town.take(who, Reception, session.id, "close")
