"""A new step, the way a maintainer would write it: this file is all that is added (docs/adding-a-step.md shows it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.issues.flow import issue_flow
from workflow.issues.relations import owner
from workflow.kernel.errors import Barred
from workflow.kernel.fields import Text
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_

if TYPE_CHECKING:
    from workflow.issues.model import Issue
    from workflow.kernel.desk import Desk
    from workflow.kernel.policy import Case


@guard(N_("只有急件可以先行处置"))
def only_when_urgent(case: Case) -> None:
    """An ordinary matter waits for its decision."""
    if case.subject.urgency == "general":
        raise Barred(N_("一般事项请先作出决定"))


@issue_flow.step(
    N_("先行处置"), "accepted", to="executing", by=owner, guards=[only_when_urgent], voice=N_("先到现场处置"),
    what=Text(label=N_("先做什么"), longest=200),
)  # fmt: skip
def act_first(desk: Desk, issue: Issue, what: str) -> None:
    """Something is done before anything is decided."""
