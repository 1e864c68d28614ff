"""The states of a request (WORKFLOWS.md section 5); its steps are in `steps/`."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import C_, N_

request_flow = Flow("request", "pending")
request_flow.state("pending", N_("待审批"), "deliberation", holder="decider", clock="request")
request_flow.state("prepared", N_("待复核"), "deliberation", holder="decider", clock="erasure")
request_flow.state("held", N_("暂缓"), "held", holder="decider", clock="held")
request_flow.final("approved", C_("state", "已同意"), "settled")
request_flow.final("refused", C_("state", "不同意"), "settled")
request_flow.final("lapsed", C_("state", "已失效"), "settled")
