"""The kinds of requests, each one declaration: who decides, and what follows when it is approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflow.issues.relations import owner, parent
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Relation
from workflow.requests.model import Request


@dataclass(frozen=True)
class Kind:
    """`step` is the step of the matter that is asked for, `answers` what it is given.

    `own_work`: whoever worked on the matter does not decide, even where somebody else asked.
    """

    label: str
    step: str
    by: tuple[Relation, ...]
    answers: Callable[[Request], dict[str, Any]]
    own_work: bool = False
    pair: bool = False
    """Two people answer: one proposes, another decides. It is somebody's right, so it never lapses."""


KINDS: dict[str, Kind] = {
    "extension": Kind(
        N_("延期"), "extend", (owner, parent), lambda asked: {"days": asked.days, "reason": asked.reason}, own_work=True
    ),
    "pause": Kind(
        N_("暂停计时"), "pause", (owner, parent),
        lambda asked: {"why": asked.why, "days": asked.days, "note": asked.reason}, own_work=True,
    ),
    "suspension": Kind(
        N_("挂账"), "suspend", (parent,),
        lambda asked: {"explanation": asked.explanation, "review_on": asked.review_on},
    ),
    "erasure": Kind(
        N_("删除个人信息"), "erase", (owner, parent),
        lambda asked: {"claim": asked.claim_id, "answer": asked.with_answer}, pair=True,
    ),
}  # fmt: skip
"""By the word that stands in the database and at the API."""
