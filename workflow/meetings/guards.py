"""Rules that may refuse a step of a meeting or of an agenda item, each with the sentence it gives."""

from __future__ import annotations

from datetime import timedelta

from workflow.calendar.wording import full_day
from workflow.issues.flow import issue_flow
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import Guard, guard
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Case, permit
from workflow.meetings import voting
from workflow.meetings.relations import by_chair
from workflow.meetings.words import ITEM_KINDS, PUBLICATIONS
from workflow.orgs.roles import HEADS


@guard(N_("临时议题须主持人同意"))
def late_item_by_chair(case: Case) -> None:
    """After the notice went out only the chair adds to the agenda."""
    heads = [c for c in case.actor.capacities if c.role in HEADS and c.org == case.subject.org_id]
    if case.subject.state == "convened" and not any(c.covers("add_item") for c in heads):
        raise NotPermitted(N_("会议通知已发出，临时议题须由会议主持人列入"), who=by_chair(case))


NIGHT = timedelta(days=1)


@guard(N_("会议当天"))
def on_its_day(case: Case) -> None:
    """An evening that goes on past midnight is one meeting: while it sits, whoever comes back is there."""
    planned = case.subject.planned_on
    night = case.subject.state == "in_session" and case.today == planned + NIGHT
    if case.today != planned and not night:
        raise Barred(N_("会议定于 %(day)s 召开，如有变动请先改期"), day=full_day(planned))


@guard(N_("有名单，或已登记到会人数"))
def listed_or_counted(case: Case) -> None:
    """Without a list there is nothing to tick off before the roll is counted, which is when the meeting opens."""
    if case.subject.here is None and not case.facts.voters:
        raise Barred(N_("没有名单的会议，开会时一并登记到会人数"))


@guard(N_("会议日期已过"))
def date_passed(case: Case) -> None:
    if case.today <= case.subject.planned_on:
        raise Barred(N_("会议日期未过"))


@guard(N_("议题均有结论"))
def all_items_settled(case: Case) -> None:
    if left := len(case.facts.open_items):
        raise Barred(N_("还有 %(n)s 个议题没有结论，请议决或暂缓后再散会"), n=left)


@guard(N_("纪要已起草"))
def minutes_written(case: Case) -> None:
    if not (case.subject.minutes or "").strip():
        raise Barred(N_("会议纪要还没有内容，请先整理"))


@guard(N_("意见均已答复"))
def objections_answered(case: Case) -> None:
    if left := len(case.facts.unanswered):
        raise Barred(N_("还有 %(n)s 条保留意见没有答复，请先逐条答复或修改纪要"), n=left)


def reviewed(kind: str, label: str) -> Guard:
    """A guard that somebody else wrote the text the public will read, and that it is not out yet."""

    def rule(case: Case) -> None:
        text = case.facts.publications.get(kind)
        if text is None:
            raise Barred(N_("请先拟写“%(kind)s”的公开文稿"), kind=Label(PUBLICATIONS[kind]))
        if text.published_at:
            raise Barred(N_("“%(kind)s”已经发布"), kind=Label(PUBLICATIONS[kind]))
        if text.drafted_by_id == case.actor.id:
            raise NotPermitted(N_("公开文稿由您拟写，须由另一人审核后发布"))

    rule.__name__ = f"reviewed_{kind}"
    return guard(label)(rule)


reviewed_decision = reviewed("decision", N_("议决公开稿已由他人拟写"))
reviewed_result = reviewed("result", N_("结果公开稿已由他人拟写"))


@guard(N_("议决已公开"))
def decision_published(case: Case) -> None:
    decision = case.facts.publications.get("decision")
    if decision is None or decision.published_at is None:
        raise Barred(N_("请先公开议决，再公开结果"))


@guard(N_("会议进行中或整理纪要"))
def being_recorded(case: Case) -> None:
    if case.facts.meeting.state not in ("in_session", "minuting"):
        raise Barred(N_("只有在会上或整理纪要时才能记录汇报和讨论"))


@guard(N_("会议进行中"))
def in_session(case: Case) -> None:
    if case.facts.meeting.state != "in_session":
        raise Barred(N_("会议不在进行中，议题只能在会上议决"))


@guard(N_("达到法定人数"))
def quorate(case: Case) -> None:
    """Somebody is present, and enough for this kind of meeting to vote at all."""
    if case.facts.count.present < 1:
        raise Barred(N_("现在没有表决人在场，不能议定；可以暂缓"))
    found = voting.quorum(case.facts.rule, case.facts.count)
    if found is not None and not found.holds:
        raise Barred(found.sentence.message, **found.sentence.values)


def of_kind(name: str, label: str, *kinds: str) -> Guard:
    """A guard that the item is of one of these kinds."""

    def rule(case: Case) -> None:
        if case.subject.kind not in kinds:
            raise Barred(N_("本议题是“%(kind)s”，不能这样议定"), kind=Label(ITEM_KINDS[case.subject.kind]))

    rule.__name__ = name
    return guard(label)(rule)


to_decide = of_kind("to_decide", N_("议决类议题"), "decide")
to_decide_or_follow = of_kind("to_decide_or_follow", N_("议决或跟进类议题"), "decide", "follow_up")
to_follow_up = of_kind("to_follow_up", N_("跟进类议题"), "follow_up")
to_ratify = of_kind("to_ratify", N_("追认类议题"), "ratify")


def issue_allows(step: str, label: str) -> Guard:
    """A guard that the issue could take this step now, as a consequence of the item's."""

    def rule(case: Case) -> None:
        permit(case.facts.of_issue(case), issue_flow.steps[step])

    rule.__name__ = f"issue_allows_{step}"
    return guard(label)(rule)
