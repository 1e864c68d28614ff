"""What stories share: who is there, which day it is, and the scenes that come up again and again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from tests.journeys.visitor import Officer, Resident, Visitor
from tests.site import Site
from tests.street import PEOPLE
from workflow.issues import Issue
from workflow.issues.entitled import entitled
from workflow.issues.model import Custody, Deadline
from workflow.jobs.sweep import earliest, sweep
from workflow.kernel.clock import LOCAL
from workflow.kernel.db import bare, fetch, fetch_one
from workflow.kernel.history import EVENTS
from workflow.kernel.verify import verify

ISSUES, CUSTODY, DEADLINES = bare(Issue), bare(Custody), bare(Deadline)
OFFICERS = tuple(name for _account, name, _role, _org in PEOPLE)
ROOM = "党群服务中心二楼"


class Walk:
    """One street, its people by their accounts, and the time there."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._officers: dict[str, Officer] = {}

    def officer(self, account: str) -> Officer:
        if account not in self._officers:
            self._officers[account] = Officer(self.site, account)
        return self._officers[account]

    def __getattr__(self, account: str) -> Officer:
        """`walk.secretary`: whoever has this account."""
        if account.startswith("_") or account not in self.site.street.people:
            raise AttributeError(account)
        return self.officer(account)

    def passer_by(self, *never: str) -> Visitor:
        return Visitor(self.site, never)

    def at(self, day: str, hour: int = 9, minute: int = 0) -> None:
        """Let it be this time on this day; it never goes back."""
        moment = datetime.combine(date.fromisoformat(day), time(hour, minute), LOCAL).astimezone(UTC)
        assert moment >= self.site.watch.now
        self.site.watch.now = moment

    def passes(self, day: str, hour: int = 9, minute: int = 1) -> None:
        """Time goes by until then, and each clock acts when it is due."""
        until = datetime.combine(date.fromisoformat(day), time(hour, minute), LOCAL).astimezone(UTC)
        watch = self.site.watch
        while (due := earliest(self.site.office)) is not None and due <= until:
            watch.now = max(watch.now, due)
            sweep(self.site.office)
        watch.now = max(watch.now, until)

    # -- scenes ------------------------------------------------------------------------------------

    def reception(self, who: Officer, day: str) -> None:
        """A reception day planned, announced and opened, all on its day."""
        who.home()
        who.press("接待日")
        who.press("排定接待日", 接待日期=day, 接待时间="9:00—11:30", 接待地点=ROOM)
        who.press("公告")
        who.press("开始接待")
        who.sees("登记来访事项")

    def slip(self, who: Officer, *never: str) -> Resident:
        """The slip that is on the table now, in the resident's hand."""
        number, code = (re.search(rf'slip-{part}">([^<]+)<', who.page.html) for part in ("number", "code"))
        assert number
        assert code
        return Resident(self.site, number[1], code[1], (*OFFICERS, *never))

    def agenda(self, who: Officer, kind: str, day: str, *titles: str) -> str:
        """A meeting drafted, filled from the pool and convened; its address."""
        who.home()
        who.press("联席会议")
        who.press("拟定会议", 会议类型=kind, 拟开日期=day)
        address = who.page.address
        for title in titles:
            who.press("列入", near=title)
        who.press("发通知", 时间="14:30", 地点=ROOM)
        return address

    def opened(self, who: Officer, address: str, expected: int = 9, present: int = 7) -> None:
        who.open(address)
        who.press("开会", 应到人数=expected, 实到人数=present, 请假人数=expected - present)

    def resolved(self, who: Officer, way: str, **answers: Any) -> None:
        """The item on the table: choose the way, answer what it asks, resolve."""
        who.press(way)
        who.press(f"议定：{way}", **({"表决方式": "协商一致"} | answers))
        who.sees("已议定")

    def signed(self, who: Officer, minutes: str = "会议研究了上列议题，形成一致意见。") -> None:
        """Adjourned, written, circulated, signed."""
        who.press("散会")
        who.press("保存纪要", 会议纪要=minutes)
        who.press("送阅")
        who.press("签发")
        who.sees("已签发", "〔2026〕")

    # -- what must hold ----------------------------------------------------------------------------

    def issue(self, number: str) -> Issue:
        with self.site.office.database.reading() as db:
            found = fetch_one(db, Issue, ISSUES.c.number == number)
        assert found is not None
        return found

    def org(self, name: str) -> int:
        return self.site.street.orgs[name]

    def stays(self, number: str) -> list[Custody]:
        """Who held it, from when to when."""
        with self.site.office.database.reading() as db:
            return fetch(db, Custody, CUSTODY.c.issue_id == self.issue(number).id, order=CUSTODY.c.seq)

    def holds(self, number: str, state: str, owner: str, holder: str | None, settled: int = 0) -> None:
        """Where it stands, who answers for it, who must act; and that its stays add up to its age.

        It may have been settled so many times meanwhile: then nobody held it.
        """
        issue, orgs = self.issue(number), self.site.street.orgs
        names = {id: name for name, id in orgs.items()}
        assert (issue.state, names[issue.owner_id], names.get(issue.holder_id or 0)) == (state, owner, holder)
        stays = self.stays(number)
        assert stays[0].from_at == issue.registered_at
        assert sum(before.to_at != after.from_at for before, after in pairwise(stays)) == settled
        assert [one.to_at is None for one in stays] == [False] * (len(stays) - 1) + [holder is not None]

    def holders(self, number: str) -> list[str]:
        """Who held it, one after the other."""
        names = {id: name for name, id in self.site.street.orgs.items()}
        return [names[one.holder_id] for one in self.stays(number)]

    def answer_clock(self, number: str) -> datetime:
        """Until when the resident must have an answer; no detour moves it."""
        mine = (DEADLINES.c.noun == "issue") & (DEADLINES.c.subject_id == self.issue(number).id)
        with self.site.office.database.reading() as db:
            found = fetch(db, Deadline, mine, DEADLINES.c.kind == "answer")
        assert len({one.due_at for one in found}) == 1  # it rests while an answer stands, and goes on
        return found[0].due_at

    def steps(self, number: str) -> list[str]:
        """The steps that moved the matter, in their order."""
        mine = (EVENTS.c.noun == "issue") & (EVENTS.c.subject_id == self.issue(number).id)
        columns = (EVENTS.c.step, EVENTS.c.from_state, EVENTS.c.to_state)
        with self.site.office.database.reading() as db:
            rows = db.execute(select(*columns).where(mine).order_by(EVENTS.c.seq))
            return [row.step for row in rows if row.from_state != row.to_state]

    def history_is_sound(self) -> None:
        report = verify(self.site.office, entitled)
        assert (report.status, report.first_bad) == (0, None)
