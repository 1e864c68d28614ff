"""What comes next for one's own body, beside the lists of its home page: receptions, meetings, and what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import g, url_for

from web.current import db, now
from web.dates import day
from web.holding import book
from web.language import say
from web.reception_day import owed
from web.sessions import actor
from web.viewer import PARTY, built
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence
from workflow.meetings.pool import COUNTED
from workflow.receptions.queries import month_before
from workflow.reports.ahead import Ahead, ahead
from workflow.rules.papers import WARN_FROM
from workflow.supervision import queries as orders_queries

MANY = 6
"""Names on a card; the rest stand on the page it leads to."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that comes next: a title, a line about it, and where it leads (none where that page is not built)."""

    name: str
    title: str
    told: str
    url: str | None
    today: bool = False
    """Whether it is now: on a phone it then stands before the lists."""


def coming_up() -> Ahead | None:
    """What comes next for one's own body, found once for the page."""
    bodies = [hat for hat in actor().capacities if hat.role in PARTY]
    if not bodies:
        return None
    if "ahead" not in g:
        branch = next((hat.org for hat in bodies if hat.kind == "branch"), None)
        g.ahead = ahead(db(), bodies[0].org, branch, local(now()).date())
    found: Ahead = g.ahead
    return found


def beside() -> list[Beside]:
    """The next reception and the next meeting of one's own body."""
    found = coming_up()
    if found is None:
        return []
    branch = any(hat.kind == "branch" for hat in actor().capacities if hat.role in PARTY)
    if branch:
        return [next_reception(found), next_meeting(found)]
    return [*uncertain(), *unanswered(), *unheld(), next_meeting(found)]


def uncertain() -> list[Beside]:
    """From November on, for the street: the next year without its holiday notice. The book knows; nobody is asked."""
    today = local(now()).date()
    if today.month < WARN_FROM or not any(hat.kind == "street" for hat in actor().capacities):
        return []
    if not book().base.is_provisional(date(today.year + 1, 1, 1)):
        return []
    title = say(Sentence(N_("%(year)s 年放假安排暂定"), {"year": today.year + 1}))
    told = say(N_("跨年的期限可能顺延；通知公布后，请系统管理员在“工作日历”导入"))
    return [Beside(say(N_("工作日历")), title, told, url_for("rules.index"))]


def unanswered() -> list[Beside]:
    """For those above: who owes a reply to a supervision order past its limit."""
    rows = orders_queries.unanswered(db(), actor(), now())
    if not rows:
        return []
    title = say(Sentence(N_("%(n)s 张"), {"n": sum(row.n for row in rows)}))
    names = say([row.org for row in rows[:MANY]]) + ("…" if len(rows) > MANY else "")
    return [Beside(say(N_("督办逾期未答复")), title, names, url_for("orders.index", state="reply", late="1"))]


def unheld() -> list[Beside]:
    """From the first of a month on, for those above: the branches that held no reception in the month before."""
    names = owed(month_before(local(now()).date()))
    if not names:
        return []
    title = say(Sentence(N_("%(n)s 个支部"), {"n": len(names)}))
    return [
        Beside(say(N_("上月没有接待")), title, say(names[:MANY]) + ("…" if len(names) > MANY else ""), "/receptions")
    ]


def next_reception(found: Ahead) -> Beside:
    """When people may come, and who receives them."""
    name, list_url = say(N_("下一次接待")), "/receptions" if "/receptions" in built() else None
    if found.held_on is None:
        return Beside(name, say(N_("还没有排定")), say(N_("每月一次，由年度计划排定")), list_url)
    url = list_url and f"/receptions/{found.reception}"
    return Beside(name, day(found.held_on), found.host or "", url, _today(found.held_on))


def next_meeting(found: Ahead) -> Beside:
    """When the body meets, and how many matters wait for an agenda."""
    name, list_url = say(N_("下一次会议")), "/meetings" if "/meetings" in built() else None
    many = N_("待议事项 %(n)s 件以上") if found.waiting == COUNTED else N_("待议事项 %(n)s 件")
    pool = say(Sentence(many, {"n": found.waiting}))
    if found.planned_on is None:
        return Beside(name, say(N_("还没有排定")), pool, list_url)
    told = say(Sentence(N_("已列 %(items)s 项 · %(pool)s"), {"items": found.items, "pool": pool}))
    url = list_url and f"/meetings/{found.meeting}"
    return Beside(name, day(found.planned_on), told, url, _today(found.planned_on))


def _today(on: date) -> bool:
    return on == local(now()).date()
