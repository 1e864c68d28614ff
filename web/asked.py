"""How each list reads its address when it is taken out as a ledger: what is asked, and the same in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import request

from web import assignments, finding, meetings, orders, postings, promises, requests
from web.current import db, now, number
from web.sessions import actor
from workflow.exchange.lists.judged import DoubtsOf
from workflow.exchange.lists.papers import RequestsOf
from workflow.exchange.lists.public import Everything, PostingsOf, PromisesOf
from workflow.exchange.lists.sittings import DaysOf, MeetingsOf
from workflow.issues.details import SheetFilter
from workflow.issues.queries import narrowing
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.meetings.flow import meeting_flow
from workflow.reports.promises import Quarter
from workflow.requests.kinds import KINDS
from workflow.supervision.queries import STATES, Filter

Question = tuple[Any, list[Sentence]]
STATE, LATE = N_("状态：%(state)s"), N_("只含逾期的")


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


def of_assignments() -> Question:
    state, late = request.args.get("state", "open"), bool(request.args.get("late"))
    label, states = assignments.STAGES.get(state, assignments.STAGES["open"])
    return SheetFilter(states, late), [Sentence(STATE, {"state": Label(label)}), *([Sentence(LATE)] if late else [])]


def of_requests() -> Question:
    state, kind = request.args.get("state", "pending"), request.args.get("kind", "")
    label, states = requests.STAGES.get(state, requests.STAGES["pending"])
    told = [Sentence(STATE, {"state": Label(label)})]
    told += [Sentence(N_("事由：%(kind)s"), {"kind": Label(KINDS[kind].label)})] if kind in KINDS else []
    return RequestsOf(states, kind if kind in KINDS else ""), told


def of_orders() -> Question:
    state, late = request.args.get("state", "open"), bool(request.args.get("late"))
    state = state if state in STATES else "open"
    told = [Sentence(STATE, {"state": Label(orders.WORDS[state])}), *([Sentence(LATE)] if late else [])]
    told += [Sentence(N_("限定组织"))] if number("org") else []
    return Filter(STATES[state], late, number("org")), told


def of_receptions() -> Question:
    if request.args.get("when") == "all":
        return DaysOf(), [Sentence(N_("全部"))]
    return DaysOf(local(now()).date().replace(day=1).isoformat()), [Sentence(N_("本月及以后"))]


def of_meetings() -> Question:
    state = request.args.get("state", "")
    if state in meeting_flow.states:
        return MeetingsOf(state), [Sentence(STATE, {"state": Label(meeting_flow.states[state].label)})]
    ahead = local(now()).date() + timedelta(days=meetings.SOON)
    return MeetingsOf(drafts_until=ahead.isoformat()), [Sentence(N_("不含以后才开、还只是计划的会议"))]


def of_postings() -> Question:
    label, states = postings.STAGES.get(request.args.get("state", ""), postings.STAGES["drafted"])
    return PostingsOf(states), [Sentence(STATE, {"state": Label(label)})]


def of_consultations() -> Question:
    return Everything(), []


def of_promises() -> Question:
    quarter = promises.asked(Quarter.of(local(now()).date()))
    return PromisesOf(quarter.year, quarter.number), [promises.named(quarter)]


def of_doubts() -> Question:
    looked = request.args.get("looked") == "yes"
    return DoubtsOf(looked), [Sentence(N_("看过的") if looked else N_("还没看的"))]


QUESTIONS: dict[str, Callable[[], Question]] = {
    "issues": of_issues, "assignments": of_assignments, "requests": of_requests, "orders": of_orders,
    "receptions": of_receptions, "meetings": of_meetings, "postings": of_postings, "consultations": of_consultations,
    "promises": of_promises, "doubts": of_doubts,
}  # fmt: skip
