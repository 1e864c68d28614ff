"""What may happen to a holiday notice: imported from a file, replaced by a later one, its limits counted once more."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from workflow.calendar.model import renew
from workflow.calendar.reading import read, written
from workflow.kernel.db import bare
from workflow.kernel.desk import Office
from workflow.kernel.errors import BadAnswers, NotLegal
from workflow.kernel.fields import Field, Line, Whole
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.jobs import Payload, enqueue, job
from workflow.kernel.policy import Actor, Case, clock, follows
from workflow.orgs.relations import operator, system_admin
from workflow.rules.flows import holiday_flow
from workflow.rules.model import HolidayNotice

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

NOTICES = bare(HolidayNotice)
ONCE_MORE, A_MINUTE = "recount", 60
EARLIEST, LATEST = 2008, 2099
"""Years before had other festivals, and their notices come with the service."""


@dataclass(frozen=True, kw_only=True)
class Table(Field):
    """The rows of a notice: nobody's words, so history keeps them whole."""

    def parse(self, raw: Any, case: Case) -> str:
        return str(raw)


@holiday_flow.step(
    N_("导入放假通知"), (), to="in_force", by=[system_admin, operator],
    year=Whole(label=N_("年份"), least=EARLIEST, most=LATEST),
    paper=Line(label=N_("通知来源"), longest=200, help=N_("通知的名称、文号或网址")),
    days=Table(label=N_("放假和上班日期")),
)  # fmt: skip
def publish(desk: Desk, notice: HolidayNotice, year: int, paper: str, days: str) -> None:
    """From now on it is the calendar of its year; limits that run are counted anew in the same transaction."""
    found = read(days.encode(), year)
    if found.faults:
        raise BadAnswers({"days": found.faults[0]})
    older = select(NOTICES.c.id, NOTICES.c.days).where(
        NOTICES.c.street_id == notice.street_id, NOTICES.c.year == year, NOTICES.c.state == "in_force"
    )
    text = written(found.days)
    for row in desk.db.execute(older.with_for_update()).all():
        if row.days == text:
            raise BadAnswers({"days": Sentence(N_("与施行中的通知完全相同，没有变化"))})
        desk.follow(HolidayNotice, row.id, "replace")
    notice.year, notice.source, notice.days, notice.at = year, paper, text, desk.now
    notice.moved = notice.kept = 0


@holiday_flow.step(N_("由新的通知替代"), "in_force", to="replaced", by=follows)
def replace(desk: Desk, notice: HolidayNotice) -> None:
    """A later notice of the same year holds."""


@holiday_flow.step(
    N_("重新核算期限"), "in_force", by=[system_admin, operator, clock, follows],
    help=N_("再核对一遍正在计时的期限；都已核算过的，不会有变化"),
)  # fmt: skip
def recount(desk: Desk, notice: HolidayNotice) -> None:
    """The calendar is a new edition, and whatever an older one counted is counted anew; twice changes nothing."""
    renew(desk.db, notice.street_id)


@holiday_flow.after
def count_anew(desk: Desk, notice: HolidayNotice, step: Step, before: str | None) -> None:
    """Once the notice is recorded and the one before it has ended."""
    if step.name == "publish":
        desk.follow(HolidayNotice, notice.id, "recount")
        told = {"street": notice.street_id, "notice": notice.id}
        enqueue(desk.db, ONCE_MORE, told, key=f"{notice.id}", after=A_MINUTE)


@job(ONCE_MORE)
def recount_once_more(office: Office, told: Payload) -> None:
    """For clocks that others started by the old calendar while the notice was being imported and could not see it."""
    with suppress(NotLegal), office.desk(Actor.clock(told["street"])) as desk:  # replaced meanwhile: that one counts
        desk.take(HolidayNotice, told["notice"], "recount", {})
