"""The ladder of a passed clock, as steps of whichever flow has somebody to remind (WORKFLOWS.md section 5).

Taken by the clock alone, each leaves an entry in the subject's own history and a message. Rooms to the right of this
one say with `on` what else follows from one: a supervision order is born there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from workflow.issues.flow import OPEN, SETTLED, assignment_flow, issue_flow
from workflow.kernel.fields import Choice, Whole
from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_
from workflow.kernel.policy import clock
from workflow.kernel.subject import Subject
from workflow.rules.limits import CLOCKS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk


Consequence = Callable[["Desk", Subject, str], None]
"""What follows for a subject of which this clock is late."""

CONSEQUENCES: dict[str, list[Consequence]] = {"supervise": [], "circular": []}


def on(rung: str) -> Callable[[Consequence], Consequence]:
    """Let something follow from this step, in whichever flow and in the same transaction."""

    def declare(consequence: Consequence) -> Consequence:
        CONSEQUENCES[rung].append(consequence)
        return consequence

    return declare


WHICH = Choice(label=N_("哪个时限"), of=CLOCKS)
MERGED = Whole(label=N_("并入本次的提醒"), required=False, most=9)


def remind_in(flow: Flow, states: str | Iterable[str]) -> None:
    """Let the clock remind, urge, call to account and publish in these states."""

    @flow.step(N_("到期提醒"), states, by=clock, kind=WHICH, merged=MERGED)
    def warn(desk: Desk, subject: Subject, kind: str, merged: int | None) -> None:
        """Two working days are left, or a fifth of the limit."""

    @flow.step(N_("逾期催办"), states, by=clock, kind=WHICH, merged=MERGED)
    def urge(desk: Desk, subject: Subject, kind: str, merged: int | None) -> None:
        """The limit has passed."""

    @flow.step(N_("逾期督办"), states, by=clock, kind=WHICH, merged=MERGED)
    def supervise(desk: Desk, subject: Subject, kind: str, merged: int | None) -> None:
        """Five working days late, or the limit once more: the level above calls to account."""
        for follow in CONSEQUENCES["supervise"]:
            follow(desk, subject, kind)

    @flow.step(N_("逾期通报"), states, by=clock, kind=WHICH, merged=MERGED)
    def circular(desk: Desk, subject: Subject, kind: str, merged: int | None) -> None:
        """Ten working days late, or the limit twice more: named in the circular."""
        for follow in CONSEQUENCES["circular"]:
            follow(desk, subject, kind)


@issue_flow.step(N_("逾期未追认"), f"{OPEN} {SETTLED}", by=clock)
def miss_ratification(desk: Desk, issue: Subject) -> None:
    """No meeting has ratified an emergency act within its limit: the level above calls to account, once."""
    for follow in CONSEQUENCES["supervise"]:
        follow(desk, issue, "ratify")


ANSWERED_OR_WAITING = ("replied", "suspended")
"""The answer is given, or a later day was agreed on above: nobody is late."""

remind_in(issue_flow, [state for state in OPEN.split() if state not in ANSWERED_OR_WAITING])
remind_in(assignment_flow, "pending returned disputed")
