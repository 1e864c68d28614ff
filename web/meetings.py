"""Meetings: the agenda before, the decisions in session on a projector, the minutes after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from difflib import unified_diff
from itertools import pairwise
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import deciding, orders, rollcall, sealed, sitting, steps
from web.access import officer
from web.current import db, desk, now, number, office
from web.dates import day, full_day, iso, minute
from web.forms import StepForm, form_for, take_step, verdict_on
from web.language import say
from web.sessions import actor
from web.steps import Room
from workflow.issues import logbook
from workflow.kernel import policy
from workflow.kernel.clock import local
from workflow.kernel.errors import NotFound
from workflow.kernel.explain import Verdict, explain
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.meetings import queries, series, voting
from workflow.meetings.facts import ItemFacts
from workflow.meetings.flow import meeting_flow
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.steps import rules
from workflow.meetings.steps.rollcall import code_of
from workflow.meetings.words import AUDIENCES
from workflow.orgs.roles import PARTY

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
PAGE, SOON = 50, 45
FASTER = N_("您写的时候，别人保存了纪要。您的文字在框里，现有的纪要在下面：合在一起再保存，就是两份都要的那一版")
ON_THE_PAGE = (
    "add_item", "drop_item", "fill_agenda", "move_item", "set_item", "invite_members", "check_in", "step_out",
    "draft_minutes", "answer_dissent", "draft_publication",
)  # fmt: skip
"""Steps whose forms stand in the page itself, so that they need no line under 更多."""


def known(meeting: Meeting, step: Step) -> Mapping[str, Any]:
    """What the form of a step knows beforehand."""
    if step.name in ("convene", "reschedule"):
        return {"starts": meeting.starts, "place": meeting.place}
    if step.name == "set_rule":
        return rules.answers(voting.rule_of(meeting.kind, meeting.rule))
    if step.name == "answer_dissent":
        return {"which": number("which") or ""}
    return {"text": meeting.minutes} if step.name in ("draft_minutes", "correct_minutes") and meeting.minutes else {}


def title(meeting: Meeting) -> str:
    return f"{sitting.called(meeting.kind, meeting.title)} · {day(meeting.planned_on)}"


ROOM = Room(Meeting, "meetings.show", title, sitting.coming, known)


@bp.get("")
@officer
def index() -> ResponseReturnValue:
    """The latest first, narrowed by state; what is only planned for later stands in the plan of the year."""
    state = request.args.get("state")
    state = state if state in meeting_flow.states else None
    today = local(now()).date()
    ahead = None if state else today + timedelta(days=SOON)
    rows = queries.listed(db(), actor(), state=state, cursor=cursor(), limit=PAGE + 1, drafts_until=ahead)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    next_page = url_for(".index", state=state, after=f"{last.planned_on}.{last.id}") if last else None
    chips = [(None, say(N_("全部"))), *((name, say(one.label)) for name, one in meeting_flow.states.items())]
    shown = [sitting.row_of(one) for one in rows[:PAGE]]
    words: dict[str, Any] = {
        "rows": shown,
        "next": next_page,
        "chips": chips,
        "state": state,
        "owed": None,
        "results": [],
    }
    if not state and not cursor():
        if any(hat.kind in PARTY for hat in actor().capacities):
            words["owed"] = len(series.owing(db(), actor(), today))
        words["results"] = [sitting.row_of(one) for one in queries.owing_results(db(), actor(), today)]
    return render_template("meetings/index.html", **words, may_plan=steps.may_begin(ROOM, "plan"))


def cursor() -> queries.Cursor | None:
    """Where the page before ended, as the address says."""
    on, _, id = request.args.get("after", "").partition(".")
    try:
        return (date.fromisoformat(on), int(id)) if id.isascii() and id.isdigit() and len(id) < 19 else None
    except ValueError:
        return None


def usual(born: Verdict) -> Mapping[str, Any]:
    """The first kind is the usual one."""
    return {"kind": next(iter(born.step.asks["kind"].options(born.case) or ()), ("", ""))[0]}


steps.open_birth(bp, ROOM, "plan", "meetings/new.html", usual)


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """Before, in session or after: each has a face of its own."""
    return draw(ROOM.find(id), number("item") or 0, request.args.get("way", ""))


def draw(
    meeting: Meeting, item: int, way: str, form: StepForm | None = None, opened: tuple[str, StepForm] | None = None
) -> ResponseReturnValue:
    """`form` is a refused decision of `item`; `opened` a refused form of the meeting's own."""
    words = common(meeting)
    status = form.status if form else opened[1].status if opened else 200
    if meeting.state == "in_session":
        words |= {"returns": sitting.returns(meeting), **in_session(meeting, words, item, way, form)}
        return render_template("meetings/session.html", **words), status
    if meeting.state in ("draft", "convened"):
        words["waiting"] = sitting.waiting(meeting) if words["may"]["add_item"] is not None else None
        words["audiences"] = [(name, say(label)) for name, label in AUDIENCES.items()]
        words["planned"] = sum(one.minutes or 0 for one in words["items"])
        return render_template("meetings/before.html", **words), status
    words |= after(meeting, opened[1] if opened else None)
    first = words["acts"].primary
    words["sends"] = bool(words["form"] and first and first.url == ROOM.url_of(meeting.id, "circulate"))
    return render_template("meetings/after.html", **words), status


