"""Hands for tests that tell stories: register a matter on the small street, bring it by real steps to any state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from tests.street import Street, small_street
from workflow.issues import Assignment, Issue
from workflow.issues.model import Claim
from workflow.issues.voice_guards import STAFF
from workflow.kernel.db import Database, bare, fetch
from workflow.kernel.desk import Office
from workflow.kernel.policy import REPORTER, Actor, Capacity
from workflow.kernel.subject import Subject
from workflow.requests import Request

CLAIMS, SHEETS, REQUESTS = bare(Claim), bare(Assignment), bare(Request)
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, nine o'clock on the street


class Watch:
    """The office's clock, moved by hand; each look takes a second, so that dwell times are never nothing."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


class Matters:
    """A small street, its office, and whoever takes the steps."""

    def __init__(self, database: Database) -> None:
        self.watch = Watch()
        self.office = Office(database, b"a key of tests, 32 bytes long..!", self.watch)
        self.street: Street = small_street(self.office)

    def actor(self, who: str | Actor) -> Actor:
        return who if isinstance(who, Actor) else self.street.actor(who)

    def register(self, who: str | Actor = "secretary", /, **data: Any) -> Issue:
        data = {"what": "三楼楼道堆满纸箱", "place": "荔枝路12号"} | data
        with self.office.desk(self.actor(who)) as desk:
            return desk.begin(Issue, "register", data)

    def take(self, who: str | Actor, subject: Subject, step: str, /, **data: Any) -> Any:
        with self.office.desk(self.actor(who)) as desk:
            return desk.take(type(subject), subject.id, step, data)

    def reporter(self, issue: Issue, nth: int = 0) -> Actor:
        """Whoever holds a code of this issue."""
        with self.office.database.reading() as db:
            claims = fetch(db, Claim, CLAIMS.c.issue_id == issue.id, order=CLAIMS.c.id)
        return Actor(0, "", (Capacity(REPORTER, issue.id, 1, behalf=claims[nth].id),))

    def at_an_office(self, issue: Issue) -> Actor:
        """The same where an officer is logged in."""
        (hat,) = self.reporter(issue).capacities
        return Actor(0, "", (replace(hat, kind=STAFF),))

    def clock(self) -> Actor:
        return Actor.clock(1)

    def sheets(self, issue: Issue) -> list[Assignment]:
        with self.office.database.reading() as db:
            return fetch(db, Assignment, SHEETS.c.issue_id == issue.id, order=SHEETS.c.id)

    def asked(self, issue: Issue) -> Request:
        """The newest request in this matter."""
        with self.office.database.reading() as db:
            return fetch(db, Request, REQUESTS.c.issue_id == issue.id, order=REQUESTS.c.id)[-1]

    def again(self, subject: Any) -> Any:
        """The same subject as it stands now."""
        table = bare(type(subject))
        with self.office.database.reading() as db:
            return type(subject)(**db.execute(select(table).where(table.c.id == subject.id)).mappings().one())

    def meeting(self, who: str, issue: Issue, step: str, **data: Any) -> None:
        """Take a step as an agenda item's outcome would."""
        with self.office.desk(self.actor(who)) as desk:
            desk.within = "agenda_item.decide"
            desk.follow(Issue, issue.id, step, **data)
            desk.take(Issue, issue.id, "note", {"text": "会议研究"})

    # -- the states, by real steps -------------------------------------------------------------

    def reach(self, state: str, **data: Any) -> Issue:
        """A fresh issue in this state (or story); see STORIES."""
        return self.again(STORIES[state](self, **data))


def accepted(m: Matters, category: str = "clutter", urgency: str = "general", **data: Any) -> Issue:
    issue = m.register(**data)
    return m.take("secretary", issue, "accept", category=m.street.categories[category], urgency=urgency)


def scheduled(m: Matters, **data: Any) -> Issue:
    issue = accepted(m, **data)
    m.meeting("secretary", issue, "schedule", on="2026-12-01")
    return issue


def executing(m: Matters, **data: Any) -> Issue:
    return m.take("secretary", accepted(m, **data), "execute", basis="routine")


def transferred(m: Matters, **data: Any) -> Issue:
    units = {"lead": m.street.orgs["u1"], "co": [m.street.orgs["u2"]]}
    return m.take("secretary", accepted(m, **data), "transfer", **units, request="清理并回复", basis="routine")


def handling(m: Matters, **data: Any) -> Issue:
    issue = transferred(m, **data)
    for who, sheet in zip(("unit", "unit2"), m.sheets(issue), strict=True):
        m.take(who, sheet, "sign")
    return issue


def returned(m: Matters, **data: Any) -> Issue:
    issue = handling(m, **data)
    for who, sheet in zip(("unit", "unit2"), m.sheets(issue), strict=True):
        m.take(who, sheet, "give_back", basis="不属本单位职责")
    return issue


def disputed(m: Matters, **data: Any) -> Issue:
    issue = returned(m, **data)
    for sheet in m.sheets(issue):
        m.take("secretary", sheet, "dispute", reason="责任清单写明由该单位负责")
    return issue


def resisted(m: Matters, **data: Any) -> Issue:
    issue = handling(m, **data)
    m.take("unit", m.sheets(issue)[0], "resist", who="产权单位", reason="不予配合")
    return issue


def blocked(m: Matters, **data: Any) -> Issue:
    return m.take("secretary", executing(m, **data), "block", who="产权单位", reason="不予配合")


