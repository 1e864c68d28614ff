"""Rules that may refuse a step of an assignment."""

from __future__ import annotations

from workflow.calendar.counting import count
from workflow.issues.guards import in_time, none_pending, some_left
from workflow.kernel.clock import local
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import Guard, guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case
from workflow.rules.book import book_of

GIVE_BACK_DAYS, GIVE_BACK_URGENT = 5, 1
"""Working days from dispatch (WORKFLOWS.md section 2)."""


@guard(N_("事项在移交办理中"))
def issue_transferred(case: Case) -> None:
    if case.facts.issue.state != "transferred":
        raise Barred(N_("事项当前不在移交办理中，暂不能进行这一步"))


@guard(N_("退回期限内"))
def give_back_in_time(case: Case) -> None:
    """Counted as its clocks are: what is sent in the evening or on a day off comes on the next working day."""
    sheet, book = case.subject, book_of(case.db, case.subject.street_id)
    limit = GIVE_BACK_URGENT if sheet.urgency in ("danger", "urgent") else GIVE_BACK_DAYS
    hours = book.hours(sheet.owner_id, local(sheet.dispatched_at).date())
    due = count(book.calendar(sheet.owner_id), sheet.dispatched_at, limit, "working_days", hours)
    if case.today > due.day:
        raise Barred(N_("退回须在派出后 %(days)s 个工作日内提出"), days=limit)


@guard(N_("每个单位只退回一次"))
def once_per_unit(case: Case) -> None:
    if case.facts.given_back_before:
        raise Barred(N_("本单位已退回过本事项一次，不能再次退回"))


@guard(N_("裁定后不退回"))
def not_after_ruling(case: Case) -> None:
    if case.subject.ruled:
        raise Barred(N_("已裁定由本单位承办，裁定为最终决定"))


@guard(N_("主办单位的移交单"))
def lead_shown(case: Case) -> None:
    """One unit is enough to call somebody."""
    if case.subject.role != "lead":
        raise Barred(N_("只能准许主办单位查看联系方式"))


@guard(N_("还没有准许"))
def not_unveiled(case: Case) -> None:
    if case.subject.unveiled_at is not None:
        raise Barred(N_("已准许本单位查看联系方式，到移交单结束为止"))


@guard(N_("限主办单位"))
def lead_only(case: Case) -> None:
    if case.subject.role != "lead":
        raise NotPermitted(N_("由主办单位进行；协办单位请用“协办完成”"), who=Sentence(N_("主办单位的经办人")))


@guard(N_("限协办单位"))
def co_only(case: Case) -> None:
    if case.subject.role != "co":
        raise NotPermitted(N_("主办单位请用“报结”"), who=Sentence(N_("协办单位的经办人")))


@guard(N_("协办单位均已完成"))
def co_units_done(case: Case) -> None:
    if case.facts.open_co_units:
        raise Barred(N_("还有 %(n)s 个协办单位未完成，主办单位暂不能报结"), n=case.facts.open_co_units)


@guard(N_("由主办单位申请"))
def lead_asks(case: Case) -> None:
    if case.subject.role != "lead":
        raise NotPermitted(N_("延期和暂停由主办单位申请"), who=Sentence(N_("主办单位的经办人")))


@guard(N_("移交的事项计时中"))
def sheet_running(case: Case) -> None:
    if case.facts.issue.paused_at is not None:
        raise Barred(N_("计时已暂停"))


@guard(N_("移交的事项未延期过"))
def sheet_extend_once(case: Case) -> None:
    if case.facts.issue.counts.get("extend", 0):
        raise Barred(N_("只能延期一次"))


@guard(N_("在移交单期限届满前提出"))
def sheet_asked_in_time(case: Case) -> None:
    in_time(case, case.subject.handle_by)


@guard(N_("移交单累计暂停未满"))
def sheet_pause_left(case: Case) -> None:
    some_left(case.facts.handling)


def sheet_not_asked(kind: str, label: str) -> Guard:
    """A guard that no request of this kind waits for an answer in the assignment's issue."""

    def rule(case: Case) -> None:
        none_pending(case.facts.of_issue, kind)

    rule.__name__ = f"sheet_no_{kind}_asked"
    return guard(label)(rule)


sheet_no_extension_asked = sheet_not_asked("extension", N_("移交的事项没有待审批的延期申请"))
sheet_no_pause_asked = sheet_not_asked("pause", N_("移交的事项没有待审批的暂停申请"))