def common(meeting: Meeting) -> dict[str, Any]:
    """What each of the three faces shows."""
    verdicts = {v.step.name: v for v in explain(db(), actor(), meeting, now()) if v.here}
    acts, seats = steps.acts(ROOM, meeting), rollcall.seats(meeting)
    rollcall.leave_to_list(acts.form, seats)
    urls = {ROOM.url_of(meeting.id, name) for name in ON_THE_PAGE}
    return {
        "meeting": meeting,
        "row": sitting.row_of(queries.one(db(), meeting.id)),
        "items": sitting.items(meeting),
        "acts": acts,
        "others": [act for act in acts.others if act.url not in urls],
        "may": {name: verdicts.get(name) if _allowed(verdicts.get(name)) else None for name in ON_THE_PAGE},
        "roll": rollcall.roll(meeting),
        "seats": seats,
        **orders.about_subject(meeting),
    }


def _allowed(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.allowed


def in_session(meeting: Meeting, words: dict[str, Any], wanted: int, way: str, form: StepForm | None) -> dict[str, Any]:
    """The item on the table: the one asked for, else the first without an outcome."""
    items: list[sitting.Item] = words["items"]
    ahead = next((one for one in items if one.state == "open"), items[0] if items else None)
    current = next((one for one in items if one.id == wanted), ahead)
    keeps = words["may"]["check_in"] or words["may"]["step_out"]
    code = code_of(office(), meeting.id) if keeps else ""
    if current is None:
        return {"current": None, "code": code}
    subject = policy.find(db(), actor(), AgendaItem, current.id)
    verdicts = deciding.verdicts(subject)
    ways, drawn, chosen = deciding.decisions(verdicts, way) if current.state == "open" else ([], None, None)
    told = {"current": current, "ways": ways, "form": form or drawn, "chosen": chosen, "vote": deciding.VOTE}
    facts = ItemFacts(db(), subject)
    told |= {
        "counted": deciding.counted(facts.rule, bool(facts.voting)),
        "voters": facts.voting,
        "by_name": "named" in facts.rule.ballots,
        "code": code,
    }
    told |= {"aside": deciding.may_recuse(verdicts)}
    return told | {"brief": sitting.brief(current, meeting), "roll": rollcall.roll(meeting, subject)}


def after(meeting: Meeting, form: StepForm | None) -> dict[str, Any]:
    """The minutes, how they may be worked on, and what was said against them."""
    drafting = common_verdict(meeting, "draft_minutes")
    form = form or (form_for(drafting, text=meeting.minutes or "") if drafting else None)
    entries = logbook.entries(db(), actor(), meeting, 0, 500)
    reasons = [one.get("text", {}).get("reason") for one in entries if one["step"] == "correct_minutes"]
    said = queries.dissents(db(), meeting.id)
    told = {"form": form, "dissents": said, "reasons": dict(enumerate(reasons, 2)), "diffs": diffs(meeting)}
    told["publications"] = sitting.publications(meeting)
    told["attendance"] = rollcall.attendance(rollcall.seats(meeting))
    return told | {"minute": minute, "iso": iso, "full_day": full_day, **sitting.paper(meeting)}


def diffs(meeting: Meeting) -> dict[int, list[tuple[str, str]]]:
    """By version, what a correction took out and put in."""
    versions = queries.minutes(db(), meeting.id)
    return {new.version: changes(old.text, new.text) for new, old in pairwise(versions)}


def changes(old: str, new: str) -> list[tuple[str, str]]:
    """Lines taken out (-), put in (+), and those beside them."""
    lines = list(unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1))[2:]
    return [(line[:1], line[1:]) for line in lines if not line.startswith("@@")]


