"""A question of one subject's step, asked by the step of another subject that takes it along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workflow.kernel.fields import Choice, Field
from workflow.kernel.policy import Case

About = Callable[[Case], Case]


def put_to(asked: Field, about: About) -> Field:
    """The same question: what it looks up about its subject, it looks up about the subject that `about` names."""
    changed: dict[str, Any] = {}
    if (need := asked.required_if) is not None:
        changed["required_if"] = lambda case: need(about(case))
    if isinstance(asked, Choice) and (among := asked.among) is not None:
        changed["among"] = lambda case: among(about(case))
    return replace(asked, **changed) if changed else asked
