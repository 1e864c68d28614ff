"""Webhooks: other systems that are told by signed calls; the system administrator registers and stops them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from web import forms, steps
from web.access import needs, officer
from web.current import db, desk, now, office, release
from web.dates import exact
from web.forms import StepForm, form_for
from web.language import say
from web.sessions import actor
from web.steps import Room
from workflow.kernel.explain import Verdict
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Case
from workflow.notices import dead
from workflow.orgs.roles import ADMINISTRATORS
from workflow.webhooks import queries
from workflow.webhooks.addresses import vet
from workflow.webhooks.flow import webhook_flow
from workflow.webhooks.model import Webhook
from workflow.webhooks.sight import SEEING
from workflow.webhooks.signing import secret_of
from workflow.webhooks.steps import NOUNS

bp = Blueprint("webhooks", __name__, url_prefix="/admin/webhooks")


def known(webhook: Webhook, step: Step) -> dict[str, Any]:
    """A change begins from what there is."""
    there = {"name": webhook.name, "address": webhook.address, "nouns": webhook.nouns}
    return there if step.name == "change" else {}


ROOM = Room(Webhook, "webhooks.index", lambda one: one.name, known=known, after=lambda one: url_for(".index"))


@bp.app_template_global("sees_webhooks")
def sees_webhooks() -> bool:
    """Whether this page is the visitor's business."""
    return bool(actor().roles & set(SEEING))


@bp.get("")
@needs(*SEEING)
def index() -> ResponseReturnValue:
    """Who is told of what, and what came of the last call."""
    rows = queries.listed(db(), actor())
    last = dead.last_of(db(), [row.id for row in rows])
    may = steps.may_begin(ROOM, "register")
    tabs = bool(ADMINISTRATORS & actor().roles)
    lines = [line(row, last.get(row.id)) for row in rows]
    return render_template("admin/webhooks.html", rows=lines, may_register=may, tabbed=tabs)


def line(row: Any, last: Any) -> dict[str, Any]:
    """One webhook with its texts ready."""
    state = webhook_flow.states[row.state]
    hears = say(Sentence(N_("%(nouns)s"), {"nouns": [Label(NOUNS[noun]) for noun in row.nouns if noun in NOUNS]}))
    told = {"name": row.name, "address": row.address.partition("?")[0], "hears": hears, "label": say(state.label)}
    acts = [(step.label, ROOM.url_of(row.id, name)) for name, step in webhook_flow.steps.items() if step.sources]
    told |= {"phase": state.phase, "last": outcome(last) if last else "", "error": ""}
    if last and last.state in ("waiting", dead.DEAD):
        told["error"] = say(dead.ERRORS.get(last.error or "", last.error))
    return told | {"acts": [] if state.final else [(say(label), url) for label, url in acts]}


def outcome(last: Any) -> str:
    """已送出 · 2026年11月23日 09:00."""
    words = {"state": Label(dead.STATES[last.state]), "at": exact(last.done_at or last.next_at)}
    if last.state == "waiting":
        return say(Sentence(N_("第 %(n)s 次没有送到，%(at)s再试"), words | {"n": last.attempts}))
    return say(Sentence(N_("%(state)s · %(at)s"), words))


@bp.get("/new")
@officer
def new() -> ResponseReturnValue:
    """All kinds of changes, unless said otherwise."""
    return drawn(form_for(steps.birth(ROOM, "register"), nouns=list(NOUNS)))


@bp.post("/new")
@officer
def register() -> ResponseReturnValue:
    """The webhook and its secret, shown this once."""
    form = form_for(steps.birth(ROOM, "register"))
    answers = form.answers()

    def act() -> Webhook:
        with desk() as open_desk:
            return open_desk.begin(Webhook, "register", answers)

    made = forms.attempt(form, vetted(answers, act))
    return drawn(form) if made is None else (handed_over(made), 201)


def drawn(form: StepForm) -> ResponseReturnValue:
    return render_template("admin/new_webhook.html", form=form), form.status


def vetted(answers: dict[str, Any], act: Callable[[], Webhook]) -> Callable[[], Webhook]:
    """First the look-up of the host, while nothing of the database is held."""

    def both() -> Webhook:
        if answers.get("address"):
            release()
            vet(str(answers["address"]))
        return act()

    return both


@bp.get("/<int:id>/<step>")
@officer
def step(id: int, step: str) -> ResponseReturnValue:
    return steps.draw(ROOM, id, step)


@bp.post("/<int:id>/<step>")
@officer
def take(id: int, step: str) -> ResponseReturnValue:
    """Take it; a new secret is shown this once."""
    webhook, asked = ROOM.find(id), webhook_flow.find(step)
    form = form_for(Verdict(asked, Case(db(), actor(), webhook, now()), None))
    answers = form.answers()

    def act() -> Webhook:
        with desk() as open_desk:
            return open_desk.take(Webhook, id, step, answers, form.seen)

    taken = forms.attempt(form, vetted(answers, act))
    if taken is None:
        return steps.page(ROOM, webhook, asked, form), form.status
    return (handed_over(taken), 201) if step == "renew_secret" else steps.done(ROOM, taken, asked)


def handed_over(webhook: Webhook) -> str:
    """The secret, to be copied to the other system by a way that only its people read."""
    return render_template("admin/webhook_secret.html", name=webhook.name, secret=secret_of(office(), webhook))
