"""The states of a webhook: it is called until somebody stops it, and then never again."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_

webhook_flow = Flow("webhook", "listening")
webhook_flow.state("listening", N_("推送中"), "settled", holder="system_admin", clock="webhook")
webhook_flow.final("stopped", N_("已停止推送"))
