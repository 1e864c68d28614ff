"""The states of a supervision order (WORKFLOWS.md section 5); its steps are in `steps/`."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import C_, N_

order_flow = Flow("supervision_order", "issued")
order_flow.state("issued", N_("待答复"), "held", holder="ordered", clock="order_reply")
order_flow.state("answered", N_("答复待审"), "answer", holder="issuer", clock="order_review")
order_flow.state("continued", C_("state", "继续督办"), "held", holder="ordered", clock="order_reply")
order_flow.final("closed", N_("督办已结束"), "settled")
order_flow.final("withdrawn", N_("督办已撤回"), "settled")

UNANSWERED = "issued continued"
"""Where the organisation ordered must reply."""
OPEN = "issued answered continued"
ENDED = ("closed", "withdrawn")
