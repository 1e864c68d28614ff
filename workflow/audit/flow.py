"""An inspection: matters drawn, looked at one by one, and a finding at the end. Its steps are in `steps`."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import C_, N_

inspection_flow = Flow("inspection", "inspecting")
inspection_flow.state("inspecting", N_("检查中"), "review", holder="auditor", clock="inspection")
inspection_flow.final("concluded", N_("已作结论"), "settled")
inspection_flow.final("dropped", C_("inspection", "已取消"), "end")
