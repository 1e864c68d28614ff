"""When a body may vote and when a motion is carried, with the computation as it is printed in the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workflow.kernel.i18n import N_, Sentence

Base = Literal["expected", "present"]


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction of those who should attend or of those who do; `more` is >, else ≥. Counted in whole numbers."""

    parts: int
    of: int
    base: Base
    more: bool

    def reached(self, count: int, base: int) -> bool:
        mine, needed = count * self.of, base * self.parts
        return mine > needed if self.more else mine >= needed

    def sign(self, count: int, base: int) -> str:
        """How the count compares, as it is printed."""
        if self.reached(count, base):
            return ">" if self.more else "≥"
        return "≤" if self.more else "<"

    def printed(self, base: int) -> str:
        return f"{base} ÷ {self.of}" if self.parts == 1 else f"{base} × {self.parts} ÷ {self.of}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who must be there (None: any number may deliberate), how many must agree, and by which ballots."""

    quorum: Share | None
    threshold: Share
    ballots: tuple[str, ...]


CONSULTATIVE = Rule(None, Share(1, 2, "present", more=True), ("consensus", "hands"))
MAJORITY = Rule(Share(1, 2, "expected", more=False), Share(1, 2, "expected", more=True), ("hands", "named", "secret"))
RULES = {
    "joint_meeting": CONSULTATIVE,
    "upper_joint_meeting": CONSULTATIVE,
    "branch_committee": MAJORITY,
    "general_meeting": MAJORITY,
    "community_committee": MAJORITY,
    "street_committee": MAJORITY,
}

QUORATE = N_("应到 %(expected)s，实到 %(present)s：%(present)s %(sign)s %(share)s，可以表决")
NOT_QUORATE = N_("应到 %(expected)s，实到 %(present)s：%(present)s %(sign)s %(share)s，不足法定人数，不能表决")
CARRIED = N_("应到 %(expected)s，实到 %(present)s，赞成 %(yes)s：%(yes)s %(sign)s %(share)s，通过")
LOST = N_("应到 %(expected)s，实到 %(present)s，赞成 %(yes)s：%(yes)s %(sign)s %(share)s，未通过")
AGREED = N_("应到 %(expected)s，实到 %(present)s，协商一致，通过")


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether it holds, and the computation."""

    holds: bool
    sentence: Sentence


def quorum(rule: Rule, expected: int, present: int) -> Finding | None:
    """Whether enough are there to vote; None where the body needs no quorum."""
    if rule.quorum is None:
        return None
    base = expected if rule.quorum.base == "expected" else present
    holds = rule.quorum.reached(present, base)
    told = {"expected": expected, "present": present, "sign": rule.quorum.sign(present, base)}
    told["share"] = rule.quorum.printed(base)
    return Finding(holds, Sentence(QUORATE if holds else NOT_QUORATE, told))


def outcome(rule: Rule, expected: int, present: int, ballot: str, yes: int) -> Finding:
    """Whether the motion is carried."""
    if ballot == "consensus":
        return Finding(True, Sentence(AGREED, {"expected": expected, "present": present}))
    base = expected if rule.threshold.base == "expected" else present
    holds = rule.threshold.reached(yes, base)
    told = {"expected": expected, "present": present, "yes": yes, "sign": rule.threshold.sign(yes, base)}
    told["share"] = rule.threshold.printed(base)
    return Finding(holds, Sentence(CARRIED if holds else LOST, told))
