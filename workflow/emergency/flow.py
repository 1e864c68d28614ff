"""Normal and emergency (WORKFLOWS.md section 5): a declaration is in force until it is ended, or its time is over."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_

emergency_flow = Flow("emergency", "emergency")
emergency_flow.state("emergency", N_("应急状态"), "escalation", holder="org", clock="emergency")
emergency_flow.final("normal", N_("已恢复常态"), "settled")
