"""One mechanism that draws and takes a step of any subject: form, act, and the sentence about what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from web import forms
from web.access import officer
from web.current import db, desk, now
from web.dates import soon
from web.forms import StepForm, form_for, verdict_on
from web.language import say
from web.sessions import actor
from web.viewer import home
from workflow.issues.guards import from_decision, from_executing, from_transferred, paused
from workflow.issues.voice_guards import many_reporters
from workflow.kernel import policy
from workflow.kernel.errors import Barred, NotFound, NotPermitted, Refusal
from workflow.kernel.explain import Verdict, verdicts
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import CLOCK, REPORTER, Actor, Case
from workflow.kernel.subject import Subject
from workflow.requests.relations import needs_two

S = TypeVar("S", bound=Subject)
Beforehand = Callable[[Verdict], Mapping[str, Any]]
View = Callable[..., ResponseReturnValue]
Coming = tuple[Sentence, datetime | None]
"""Who must act next, in words, and until when."""

NO_NEWS = {from_decision, from_executing, from_transferred, paused, many_reporters, needs_two}
"""Guards that choose between two steps of one kind, or find nothing to do: a grey line would tell nothing."""


def nothing(subject: Any, step: Step) -> Mapping[str, Any]:
    """What a form knows beforehand, unless a room knows more."""
    return {}


@dataclass(frozen=True)
class Room(Generic[S]):
    """Where one kind of subject lives on the site, and how its pages speak of it.

    `show` is the endpoint of one subject, taking its id; `<show's blueprint>.step` takes id and step.
    """

    model: type[S]
    show: str
    title: Callable[[S], str]
    coming: Callable[[Connection, S], Coming | None] = lambda db, subject: None
    known: Callable[[S, Step], Mapping[str, Any]] = nothing
    read_by: Callable[[Actor, S], S] = lambda actor, subject: subject
    """The subject as this person may read it."""
    after: Callable[[S], str | None] = lambda subject: None
    """Where one goes on after a step, if not to the subject itself."""
    asked: Callable[[Connection, S, Step], Coming | None] = lambda db, subject, step: None
    """Who must answer next, and until when, after a step that moved nothing but asked for something."""
    brief: Callable[[S], str] = lambda subject: ""
    """What one reads beside the form of a step, drawn."""

    def url(self, id: int) -> str:
        return url_for(self.show, id=id)

    def url_of(self, id: int, step: str) -> str:
        return url_for(f"{self.show.partition('.')[0]}.step", id=id, step=step)

    def find(self, id: int) -> S:
        """The subject as this actor may see it.

        Raises: NotFound.
        """
        return self.read_by(actor(), policy.find(db(), actor(), self.model, id))


# -- the routes that rooms have in common --------------------------------------------------------


def open_steps(bp: Blueprint, room: Room[S], mark: Callable[[View], View] = lambda view: view) -> None:
    """The two routes of every step: its form, and the step itself. A room's own address for a step goes before.

    `mark` says what else the taking of one may need, such as room for photos.
    """

    @bp.get("/<int:id>/<step>", endpoint="step")
    @officer
    def form(id: int, step: str) -> ResponseReturnValue:
        return draw(room, id, step)

    @bp.post("/<int:id>/<step>", endpoint="take")
    @officer
    @mark
    def taken(id: int, step: str) -> ResponseReturnValue:
        return take(room, id, step)


def open_birth(bp: Blueprint, room: Room[S], name: str, template: str, known: Beforehand = lambda born: {}) -> None:
    """The two routes of a birth: its form with what is known beforehand, and the birth itself or the form again."""

    @bp.get("/new", endpoint="new")
    @officer
    def form() -> ResponseReturnValue:
        verdict = birth(room, name)
        return render_template(template, form=form_for(verdict, **known(verdict)))

    @bp.post("/new", endpoint=name)
    @officer
    def born() -> ResponseReturnValue:
        asked = form_for(birth(room, name))
        subject = begin(room, name, asked)
        if subject is None:
            return render_template(template, form=asked), asked.status
        return done(room, subject, room.model.flow.steps[name])


# -- the page of one step ----------------------------------------------------------------------


def draw(room: Room[S], id: int, name: str) -> ResponseReturnValue:
    """The form of one step, on a page of its own.

    Raises: the refusal where the step is not allowed.
    """
    subject = room.find(id)
    verdict = verdict_on(subject, name)
    return page(room, subject, verdict.step, form_for(verdict, **room.known(subject, verdict.step)))


def take(room: Room[S], id: int, name: str) -> ResponseReturnValue:
    """Take the step; say what happened and what comes next. A refused form comes back with what was typed.

    Raises: every refusal that typing differently would not change.
    """
    step = room.model.flow.find(name)
    came = forms.take_typed(room.model, id, step)
    if not isinstance(came, Refusal):
        return done(room, came, step)
    subject = room.find(id)
    form = form_for(Verdict(step, Case(db(), actor(), subject, now()), None))
    forms.refuse(form, came)
    return page(room, subject, step, form), came.status


def begin(room: Room[S], name: str, form: StepForm, more: Mapping[str, Any] | None = None) -> S | None:
    """Let a subject be born from a form; None where the form must be drawn again with `form.status`.

    What a rule forbids is said there too: another day or another place would do.
    """
    answers = {**form.answers(), **(more or {})}

    def act() -> S:
        with desk() as open_desk:
            return open_desk.begin(room.model, name, answers)

    came = forms.tried(act, (Barred.status, *forms.IN_PLACE))
    if isinstance(came, Refusal):
        if came.status == Barred.status and not isinstance(came, Barred):
            raise came
        forms.refuse(form, came)
        return None
    return came


def birth(room: Room[S], name: str) -> Verdict:
    """What a birth step asks of this actor.

    Raises: NotPermitted for whoever may not take it, with who could.
    """
    verdict = forms.verdict_on_birth(room.model, name)
    policy.require(verdict.case, verdict.step)
    return verdict


def may_begin(room: Room[S], name: str) -> bool:
    """Whether a button for it is worth drawing."""
    try:
        birth(room, name)
    except NotPermitted:
        return False
    return True


def page(room: Room[S], subject: S, step: Step, form: StepForm) -> str:
    """One form, what it is about, and the way back."""
    return render_template(
        "steps/step.html", form=form, step=step, title=room.title(subject), back=room.url(subject.id),
        act=drawn(room, subject, step), url=request.path, brief=room.brief(subject),
    )  # fmt: skip


def done(room: Room[S], subject: S, step: Step) -> ResponseReturnValue:
    """After a step: one sentence, then the subject again, or the home page where it is out of sight now."""
    flash(next_sentence(room, subject, step))
    where = room.after(subject) or room.url(subject.id)
    return redirect(where if seen(room, subject) else home(), 303)


def seen(room: Room[S], subject: S) -> bool:
    """Whether the actor still sees it: a matter sent elsewhere may be gone from one's own list."""
    with suppress(NotFound):
        return room.find(subject.id) is not None
    return False


