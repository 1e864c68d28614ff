"""The states of a holiday notice, of days without work, and of a rule; steps: `publishing`, `stopping`, `setting`."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_

holiday_flow = Flow("holiday_notice", "in_force")
holiday_flow.state("in_force", N_("施行中"), "settled", holder="system_admin", clock="calendar_year")
holiday_flow.final("replaced", N_("已被替代"))

stop_flow = Flow("stop_days", "declared")
stop_flow.state("declared", N_("已宣布"), "settled", holder="org", clock="stop_days")
stop_flow.final("revoked", N_("已收回"))

rule_flow = Flow("rule", "set")
rule_flow.state("set", N_("已设定"), "settled", holder="org", clock="rule")
rule_flow.final("withdrawn", N_("已撤销"))
