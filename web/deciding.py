"""How an item of a meeting may be settled: the ways that are open, and the form of the one that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from web.current import db, now
from web.forms import StepForm, form_for
from web.language import say
from web.sessions import actor
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.explain import Verdict, explain
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.meetings.model import AgendaItem
from workflow.meetings.voting import Rule
from workflow.meetings.words import BALLOTS


@dataclass(frozen=True, slots=True)
class Decision:
    """One way to settle an item: its form, or why not."""

    name: str
    label: str
    why: str
    chosen: bool


VOTE = ("ballot", "yes", "no", "abstain", "named")
"""Questions of the vote itself; they come after what is voted on."""


def decisions(told: list[Verdict], wanted: str) -> tuple[list[Decision], StepForm | None, Verdict | None]:
    """The ways to settle an item, and the form of the one that was chosen (else of the first that is open)."""
    verdicts = [v for v in told if v.step.to is not None and (v.allowed or worth_telling(v))]
    verdicts.sort(key=lambda v: v.step.name == "defer")  # putting it off is the last resort
    chosen = next((v for v in verdicts if v.step.name == wanted and v.allowed), None)
    chosen = chosen or next((v for v in verdicts if v.allowed), None)
    if chosen is None:  # who may only watch is told so once, and not beside every way
        verdicts = [v for v in verdicts if not isinstance(v.refusal, NotPermitted)]
    ways = [Decision(v.step.name, say(v.step.label), say(v.why), v is chosen) for v in verdicts]
    if chosen is None:
        return ways, None, None
    usual = {"ballot": chosen.case.facts.rule.ballots[0]} if "ballot" in chosen.step.asks else {}
    return ways, form_for(chosen, **usual), chosen


def counted(rule: Rule, listed: bool) -> str:
    """In which ballots the votes for must be counted; nothing where that is in all of them."""
    asked = [one for one in rule.ballots if one != "consensus" and not (one == "named" and listed)]
    if len(asked) == len(rule.ballots):
        return ""
    return say(Sentence(N_("%(ballots)s必填"), {"ballots": [Label(BALLOTS[one]) for one in asked]}))


def worth_telling(verdict: Verdict) -> bool:
    """Whether a way that is closed is news: not where the item is simply of another kind."""
    others = {"to_decide", "to_decide_or_follow", "to_follow_up", "to_ratify"}
    case, guards = verdict.case, verdict.step.guards
    if not verdict.here or not case.actor.roles & verdict.step.roles:
        return False
    return not any(rule.name in others and _refuses(rule, verdict) for rule in guards)


def _refuses(rule: Any, verdict: Verdict) -> bool:
    try:
        rule(verdict.case.asking(verdict.step))
    except Barred:
        return True
    return False


def verdicts(item: AgendaItem) -> list[Verdict]:
    """What may be done with the item now, looked up once for all that is drawn of it."""
    return explain(db(), actor(), item, now())


def may_recuse(told: list[Verdict]) -> bool:
    """Whether a recusal can be entered for the item now."""
    return any(v.allowed and v.step.name == "recuse_item" for v in told)
