"""Rules that may refuse a step of an issue, each with the sentence it gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.calendar.counting import count
from workflow.issues.basis import bases
from workflow.issues.facts import IssueFacts
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import Guard, guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import REPORTER, Case
from workflow.rules.limits import PAUSE

OBJECTION = 30
"""Days in which a closed matter may be objected to."""
OUTSIDE = N_("街道之上请按答复中写明的法定渠道提出")


def once(case: Case, step: str, message: str) -> None:
    if case.subject.counts.get(step, 0):
        raise Barred(message)


@guard(N_("须有议决依据"))
def has_basis(case: Case) -> None:
    """Important matters are decided by a meeting unless another basis is at hand."""
    if not bases(case):
        raise Barred(N_("重要事项须经会议研究：请先列入联席会议议题"), who=Sentence(N_("本组织的联席会议")))


@guard(N_("上级组织存在"))
def below_top(case: Case) -> None:
    """Level by level: above the street there is nobody to escalate to."""
    if case.facts.parent is None:
        raise Barred(N_("街道已是最高一级，不能再上报；%(outside)s"), outside=Sentence(OUTSIDE))


@guard(N_("主责组织在支部之上"))
def above_branch(case: Case) -> None:
    if lower_on_path(case) is None:
        raise Barred(N_("本事项在下一级没有对应的组织，不能退回"))


def lower_on_path(case: Case) -> int | None:
    """The organisation one level below the owner on the issue's own path."""
    issue, kind = case.subject, case.facts.owner.kind
    below: dict[str, int | None] = {"street": issue.community_id, "community": issue.branch_id}
    return below.get(kind)


@guard(N_("每级只退回一次"))
def remand_once(case: Case) -> None:
    once(case, f"remand@{case.subject.owner_id}", N_("本级已退回过一次，不能再次退回"))


@guard(N_("再次未解决后不退回"))
def not_after_second_objection(case: Case) -> None:
    once(case, "object_again", N_("诉求人再次表示未解决后，须由本级办理，不能退回下级"))


@guard(N_("不退给被反映的一方"))
def not_to_accused(case: Case) -> None:
    lower = lower_on_path(case)
    if lower is not None and case.facts.accused(lower):
        raise Barred(N_("本事项反映的是下级工作人员，不能退给被反映的一方"))


@guard(N_("没有并入的事项"))
def not_leading(case: Case) -> None:
    if case.facts.followers:
        raise Barred(N_("已有其他事项并入本事项，请先拆并"))


@guard(N_("不反映工作人员"))
def not_about_staff(case: Case) -> None:
    """Merged, whoever raised it would stand in a matter that the side complained about may read."""
    if case.subject.about_org_id is not None:
        raise Barred(N_("反映工作人员的事项须单独办理，不能并入其他事项"))


@guard(N_("非本人登记"))
def not_registrar(case: Case) -> None:
    if any(person == case.actor.id and step == "register" for person, step in case.facts.deeds):
        raise NotPermitted(N_("登记人不能作废自己登记的事项，须由他人进行"))


@guard(N_("未申诉过且未被终结"))
def may_contest(case: Case) -> None:
    not_barred.rule(case)
    once(case, "contest", N_("不予受理已申诉过一次"))


@guard(N_("事实未被终结"))
def not_barred(case: Case) -> None:
    """After a final review the same facts are barred; new facts make a new issue."""
    if case.subject.barred:
        raise Barred(N_("同一事实已经复核终结；有新情况请登记新的事项"))


@guard(N_("分派不超过两次"))
def route_twice(case: Case) -> None:
    if case.subject.counts.get("route", 0) >= 2 and case.actor.roles.isdisjoint({"street_officer", "dispatcher"}):
        raise Barred(N_("已分派过两次，由街道决定"), who=Sentence(N_("街道干部或分拨员")))


@guard(N_("诉求人唯一"))
def only_claim(case: Case) -> None:
    if len(case.facts.claims) > 1 or case.facts.followers:
        raise Barred(N_("本事项有多位诉求人，只能退出自己的一份"))


@guard(N_("诉求人不止一位"))
def several_claims(case: Case) -> None:
    if len(case.facts.claims) < 2 and not case.facts.followers:
        raise Barred(N_("您是唯一的诉求人，请使用“撤回”"))


@guard(N_("其他诉求人均已评价"))
def last_to_answer(case: Case) -> None:
    not_answered_yet(case)
    if len(missing(case)) > 1:
        raise Barred(N_("还有其他诉求人未评价，请用“评价”留下您的意见"))


@guard(N_("还有其他诉求人未评价"))
def not_last_to_answer(case: Case) -> None:
    not_answered_yet(case)
    if len(missing(case)) < 2:
        raise Barred(N_("您是最后一位，请用“确认解决”"))


def not_answered_yet(case: Case) -> None:
    """One voice per reporter and round: whoever has answered cannot answer again in the place of the others."""
    claims = {hat.behalf for hat in case.actor.capacities if hat.role == REPORTER}
    if claims and not claims & missing(case):
        raise Barred(N_("您已评价过这次答复"))


def missing(case: Case) -> set[int]:
    """Claims that have not answered in this round."""
    answered: set[int] = case.facts.answered
    return {claim.id for claim in case.facts.claims} - answered


TWICE = N_("已两次表示未解决，办结后可以申请复查")


