"""When a body may vote and when a motion is carried, with the computation as it is printed in the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

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

    @property
    def fraction(self) -> str:
        return f"{self.parts}/{self.of}"

    @classmethod
    def read(cls, fraction: str, base: str, more: bool) -> Share:
        """As a rule is written down: "1/2" of "expected"."""
        parts, _, of = fraction.partition("/")
        return cls(int(parts), int(of), cast(Base, base), more)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who votes, how many must be there (None: any number may deliberate), how many must agree, by which ballots.

    `notice` is how many days before it a meeting is to be convened.
    """

    quorum: Share | None
    threshold: Share
    ballots: tuple[str, ...]
    voters: str = "members"
    notice: int = 3

    def gives_vote(self, seat: str) -> bool:
        """Whether somebody asked in this capacity votes: members always do."""
        return seat == "member" or self.voters == "everyone"

    def written(self) -> dict[str, Any]:
        """As plain data, to be kept with a body or frozen with a meeting."""
        told: dict[str, Any] = {"voters": self.voters, "ballots": list(self.ballots), "notice": self.notice}
        for name, share in (("quorum", self.quorum), ("threshold", self.threshold)):
            told[name] = [share.fraction, share.base, share.more] if share else None
        return told

    @classmethod
    def read(cls, told: dict[str, Any]) -> Rule:
        """What `written` wrote."""
        quorum = Share.read(*told["quorum"]) if told["quorum"] else None
        return cls(quorum, Share.read(*told["threshold"]), tuple(told["ballots"]), told["voters"], told["notice"])


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
"""What holds for a body that has set nothing else."""

QUORATE = N_("应到 %(expected)s，实到 %(present)s：%(present)s %(sign)s %(share)s，可以表决")
NOT_QUORATE = N_("应到 %(expected)s，实到 %(present)s：%(present)s %(sign)s %(share)s，不足法定人数，不能表决")
CARRIED = N_("应到 %(expected)s，实到 %(present)s，赞成 %(yes)s：%(yes)s %(sign)s %(share)s，通过")
LOST = N_("应到 %(expected)s，实到 %(present)s，赞成 %(yes)s：%(yes)s %(sign)s %(share)s，未通过")
AGREED = N_("应到 %(expected)s，实到 %(present)s，协商一致，通过")
WITHOUT = N_("回避 %(n)s 人后，%(sum)s")


def rule_of(kind: str, written: dict[str, Any] | None) -> Rule:
    """The rule a meeting is held by: its own, else that of its kind."""
    return Rule.read(written) if written else RULES[kind]


@dataclass(frozen=True, slots=True)
class Count:
    """Who counts for one item: those who should attend and those who are there, without the recused."""

    expected: int
    present: int
    recused: int = 0

    def of(self, share: Share) -> int:
        """What a fraction is taken of."""
        return self.expected if share.base == "expected" else self.present

    def tell(self, sum: Sentence) -> Sentence:
        return Sentence(WITHOUT, {"n": self.recused, "sum": sum}) if self.recused else sum


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether it holds, and the computation."""

    holds: bool
    sentence: Sentence


def quorum(rule: Rule, there: Count) -> Finding | None:
    """Whether enough are there to vote; None where the body needs no quorum."""
    if rule.quorum is None:
        return None
    base = there.of(rule.quorum)
    holds = rule.quorum.reached(there.present, base)
    told = {"expected": there.expected, "present": there.present, "sign": rule.quorum.sign(there.present, base)}
    told["share"] = rule.quorum.printed(base)
    return Finding(holds, there.tell(Sentence(QUORATE if holds else NOT_QUORATE, told)))


def outcome(rule: Rule, there: Count, ballot: str, yes: int) -> Finding:
    """Whether the motion is carried."""
    told: dict[str, Any] = {"expected": there.expected, "present": there.present}
    if ballot == "consensus":
        return Finding(True, there.tell(Sentence(AGREED, told)))
    base = there.of(rule.threshold)
    holds = rule.threshold.reached(yes, base)
    told |= {"yes": yes, "sign": rule.threshold.sign(yes, base), "share": rule.threshold.printed(base)}
    return Finding(holds, there.tell(Sentence(CARRIED if holds else LOST, told)))
