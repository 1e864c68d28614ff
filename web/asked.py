"""Every list with an address of its own, declared once: where it is, what narrows it, how its ledger reads that.

A ledger beside it (workflow/exchange/lists/) has the same name.
"""

from __future__ import annotations

from datetime import timedelta

from flask import request

from web import assignments, auditor, finding, meetings, orders, postings, promises, reads, requests
from web.current import db, now, number
from web.lists import LISTS, Listed, Question, listed
from web.sessions import actor
from workflow.audit.risks import RISKS
from workflow.exchange.lists.audited import ReadsOf, RisksOf
from workflow.exchange.lists.judged import DoubtsOf
from workflow.exchange.lists.papers import RequestsOf
from workflow.exchange.lists.public import Everything, PostingsOf, PromisesOf
from workflow.exchange.lists.sittings import DaysOf, MeetingsOf
from workflow.issues.details import SheetFilter
from workflow.issues.queries import narrowing
from workflow.kernel.clock import local
from workflow.kernel.errors import NotFound
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.meetings.flow import meeting_flow
from workflow.reports.promises import Quarter
from workflow.requests.kinds import KINDS
from workflow.supervision.queries import STATES, Filter

__all__ = ["LISTS"]
STATE, LATE = N_("状态：%(state)s"), N_("只含逾期的")


@listed("issues", "issues.index", N_("事项"), finding.PARAMETERS)
def of_issues() -> Question:
    args, wanted, told = request.args, finding.asked(), []
    stage = args.get("state", "all" if wanted.q else "open")
    named = finding.STAGES.get(stage) or finding.label_of(stage)
    told.append(Sentence(STATE, {"state": Label(named)}))
    if wanted.q:
        told.append(Sentence(N_("含“%(words)s”"), {"words": wanted.q}))
    told += [Sentence(LATE)] if wanted.late else []
    told += [Sentence(N_("只含现由本组织办的"))] if args.get("mine") else []
    options = narrowing(db(), actor())
    for name, label in (("category", N_("类别：%(name)s")), ("grid", N_("网格：%(name)s"))):
        told += [Sentence(label, {"name": words}) for id, words in options[name] if id == getattr(wanted, name)]
    told += [Sentence(N_("限定组织"))] if wanted.owner or (wanted.holder and not args.get("mine")) else []
    return wanted, told


@listed("assignments", "assignments.index", N_("移交单"), ("state", "late"))
def of_assignments() -> Question:
    state, late = request.args.get("state", "open"), bool(request.args.get("late"))
    label, states = assignments.STAGES.get(state, assignments.STAGES["open"])
    return SheetFilter(states, late), [Sentence(STATE, {"state": Label(label)}), *([Sentence(LATE)] if late else [])]


@listed("requests", "requests.index", N_("申请"), ("state", "kind"))
def of_requests() -> Question:
    state, kind = request.args.get("state", "pending"), request.args.get("kind", "")
    label, states = requests.STAGES.get(state, requests.STAGES["pending"])
    told = [Sentence(STATE, {"state": Label(label)})]
    told += [Sentence(N_("事由：%(kind)s"), {"kind": Label(KINDS[kind].label)})] if kind in KINDS else []
    return RequestsOf(states, kind if kind in KINDS else ""), told


@listed("orders", "orders.index", N_("督办单"), ("state", "late", "org"))
def of_orders() -> Question:
    state, late = request.args.get("state", "open"), bool(request.args.get("late"))
    state = state if state in STATES else "open"
    told = [Sentence(STATE, {"state": Label(orders.WORDS[state])}), *([Sentence(LATE)] if late else [])]
    told += [Sentence(N_("限定组织"))] if number("org") else []
    return Filter(STATES[state], late, number("org")), told


@listed("receptions", "receptions.index", N_("接待日"), ("when",))
def of_receptions() -> Question:
    if request.args.get("when") == "all":
        return DaysOf(), [Sentence(N_("全部"))]
    return DaysOf(local(now()).date().replace(day=1).isoformat()), [Sentence(N_("本月及以后"))]


@listed("meetings", "meetings.index", N_("联席会议"), ("state",))
def of_meetings() -> Question:
    state = request.args.get("state", "")
    if state in meeting_flow.states:
        return MeetingsOf(state), [Sentence(STATE, {"state": Label(meeting_flow.states[state].label)})]
    ahead = local(now()).date() + timedelta(days=meetings.SOON)
    return MeetingsOf(drafts_until=ahead.isoformat()), [Sentence(N_("不含以后才开、还只是计划的会议"))]


@listed("postings", "postings.index", N_("公开文稿"), ("state",))
def of_postings() -> Question:
    label, states = postings.STAGES.get(request.args.get("state", ""), postings.STAGES["drafted"])
    return PostingsOf(states), [Sentence(STATE, {"state": Label(label)})]


@listed("consultations", "consultations.index", N_("民意征集"))
def of_consultations() -> Question:
    return Everything(), []


@listed("promises", "promises.index", N_("承诺兑现"), ("quarter",))
def of_promises() -> Question:
    quarter = promises.asked(Quarter.of(local(now()).date()))
    return PromisesOf(quarter.year, quarter.number), [promises.named(quarter)]


@listed("doubts", "judging.doubts", N_("请人看一看的评价"), ("looked",))
def of_doubts() -> Question:
    looked = request.args.get("looked") == "yes"
    return DoubtsOf(looked), [Sentence(N_("看过的") if looked else N_("还没看的"))]


RISK = ("name", "since", "until")


@listed("risks", "auditor.risk", N_("异常提示"), RISK, within=("name",), without="auditor.index")
def of_risks() -> Question:
    """Raises: NotFound for what nobody asks the record, BadSpan."""
    name = request.args.get("name", "")
    if name not in RISKS:
        raise NotFound
    since, until = auditor.days()
    told = [Sentence(N_("异常提示：%(name)s"), {"name": Label(RISKS[name].label)}), auditor.told(since, until)]
    return RisksOf(name, since.isoformat(), until.isoformat()), told


@listed("reads", "reads.index", N_("查阅日志"), ("kind", "person", "number", "day"))
def of_reads() -> Question:
    wanted = reads.asked()
    day = wanted.day.isoformat() if wanted.day else ""
    return ReadsOf(wanted.kind, wanted.person, wanted.number, day), reads.narrowed(wanted)


LISTS["audit"] = Listed("auditor.index", N_("审计"), ("state", "late", "q"))
"""The same matters as everywhere: it is narrowed and kept, and has no ledger of its own."""