def common_verdict(meeting: Meeting, name: str) -> Verdict | None:
    found = next((v for v in explain(db(), actor(), meeting, now()) if v.step.name == name), None)
    return found if found is not None and found.allowed else None


@bp.get("/<int:id>/paper")
@officer
def paper(id: int) -> ResponseReturnValue:
    """The minutes on A4."""
    meeting = ROOM.find(id)
    words = {"meeting": meeting, "row": sitting.row_of(queries.one(db(), meeting.id)), "roll": rollcall.roll(meeting)}
    words["attendance"] = rollcall.attendance(rollcall.seats(meeting))
    words["dissents"] = queries.dissents(db(), meeting.id)
    signer = queries.signer(db(), meeting)
    seal = sealed.stamp(meeting.street_id, meeting.noun, meeting.id, "approve", "correct_minutes")
    words |= {"signer": signer, "full_day": full_day, "seal": seal}
    return render_template("meetings/paper.html", **words, **sitting.paper(meeting))


@bp.post("/<int:id>/draft_minutes")
@officer
def draft_minutes(id: int) -> ResponseReturnValue:
    """A refused text comes back into the page it was typed in; one that somebody was faster than, with theirs."""
    meeting = ROOM.find(id)
    step = meeting_flow.steps["draft_minutes"]
    form = form_for(Verdict(step, policy.Case(db(), actor(), meeting, now()), None))
    if meeting.state == "minuting" and form.seen not in (None, meeting.version):
        form.status, form.refused = 409, say(FASTER)
        form.version.data = str(meeting.version)
        return draw(meeting, 0, "", opened=("draft_minutes", form))
    taken = take_step(form, Meeting, id, "draft_minutes")
    if taken is None:
        return draw(meeting, 0, "", opened=("draft_minutes", form))
    if request.form.get("then") == "circulate":  # what was typed goes along: nobody circulates an older text
        with desk(key="") as open_desk:
            sent = open_desk.take(Meeting, id, "circulate", {})
        return steps.done(ROOM, sent, meeting_flow.steps["circulate"])
    flash(say(N_("纪要已保存")))
    return redirect(ROOM.url(id), 303)


def item_of(meeting: Meeting, id: int) -> AgendaItem:
    """An item of this meeting.

    Raises: NotFound.
    """
    found = policy.find(db(), actor(), AgendaItem, id)
    if found.meeting_id != meeting.id:
        raise NotFound
    return found


@bp.post("/<int:id>/items/<int:item>/<step>")
@officer
def decide(id: int, item: int, step: str) -> ResponseReturnValue:
    """A resolution: the vote, the matter's own step and the line of the minutes, or the form again."""
    meeting = ROOM.find(id)
    subject = item_of(meeting, item)
    form = form_for(Verdict(subject.flow.find(step), policy.Case(db(), actor(), subject, now()), None))
    taken = take_step(form, AgendaItem, item, step)
    if subject.flow.steps[step].to is None:
        return beside(meeting, subject, step, form if taken is None else None)
    if taken is None:
        return draw(meeting, item, step, form=form)
    left = sum(one.state == "open" for one in sitting.items(meeting))
    told = N_("“%(step)s”已议定，还有 %(n)s 个议题") if left else N_("“%(step)s”已议定，议题全部议完，可以散会")
    flash(say(Sentence(told, {"step": Label(subject.flow.steps[step].label), "n": left})))
    return redirect(ROOM.url(id), 303)


def beside(meeting: Meeting, item: AgendaItem, name: str, form: StepForm | None) -> ResponseReturnValue:
    """A step that settles nothing, such as a recusal: its form on a page of its own, or back to the item."""
    back = url_for(".show", id=meeting.id, item=item.id)
    one = item.flow.steps[name]
    if form is None:
        flash(say(Sentence(N_("“%(step)s”已记录"), {"step": Label(one.label)})))
        return redirect(back, 303)
    words = {"title": title(meeting), "back": back, "url": request.path, "act": {}, "brief": ""}
    return render_template("steps/step.html", form=form, step=one, **words), form.status


@bp.get("/<int:id>/items/<int:item>/<step>")
@officer
def item_step(id: int, item: int, step: str) -> ResponseReturnValue:
    """The form of a step that settles nothing."""
    meeting = ROOM.find(id)
    subject = item_of(meeting, item)
    known = {"report": subject.report or "", "discussion": subject.discussion or ""} if step == "write_item" else {}
    return beside(meeting, subject, step, form_for(verdict_on(subject, step), **known))


steps.open_steps(bp, ROOM)
