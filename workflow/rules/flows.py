"""The states of a holiday notice and of days on which work stops; their steps are in `publishing` and `stopping`."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_

holiday_flow = Flow("holiday_notice", "in_force")
holiday_flow.state("in_force", N_("施行中"), "settled", holder="system_admin", clock="calendar_year")
holiday_flow.final("replaced", N_("已被替代"))

stop_flow = Flow("stop_days", "declared")
stop_flow.state("declared", N_("已宣布"), "settled", holder="org", clock="stop_days")
stop_flow.final("revoked", N_("已收回"))
