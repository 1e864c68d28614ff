"""Why the words of an issue stay for now (DESIGN.md section 5): rooms to the right of this one add their reasons."""

from __future__ import annotations

from workflow.issues.flow import OPEN
from workflow.kernel.errors import Barred
from workflow.kernel.flow import Rule, guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case

REASONS: list[Rule] = []
"""Each raises a Refusal, with a sentence for whoever raised the matter, while there is something to wait for."""
REVIEWS = ("under_review", "final_review")


def keeps(rule: Rule) -> Rule:
    """Let erasure wait for something this room does not know of."""
    REASONS.append(rule)
    return rule


def under_hold(case: Case) -> bool:
    """A matter merged into one that is held is a part of it."""
    return case.subject.held_at is not None or bool(case.facts.lead_held)


@guard(N_("没有依法保留"))
def no_hold(case: Case) -> None:
    """A legal hold keeps everything, contact data too."""
    if under_hold(case):
        raise Barred(N_("本事项因诉讼、调查等依法保留，解除保留后再删除"))


@guard(N_("没有须继续保留的理由"))
def nothing_keeps(case: Case) -> None:
    no_hold.rule(case)
    for rule in REASONS:
        rule(case)


@keeps
def follower_held(case: Case) -> None:
    """What a merged matter's reporters said and were told stands in the lead."""
    if case.facts.follower_held:
        raise Barred(N_("并入本事项的另一件因诉讼、调查等依法保留，解除保留后再删除"))


@keeps
def in_review(case: Case) -> None:
    if case.subject.state in REVIEWS or case.facts.lead_state in REVIEWS:
        raise Barred(N_("本事项正在复查或复核，有了结论后再删除"))


@keeps
def still_open(case: Case) -> None:
    """Its own state, or that of the issue it was merged into."""
    if {case.subject.state, case.facts.lead_state} & set(OPEN.split()):
        raise Barred(N_("本事项还在办理，办结后再删除"))


def why_kept(case: Case) -> Sentence | None:
    """The first reason in words, None where nothing keeps it."""
    try:
        nothing_keeps.rule(case)
    except Barred as refusal:
        return refusal.sentence
    return None
