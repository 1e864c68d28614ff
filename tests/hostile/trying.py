"""One step with one strange answer, sent as a program sends it and as a form does, by somebody who may take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.issues.answers import Unanswerable, answers
from tests.matrix.births import may_begin
from tests.matrix.flows import STEPS, answer
from tests.matrix.people import OFFICERS, Somebody
from tests.matrix.statement import TAKEN
from tests.matrix.world import World
from tests.site import API
from web.api.nouns import NOUNS, births
from workflow.issues.photos import Upload
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch_one
from workflow.kernel.explain import Verdict
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case
from workflow.kernel.subject import SUBJECTS

PATHS = {"issue": "issues", "assignment": "assignments"} | {model.noun: path for path, model in NOUNS.items()}
"""Where each noun lives at the API; pages live at the same names."""

EITHER = {"declare"}
"""Steps that want one of several questions answered, none of them required by itself."""


@dataclass(frozen=True)
class Chance:
    """Somebody who may take a step of a subject now, and plausible answers to what it asks."""

    who: Somebody
    noun: str
    step: Step
    id: int | None
    asks: tuple[dict[str, Any], ...]
    answers: dict[str, Any]

    @property
    def at_the_api(self) -> str:
        path = f"{API}/{PATHS[self.noun]}"
        return path if self.id is None else f"{path}/{self.id}/steps/{self.step.name}"

    @property
    def page(self) -> str:
        path = f"/{PATHS[self.noun]}"
        return f"{path}/new" if self.id is None else f"{path}/{self.id}/{self.step.name}"


def chances(world: World, noun: str) -> Iterator[Chance]:
    """One for each step that somebody of the world may take, births first."""
    flow = SUBJECTS[noun].flow
    for birth in births(flow)[:1]:
        yield chance(world, next(who for who in OFFICERS.values() if may_begin(who, noun)), noun, birth, None)
    for step in flow.steps.values():
        if step.sources and (found := able(world, noun, step.name)):
            yield chance(world, found[0], noun, step, world.ids[found[1]])


def able(world: World, noun: str, step: str) -> tuple[Somebody, str] | None:
    pairs = ((who, it) for it in world.of(noun) for who in OFFICERS.values() if step in STEPS[noun])
    return next(((who, it.name) for who, it in pairs if answer(who, it, step) == TAKEN), None)


def chance(world: World, who: Somebody, noun: str, step: Step, id: int | None) -> Chance:
    office, model = world.app.extensions["lianxi"], SUBJECTS[noun]
    actor = world.site.street.actor(who.name)
    with office.database.reading() as db:
        subject: Any = office.desk(actor).draft(model)
        if id is not None:
            subject = fetch_one(db, model, bare(model).c.id == id)
        verdict = Verdict(step, Case(db, actor, subject, office.clock()), None)
        asks = tuple(verdict.asks(N_))
        try:
            given = answers(verdict, local(office.clock()).date(), full=step.name in EITHER)
        except Unanswerable:
            given = {}
    return Chance(who, noun, step, id, asks, plain(given))


def plain(given: dict[str, Any]) -> dict[str, Any]:
    """As JSON can say it: photos are sent by forms only."""
    return {name: value for name, value in given.items() if not _is_photo(value)}


def _is_photo(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, Upload) for one in value)


def as_program(world: World, it: Chance, given: dict[str, Any], key: str = "") -> TestResponse:
    client = world.app.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {world.site.token(it.who.name)}"} | ({"Idempotency-Key": key} if key else {})
    return client.post(it.at_the_api, json=given, headers=headers)


def as_form(world: World, it: Chance, given: dict[str, Any]) -> TestResponse:
    client = world.app.test_client(use_cookies=False)
    data = {"csrf_token": world.csrf[it.who.name], "key": "k1", **{name: _typed(one) for name, one in given.items()}}
    return client.post(it.page, data=data, headers={"Cookie": f"lianxi={world.cookies[it.who.name]}"})


def _typed(value: Any) -> Any:
    """As a form says it: texts, or several of them."""
    return [str(one) for one in value] if isinstance(value, list) else "" if value is None else str(value)
