"""Many reporters, one matter: at most five speak for all, named by the owner with their agreement or by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from workflow.issues.flow import OPEN, issue_flow
from workflow.issues.model import Issue, Representative
from workflow.issues.relations import owner, reporter
from workflow.issues.reporters import everybody
from workflow.issues.voice_guards import SEATS, many_reporters, seat_free, seated
from workflow.kernel.db import bare
from workflow.kernel.fields import Choices, Text
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

CHAIRS = bare(Representative)


@issue_flow.step(
    N_("确定诉求人代表"), OPEN, by=owner, guards=[many_reporters],
    claims=Choices(label=N_("诉求人代表（最多五位）"), among=everybody, most=SEATS),
    agreement=Text(label=N_("诉求人怎样同意的"), longest=500),
)  # fmt: skip
def represent(desk: Desk, issue: Issue, claims: list[int], agreement: str) -> None:
    """These speak for all from now on, and nobody who did before."""
    desk.db.execute(delete(CHAIRS).where(CHAIRS.c.issue_id == issue.id))
    for seat, claim in enumerate(claims, 1):
        desk.add(Representative(issue_id=issue.id, seat=seat, claim_id=claim, at=desk.now))


@issue_flow.step(N_("愿作诉求人代表"), OPEN, by=reporter, guards=[many_reporters, seat_free])
def stand(desk: Desk, issue: Issue) -> None:
    """One of several reporters speaks for all, as long as there is a seat."""
    taken = Case(desk.db, desk.actor, issue, desk.now).facts.seats
    seat = next(n for n in range(1, SEATS + 1) if n not in taken)
    claim = desk.actor.capacities[0].behalf
    desk.add(Representative(issue_id=issue.id, seat=seat, claim_id=claim, at=desk.now))


@issue_flow.step(N_("不再作代表"), OPEN, by=reporter, guards=[seated])
def stand_down(desk: Desk, issue: Issue) -> None:
    """The seat is free again; the own stake in the matter stays."""
    desk.db.execute(delete(CHAIRS).where(CHAIRS.c.claim_id == desk.actor.capacities[0].behalf))
