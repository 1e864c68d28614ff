"""Declared, ended by hand, ended by time; never made longer: that takes a new declaration."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.calendar.model import renew
from workflow.emergency.flow import emergency_flow
from workflow.emergency.model import Emergency, EmergencyGrid
from workflow.emergency.relations import ABOVE, commander, declarer
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choices, Line, Option, Text, Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case, clock
from workflow.orgs.model import Grid, Org
from workflow.orgs.roles import OFFICERS

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

GRIDS, ORGS = bare(Grid), bare(Org)
LONGEST = 7 * 24
"""Hours: what lasts longer is declared anew."""


def _ground(case: Case) -> list[tuple[int, str, int, str]]:
    """Grids somebody may declare it for: (id, name, branch, its name)."""
    hats = [hat for hat in case.actor.capacities if hat.kind in ABOVE and hat.role in OFFICERS]
    found = select(GRIDS.c.id, GRIDS.c.name, ORGS.c.id.label("branch"), ORGS.c.name.label("branch_name"))
    found = found.join(ORGS, ORGS.c.id == GRIDS.c.branch_id).where(GRIDS.c.street_id == case.actor.street)
    if not any(hat.kind == "street" for hat in hats):
        found = found.where(ORGS.c.parent_id.in_([hat.org for hat in hats]))
    rows = case.db.execute(found.order_by(ORGS.c.path, GRIDS.c.id))
    return [(row.id, row.name, row.branch, row.branch_name) for row in rows]


def grids(case: Case) -> list[Option]:
    return [(id, name) for id, name, _branch, _branch_name in _ground(case)]


def branches(case: Case) -> list[Option]:
    return list({branch: name for _id, _name, branch, name in _ground(case)}.items())


@emergency_flow.step(
    N_("宣布进入应急状态"), (), to="emergency", by=commander,
    title=Line(label=N_("事由"), longest=80, help=N_("如：台风、内涝、停水")),
    orders=Text(label=N_("要求"), longest=2000, help=N_("支部可以先处置什么、须做到什么")),
    hours=Whole(
        label=N_("持续小时数"), least=1, most=LONGEST,
        help=N_("最多 168 小时（7 天）；到时自行恢复，要延长须重新宣布"),
    ),
    branches=Choices(label=N_("支部（全部网格）"), among=branches, required=False, most=200),
    grids=Choices(label=N_("网格"), among=grids, required=False, most=500),
)  # fmt: skip
def declare(
    desk: Desk, declared: Emergency, title: str, orders: str, hours: int,
    branches: list[int] | None, grids: list[int] | None,
) -> None:  # fmt: skip
    """From now on, for so many hours, for these grids: branches act first, and clocks that start are urgent ones."""
    ground = _ground(Case(desk.db, desk.actor, declared, desk.now))
    chosen = {id for id, _name, branch, _ in ground if id in (grids or ()) or branch in (branches or ())}
    if not chosen:
        raise BadAnswers({"grids": Sentence(N_("请至少选择一个支部或网格"))})
    hats = [hat for hat in desk.actor.capacities if hat.kind in ABOVE and hat.role in OFFICERS]
    declared.org_id = min(hats, key=lambda hat: ABOVE.index(hat.kind)).org
    declared.title, declared.orders = title, orders
    declared.starts_at, declared.ends_at = desk.now, desk.now + timedelta(hours=hours)
    desk.add(declared)
    for id in sorted(chosen):
        desk.add(EmergencyGrid(emergency_id=declared.id, grid_id=id))
    desk.attest(grids=sorted(chosen))
    tell_everybody(desk, declared)


def tell_everybody(desk: Desk, declared: Emergency) -> None:
    """Once the row says so: whoever keeps what holds in the street reads it anew."""
    desk.then(lambda: renew(desk.db, declared.street_id))


@emergency_flow.step(N_("恢复常态"), "emergency", to="normal", by=declarer, reason=Text(label=N_("理由"), longest=500))
def stand_down(desk: Desk, declared: Emergency, reason: str) -> None:
    """Before its time is over."""
    declared.ended_at = min(desk.now, declared.ends_at)
    tell_everybody(desk, declared)


@emergency_flow.step(N_("到时恢复常态"), "emergency", to="normal", by=clock)
def expire(desk: Desk, declared: Emergency) -> None:
    """Its time is over; that it holds no longer did not wait for this."""
    declared.ended_at = declared.ends_at
