"""What this actor may do with this subject now, and for the rest: why not, and who could."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workflow.kernel.errors import NotLegal, Refusal
from workflow.kernel.flow import Step
from workflow.kernel.i18n import Sentence, Translate, spoken
from workflow.kernel.policy import Actor, Case, permit
from workflow.kernel.subject import Subject


@dataclass(frozen=True, slots=True)
class Verdict:
    """One step, allowed or refused with the refusal the desk would give."""

    step: Step
    case: Case
    refusal: Refusal | None

    @property
    def allowed(self) -> bool:
        return self.refusal is None

    @property
    def here(self) -> bool:
        """Whether the step starts from the state the subject is in; if not, a page need not show it."""
        return not isinstance(self.refusal, NotLegal) and self.case.subject.state in self.step.sources

    @property
    def why(self) -> Sentence | None:
        return self.refusal.sentence if self.refusal else None

    @property
    def who(self) -> Sentence | None:
        return self.refusal.who if self.refusal else None

    def asks(self, translate: Translate, only: Collection[str] = ()) -> list[dict[str, Any]]:
        """The questions of the step, or some of them, in the reader's language, with the answers possible now."""
        case = self.case.asking(self.step)
        told = []
        for name, asked in self.step.asks.items():
            if only and name not in only:
                continue
            one = {
                "name": name,
                "kind": asked.kind,
                "label": translate(asked.label),
                "required": asked.is_required(case),
            }
            one |= asked.bounds()
            if asked.help:
                one["help"] = translate(asked.help)
            if (options := asked.options(case)) is not None:
                one["choices"] = [{"value": value, "label": spoken(label, translate)} for value, label in options]
            told.append(one)
        return told


def explain(db: Connection, actor: Actor, subject: Subject, now: datetime) -> list[Verdict]:
    """A verdict for every step a person can take, in the order of the flow; reads, never writes."""
    return verdicts(Case(db, actor, subject, now))


def verdicts(case: Case) -> list[Verdict]:
    """The same, for whoever goes on to ask about the case."""
    return [
        Verdict(step, case, _refusal(case, step))
        for step in case.subject.flow.steps.values()
        if step.by_hand and step.sources
    ]


def _refusal(case: Case, step: Step) -> Refusal | None:
    try:
        permit(case, step)
    except Refusal as refusal:
        return refusal
    return None