def suspended(m: Matters, **data: Any) -> Issue:
    return m.take("community", accepted(m, **data), "suspend", explanation="等待管网改造", review_on="2026-12-15")


def escalated(m: Matters, **data: Any) -> Issue:
    return m.take("secretary", accepted(m, **data), "escalate", reason="too_major", facts="涉及两栋楼", basis="routine")


def taken_up(m: Matters, **data: Any) -> Issue:
    return m.take("community", escalated(m, **data), "take_up")


def at_the_street(m: Matters, **data: Any) -> Issue:
    issue = m.take(
        "community", taken_up(m, **data), "escalate", reason="no_authority", facts="须区级部门", basis="routine"
    )
    return m.take("street", issue, "take_up")


def verifying(m: Matters, **data: Any) -> Issue:
    return m.take("secretary", executing(m, **data), "report_done", result="已清理")


def units_reported(m: Matters, **data: Any) -> Issue:
    issue = handling(m, **data)
    lead, co = m.sheets(issue)
    m.take("unit2", co, "finish", result="已配合")
    m.take("unit", lead, "report", result="已清理")
    return issue


def concluded(m: Matters, **data: Any) -> Issue:
    return m.take(
        "secretary", accepted(m, **data), "conclude", outcome="explained", answer="已当面说明", basis="routine"
    )


def replied(m: Matters, **data: Any) -> Issue:
    return m.take("member", verifying(m, **data), "verify", outcome="solved", answer="已清理干净")


def closed(m: Matters, **data: Any) -> Issue:
    issue = replied(m, **data)
    return m.take(m.reporter(issue), issue, "confirm", contacted=True, solved=True, satisfied=5)


def objected(m: Matters, **data: Any) -> Issue:
    """Answered, objected to, done again, answered again."""
    issue = replied(m, **data)
    m.take(m.reporter(issue), issue, "object", remains="角落还有")
    m.take("secretary", issue, "execute", basis="routine")
    m.take("secretary", issue, "report_done", result="已清理")
    return m.take("member", issue, "verify", outcome="solved", answer="已全部清理")


def past(m: Matters, **data: Any) -> Issue:
    """Heard and answered before this house, taken in from an old ledger."""
    told = {"what": "楼道堆满纸箱", "place": "荔枝路12号", "heard": "2023-03-05"}
    told["outside"] = f"{m.watch():%H%M%S}"  # no ledger has a number twice
    with m.office.desk(m.actor("secretary")) as desk:
        return desk.begin(Issue, "import_past", told)


def under_review(m: Matters, **data: Any) -> Issue:
    issue = closed(m, **data)
    return m.take(m.reporter(issue), issue, "seek_review", why="答复与事实不符")


def final_review(m: Matters, **data: Any) -> Issue:
    issue = under_review(m, **data)
    m.take("community", issue, "uphold", finding="属实", answer="维持原答复")
    m.take(m.reporter(issue), issue, "confirm", contacted=True, solved=True)
    return m.take(m.reporter(issue), issue, "seek_final_review", why="仍与事实不符")


def not_accepted(m: Matters, **data: Any) -> Issue:
    told = {"reason": "statutory", "channel": "人民法院", "answer": "请依法提起诉讼"}
    return m.take("secretary", m.register(**data), "decline", **told)


def withdrawn(m: Matters, **data: Any) -> Issue:
    issue = m.register(**data)
    return m.take(m.reporter(issue), issue, "withdraw")


def merged(m: Matters, **data: Any) -> Issue:
    lead = accepted(m, **data)
    return m.take("secretary", m.register(**data), "merge", lead=lead.id)


def leading(m: Matters, **data: Any) -> Issue:
    lead = accepted(m, **data)
    m.take("secretary", m.register(**data), "merge", lead=lead.id)
    return lead


def voided(m: Matters, **data: Any) -> Issue:
    return m.take("secretary", m.register("community", **data), "void", reason="重复登记")


def archived(m: Matters, **data: Any) -> Issue:
    issue = closed(m, **data)
    return m.take(m.clock(), issue, "archive")


def recused(m: Matters, **data: Any) -> Issue:
    issue = executing(m, **data)
    return m.take("member", issue, "declare_recusal", reason="与诉求人是亲属")


def paused(m: Matters, **data: Any) -> Issue:
    issue = executing(m, **data)
    m.take("secretary", issue, "ask_pause", why="appraisal", days=5, reason="等待鉴定")
    m.take("community", m.asked(issue), "approve")
    return issue


def summoned(m: Matters, **data: Any) -> Issue:
    return m.take("secretary", accepted(m, **data), "summon", units=[m.street.orgs["u3"]], where="楼下，十点")


def about_staff(m: Matters, **data: Any) -> Issue:
    return m.register("community_head", about_staff_of=m.street.orgs["a1"], **data)


Story = Callable[..., Issue]
STORIES: dict[str, Story] = {
    "registered": Matters.register,
    **{
        story.__name__: story
        for story in (
            accepted, scheduled, executing, transferred, handling, returned, disputed, resisted, blocked, suspended,
            escalated, taken_up, at_the_street, verifying, units_reported, concluded, replied, closed, objected, past,
            under_review, final_review, not_accepted, withdrawn, merged, leading, voided, archived, recused, paused,
            summoned, about_staff,
        )
    },
}  # fmt: skip