def next_sentence(room: Room[S], subject: S, step: Step) -> str:
    """已移交，等城管中队签收，今天 17:05 前: what happened, who must act next, and until when."""
    moved = step.to is not None
    done = Sentence(N_("已%(step)s") if moved else N_("“%(step)s”已记录"), {"step": Label(step.label)})
    coming = room.coming(db(), subject) if moved else room.asked(db(), subject, step)
    if coming is None:
        return say(done)
    act, until = coming
    if until is None:
        return say(Sentence(N_("%(done)s，%(next)s"), {"done": done, "next": act}))
    words = {"done": done, "next": act, "until": soon(until, now())}
    return say(Sentence(N_("%(done)s，%(next)s，%(until)s前"), words))


# -- what may be done, beside a subject ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """One step as parts/steps.html draws it."""

    label: str
    url: str | None
    asks_for: str = ""
    follows: str = ""
    hint: str = ""
    why: str = ""
    who: str = ""
    danger: bool = False
    moves: bool = False
    """Whether it takes the subject elsewhere: another way beside the primary act, not a note on it."""


@dataclass(frozen=True, slots=True)
class Acts:
    """The primary act with its form, the other allowed ones, and those refused now with the reason."""

    primary: Act | None
    form: StepForm | None
    others: list[Act]
    refused: Act | None
    """The act that would be the primary one, were it allowed."""
    case: Case
    """What was asked about the subject, so that its page need not ask again."""


def acts(room: Room[S], subject: S) -> Acts:
    """What this actor may do with the subject now; steps only residents take are left out."""
    case = Case(db(), actor(), subject, now())
    told = [v for v in verdicts(case) if not v.step.roles <= {REPORTER, CLOCK}]
    allowed = sorted((v for v in told if v.allowed), key=lambda v: (v.step.to is None, not v.step.working))
    first = next((v for v in allowed if v.step.primary), None)
    rest = [drawn(room, subject, v.step) for v in allowed if v is not first]
    refused = together([_refused(v) for v in told if is_news(v)])
    missed = next((_refused(v) for v in told if is_news(v) and v.step.primary), None)
    if first is None:
        return Acts(None, None, rest + refused, missed, case)
    form = form_for(first, **room.known(subject, first.step))
    return Acts(drawn(room, subject, first.step), form, rest + refused, None, case)


def together(refused: list[Act]) -> list[Act]:
    """Steps refused for one and the same reason share one grey line."""
    grounds: dict[tuple[str, str], list[str]] = {}
    for act in refused:
        grounds.setdefault((act.why, act.who), []).append(act.label)
    return [Act(say(labels), None, why=why, who=who) for (why, who), labels in grounds.items()]


def is_news(verdict: Verdict) -> bool:
    """Whether a refused step is worth a grey line: it starts here, and the reason is news to this person."""
    if verdict.allowed or not verdict.here or not verdict.case.actor.roles & verdict.step.roles:
        return False
    if isinstance(verdict.refusal, NotPermitted):
        return verdict.step.to is not None
    return isinstance(verdict.refusal, Barred) and not NO_NEWS & set(verdict.step.guards)


def drawn(room: Room[S], subject: S, step: Step) -> Act:
    """An allowed step: its button, and the state it leads to."""
    state = subject.flow.states[step.to] if step.to and step.to != subject.state else None
    follows = say(Sentence(N_("之后状态为“%(state)s”"), {"state": Label(state.label)})) if state else ""
    asks_for = "" if step.asks else say(N_("不用填写，确认即可。"))
    hint = say(Sentence(N_("→ %(state)s"), {"state": Label(state.label)})) if state else ""
    url = room.url_of(subject.id, step.name)
    return Act(say(step.label), url, asks_for=asks_for, follows=follows, hint=hint, moves=step.to is not None)


def _refused(verdict: Verdict) -> Act:
    plain = verdict.who is not None and verdict.why == NotPermitted().sentence  # who could says it all
    return Act(say(verdict.step.label), None, why="" if plain else say(verdict.why), who=say(verdict.who))
