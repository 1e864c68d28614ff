"""Questions only meetings ask: that of another subject's step taken along, and a list of names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from workflow.kernel.errors import BadAnswer
from workflow.kernel.fields import Choice, Contact, Field
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case
from workflow.kernel.text import tidy

About = Callable[[Case], Case]


def put_to(asked: Field, about: About) -> Field:
    """The same question: what it looks up about its subject, it looks up about the subject that `about` names."""
    changed: dict[str, Any] = {}
    if (need := asked.required_if) is not None:
        changed["required_if"] = lambda case: need(about(case))
    if isinstance(asked, Choice) and (among := asked.among) is not None:
        changed["among"] = lambda case: among(about(case))
    return replace(asked, **changed) if changed else asked


@dataclass(frozen=True, kw_only=True)
class Names(Contact):
    """People by name, one a line: contact data, kept where they may be erased and never in history."""

    longest: int = 20_000
    each: int = 60
    kind: ClassVar[str] = "text"

    def parse(self, raw: Any, case: Case) -> Any:
        names = [" ".join(line.split()) for line in tidy(raw, self.longest).split("\n")]
        if long := next((name for name in names if len(name) > self.each), None):
            raise BadAnswer(N_("每行写一个名字，最多 %(most)s 字：%(name)s…"), most=self.each, name=long[:12])
        return [name for name in dict.fromkeys(names) if name]
