"""The states of a reception day (WORKFLOWS.md section 4); its steps are in `steps`."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_

reception_flow = Flow("reception", "planned")
reception_flow.state("planned", N_("已排期"), "intake", holder="branch", clock="reception")
reception_flow.state("announced", N_("已公告"), "intake", holder="branch", clock="reception")
reception_flow.state("open", N_("接待中"), "execution", holder="branch", clock="reception_close")
reception_flow.final("closed", N_("已结束"), "settled")
reception_flow.final("cancelled", N_("已取消"), "settled")
reception_flow.final("missed", N_("未举行"), "settled")

AHEAD = "planned announced"
