"""The states of a meeting and of its agenda items (WORKFLOWS.md section 3); their steps are in `steps/`."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import C_, N_

meeting_flow = Flow("meeting", "draft")
meeting_flow.state("draft", N_("拟定"), "intake", holder="body", clock="meeting")
meeting_flow.state("convened", N_("已通知"), "deliberation", holder="body", clock="meeting")
meeting_flow.state("in_session", N_("进行中"), "execution", holder="body", clock="meeting")
meeting_flow.state("minuting", C_("state", "整理纪要"), "answer", holder="body", clock="minutes")
meeting_flow.state("circulated", N_("征求意见"), "answer", holder="body", clock="circulation")
meeting_flow.final("signed", N_("已签发"), "settled")
meeting_flow.final("cancelled", N_("已取消"), "settled")

AHEAD = "draft convened"

item_flow = Flow("agenda_item", "open")
item_flow.state("open", N_("待议"), "deliberation", holder="body", clock="meeting")
item_flow.final("decided", N_("已议定"), "settled")
item_flow.final("deferred", N_("已暂缓"), "settled")
item_flow.final("dropped", N_("已移出"), "settled")
item_flow.final("unreached", N_("未议"), "settled")
