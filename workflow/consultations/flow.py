"""A consultation is drafted, looked at, announced, open for its period, closed, and told with what is done with it."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_

consultation_flow = Flow("consultation", "draft")
consultation_flow.state("draft", N_("拟稿"), "intake", holder="org", clock="consultation_draft")
consultation_flow.state("announced", N_("已公布，未开始"), "deliberation", holder="org", clock="consultation_opens")
consultation_flow.state("open", N_("征集中"), "execution", holder="org", clock="consultation_closes")
consultation_flow.state("closed", N_("征集结束，待公布结果"), "answer", holder="org", clock="consultation_result")
consultation_flow.state("told", N_("结果已公布"), "settled", clock="consultation_kept")
consultation_flow.final("archived", N_("已归档"))
consultation_flow.final("withdrawn", N_("征集已取消"), "settled")

PUBLIC = ("announced", "open", "closed", "told", "archived", "withdrawn")
"""States in which everybody may read it; one withdrawn before it was announced was never public."""
