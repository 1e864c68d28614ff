"""What may happen to days on which work stops: declared for a place by the street, with the reason, and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.calendar.model import renew
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Day, Line, Option
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case, follows
from workflow.orgs.model import Org
from workflow.orgs.roles import PARTY
from workflow.rules.flows import stop_flow
from workflow.rules.model import StopDays
from workflow.rules.relations import street_office

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ORGS = bare(Org)
LONGEST, BACK = 15, 7
"""Days in a row, and how long afterwards they may still be entered."""


def places(case: Case) -> list[Option]:
    """The street, its communities and their branches."""
    found = select(ORGS.c.id, ORGS.c.name).where(ORGS.c.street_id == case.actor.street, ORGS.c.kind.in_(PARTY))
    return [(row.id, row.name) for row in case.db.execute(found.order_by(ORGS.c.path))]


@stop_flow.step(
    N_("宣布停止办公"), (), to="declared", by=street_office,
    org=Choice(label=N_("范围"), among=places, help=N_("所选组织和它下面的各级组织")),
    first=Day(label=N_("第一天"), past=True, ahead=60),
    last=Day(label=N_("最后一天"), past=True, ahead=90),
    reason=Line(label=N_("原因"), longest=40, help=N_("例如：台风红色预警")),
)  # fmt: skip
def declare(desk: Desk, stop: StopDays, org: int, first: date, last: date, reason: str) -> None:
    """These days are no working days there; limits that run are counted anew in the same transaction."""
    if last < first:
        raise BadAnswers({"last": Sentence(N_("最后一天不能早于第一天"))})
    if (last - first).days >= LONGEST:
        raise BadAnswers({"last": Sentence(N_("一次最多停止办公 %(days)s 天"), {"days": LONGEST})})
    if first < desk.today - timedelta(BACK):
        raise BadAnswers({"first": Sentence(N_("只能补记 %(days)s 天以内的停止办公日"), {"days": BACK})})
    stop.org_id, stop.first, stop.last, stop.reason, stop.at = org, first, last, reason, desk.now
    stop.moved = stop.kept = 0


@stop_flow.step(
    N_("收回停止办公"), "declared", to="revoked", by=street_office,
    why=Line(label=N_("原因"), longest=120, required=False),
)  # fmt: skip
def revoke(desk: Desk, stop: StopDays, why: str | None) -> None:
    """They are working days again; a date that was told meanwhile is kept."""


@stop_flow.step(N_("重新核算期限"), "declared revoked", by=follows)
def recount(desk: Desk, stop: StopDays) -> None:
    """The calendar is a new edition, and whatever an older one counted is counted anew."""
    renew(desk.db, stop.street_id)


@stop_flow.after
def count_anew(desk: Desk, stop: StopDays, step: Step, before: str | None) -> None:
    """Once the change is recorded."""
    if step.name != "recount":
        desk.follow(StopDays, stop.id, "recount")
