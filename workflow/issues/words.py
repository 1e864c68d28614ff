"""Words of the field and the identifiers they have in code (VOCABULARY.md)."""

from __future__ import annotations

from workflow.kernel.i18n import N_

KINDS = {
    "help": N_("求助"),
    "inquiry": N_("咨询"),
    "complaint": N_("投诉"),
    "report": N_("举报"),
    "suggestion": N_("建议"),
    "proactive": N_("主动发现"),
}
URGENCIES = {"general": N_("一般"), "urgent": N_("紧急"), "danger": N_("危险"), "complex": N_("复杂")}
OUTCOMES = {
    "solved": N_("已解决"),
    "partly_solved": N_("部分解决"),
    "explained": N_("已解释说明"),
    "declined": N_("不采纳"),
    "referred_out": N_("转法定渠道"),
    "withdrawn": N_("已撤回"),
    "merged": N_("已并案"),
    "void": N_("已作废"),
}
OFF_THE_TABLE = {
    "unreached": N_("会上未议"),
    "cancelled": N_("会议取消"),
    "not_held": N_("会议逾期未开"),
}
"""Why a matter left an agenda where it was neither dropped nor deferred."""

DECLINE_REASONS = {
    "not_ours": N_("不属于本街道受理范围"),
    "statutory": N_("应走诉讼、仲裁、复议等法定途径"),
    "same_facts": N_("同一事实已有处理决定"),
    "in_progress": N_("同一事项正在办理"),
    "unclear": N_("内容不清且无法核实"),
    "no_facts": N_("没有具体事实"),
}
ESCALATE_REASONS = {
    "too_major": N_("事项重大"),
    "too_complex": N_("情况复杂"),
    "resistance": N_("执行受阻"),
    "no_authority": N_("超出权限"),
    "repeated_dispute": N_("权属反复争议"),
}
CHANNELS = {
    "desk": N_("接待现场"),
    "phone": N_("电话"),
    "visit": N_("走访"),
    "online": N_("网上"),
    "letter": N_("来信"),
    "patrol": N_("巡查"),
}
PAUSE_REASONS = {
    "outside_window": N_("等待外部施工或停气停电窗口"),
    "appraisal": N_("等待鉴定、检测或评估"),
    "reporter": N_("等待诉求人补充"),
    "force_majeure": N_("不可抗力"),
}

LANGUAGES = {"zh": N_("中文"), "en": N_("英文")}
"""What mails to a reporter may be written in."""