@guard(N_("首次未解决"))
def first_objection(case: Case) -> None:
    once(case, "uphold", N_("复查已维持答复，请申请复核或按法定渠道提出"))
    once(case, "object_again", TWICE)
    once(case, "object", N_("已表示过一次未解决，请用“再次未解决”由上一级办理"))


@guard(N_("第二次未解决"))
def second_objection(case: Case) -> None:
    once(case, "uphold", N_("复查已维持答复，请申请复核或按法定渠道提出"))
    if not case.subject.counts.get("object", 0):
        raise Barred(N_("第一次请用“未解决”，由原组织重办"))
    once(case, "object_again", TWICE)


@guard(N_("办结三十日内"))
def within_thirty_days(case: Case) -> None:
    """The day it was settled is not counted, and the last day counts whole (WORKFLOWS.md section 7)."""
    settled, calendar = case.subject.settled_at, case.facts.book.calendar(case.subject.owner_id)
    if settled is not None and case.today > count(calendar, settled, OBJECTION, "days").day:
        raise Barred(N_("办结已超过 30 天；有新情况请登记新的事项"))


@guard(N_("未复查过"))
def review_once(case: Case) -> None:
    not_barred.rule(case)
    once(case, "seek_review", N_("复查只能申请一次，可申请复核"))


@guard(N_("复查后一次"))
def final_review_once(case: Case) -> None:
    not_barred.rule(case)
    if not case.subject.counts.get("seek_review", 0):
        raise Barred(N_("请先申请复查"))
    once(case, "seek_final_review", N_("复核只能申请一次，之后请按法定渠道提出"))


@guard(N_("受阻由承办者提出"))
def block_by_worker(case: Case) -> None:
    if case.subject.state == "transferred" and not case.within:
        raise NotPermitted(N_("已移交的事项由主办单位报受阻"), who=Sentence(N_("主办单位的经办人")))


@guard(N_("可以离开承办单位"))
def may_leave_units(case: Case) -> None:
    """From `transferred`: the lead returned it, is overdue, disputes it or reports resistance."""
    if case.subject.state != "transferred":
        return
    lead = case.facts.lead
    due = lead and lead.due_at
    late = due is not None and case.now > due
    if lead is not None and lead.state not in ("returned", "disputed") and not late:
        raise Barred(N_("主办单位正在期限内办理，退回、逾期、争议或报受阻后方可上报"))


def came_from(state: str, message: str, name: str, label: str) -> Guard:
    """A guard that the work came from this state."""

    def rule(case: Case) -> None:
        if case.subject.came_from not in state.split():
            raise Barred(message)

    rule.__name__ = name
    return guard(label)(rule)


from_executing = came_from("executing", N_("不是本组织自办的"), "from_executing", N_("来自自办"))
from_transferred = came_from("transferred", N_("不是移交单位办理的"), "from_transferred", N_("来自移交"))
from_decision = came_from("accepted scheduled", N_("不是议定答复的"), "from_decision", N_("来自议定答复"))


@guard(N_("每天最多催办一次"))
def remind_daily(case: Case) -> None:
    if case.subject.reminded_on == case.today:
        raise Barred(N_("今天已催办过，每天最多一次"))


@guard(N_("计时中"))
def running(case: Case) -> None:
    if case.subject.paused_at is not None:
        raise Barred(N_("计时已暂停"))


@guard(N_("已暂停计时"))
def paused(case: Case) -> None:
    if case.subject.paused_at is None:
        raise Barred(N_("计时没有暂停"))


@guard(N_("未延期过"))
def extend_once(case: Case) -> None:
    """Once (WORKFLOWS.md section 7)."""
    once(case, "extend", N_("只能延期一次"))


def in_time(case: Case, due: datetime | None) -> None:
    """Asked before expiry; the answer may come later."""
    if due is not None and case.now > due:
        raise Barred(N_("延期须在期限届满前提出"))


@guard(N_("在期限届满前提出"))
def asked_in_time(case: Case) -> None:
    in_time(case, case.subject.due_at)


def some_left(rows: list[Any]) -> None:
    if sum(row.paused for row in rows) >= PAUSE:
        raise Barred(N_("累计暂停已满 %(days)s 个工作日"), days=PAUSE)


@guard(N_("累计暂停未满"))
def pause_left(case: Case) -> None:
    """15 working days for one stretch of handling (WORKFLOWS.md section 7)."""
    some_left(case.facts.handling)


def none_pending(facts: IssueFacts, kind: str) -> None:
    if kind in facts.asked_for:
        raise Barred(N_("已有同类申请等待审批"))


def not_asked(kind: str, label: str) -> Guard:
    """A guard that no request of this kind waits for an answer."""

    def rule(case: Case) -> None:
        none_pending(case.facts, kind)

    rule.__name__ = f"no_{kind}_asked"
    return guard(label)(rule)


no_extension_asked = not_asked("extension", N_("没有待审批的延期申请"))
no_pause_asked = not_asked("pause", N_("没有待审批的暂停申请"))
no_suspension_asked = not_asked("suspension", N_("没有待审批的挂账申请"))


@guard(N_("紧急处置已追认"))
def ratified_first(case: Case) -> None:
    """What was merged into another matter goes with it; everything else waits for the meeting."""
    waits = case.subject.state != "merged" and any(one.ratified is False for one in case.facts.decisions)
    if waits:
        raise Barred(N_("紧急处置还没有经会议追认，暂不能归档"), who=Sentence(N_("本组织的联席会议")))
