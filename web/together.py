"""Several items of a meeting decided alike: one form, one press, and what came of each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web import sitting
from web.access import officer
from web.current import db, desk, now, numbers
from web.deciding import VOTE, counted
from web.forms import StepForm, form_for, verdict_on
from web.language import say
from web.meetings import ROOM
from web.sessions import actor
from workflow.kernel import policy
from workflow.kernel.explain import Verdict
from workflow.kernel.flow import Step
from workflow.meetings import queries, together
from workflow.meetings.facts import MeetingFacts
from workflow.meetings.flow import item_flow
from workflow.meetings.model import AgendaItem, Meeting

bp = Blueprint("together", __name__, url_prefix="/meetings/<int:id>/together")
WAYS = ("decide_execute", "decide_transfer", "decide_escalate", "decide_conclude", "take_note", "ratify", "defer")


def form_of(step: Step, items: list[sitting.Item]) -> StepForm | None:
    """What the step asks, as it asks it of the first open item of theirs; None where nothing is open."""
    if not items:
        return None
    mine = together.theirs(db(), actor(), now(), [one.id for one in items], step.name)
    subject = mine or policy.find(db(), actor(), AgendaItem, items[0].id)
    case = policy.Case(db(), actor(), subject, now())
    usual = {"ballot": case.facts.rule.ballots[0]} if "ballot" in step.asks else {}
    return form_for(Verdict(step, case, None), **usual)


def step_wanted() -> Step:
    way = request.args.get("way", "")
    return item_flow.steps[way if way in WAYS else WAYS[0]]


def page(meeting: Meeting, form: StepForm | None, **more: Any) -> str:
    step = step_wanted()
    ways = [(name, say(item_flow.steps[name].label)) for name in WAYS]
    words: dict[str, Any] = {
        "meeting": meeting,
        "row": sitting.row_of(queries.one(db(), meeting.id)),
        "ways": ways,
        "step": step,
    }
    facts = MeetingFacts(db(), meeting)
    words["counted"] = counted(facts.rule, bool(facts.voters))
    return render_template("meetings/together.html", form=form, vote=VOTE, **words, **more)


@bp.get("")
@officer
def show(id: int) -> ResponseReturnValue:
    """The open items to tick, and the one form; who may settle none of them hears so instead."""
    meeting = ROOM.find(id)
    items = [one for one in sitting.items(meeting) if one.state == "open"]
    if items and not together.theirs(db(), actor(), now(), [one.id for one in items], step_wanted().name):
        verdict_on(policy.find(db(), actor(), AgendaItem, items[0].id), step_wanted().name)
    return page(meeting, form_of(step_wanted(), items), items=items, results=[])


@bp.post("")
@officer
def take(id: int) -> ResponseReturnValue:
    """Each at its own desk; what came of each is told."""
    meeting = ROOM.find(id)
    known = {one.id: one for one in sitting.items(meeting)}
    open_items = [one for one in known.values() if one.state == "open"]
    ticked = [item for item in numbers("items") if item in known]
    if ticked:
        with desk(key="") as open_desk:
            together.need_one(open_desk, ticked, step_wanted().name)
    form = form_of(step_wanted(), open_items)
    if form is None or not ticked:
        return page(meeting, form, items=open_items, results=[], unticked=True), 422
    key = str(form.key.data)
    told = together.each(lambda item: desk(key=f"{key}.{item}"), ticked, step_wanted().name, form.answers())
    results = [(known[one.id], say(one.why)) for one in told]
    left = [one for one in sitting.items(meeting) if one.state == "open"]
    return page(meeting, form_of(step_wanted(), left), items=left, results=results)
