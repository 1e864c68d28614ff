"""Words of meetings and the identifiers they have in code (VOCABULARY.md)."""

from __future__ import annotations

from workflow.kernel.i18n import N_

KINDS = {
    "joint_meeting": N_("支部联席会议"),
    "branch_committee": N_("支委会"),
    "general_meeting": N_("支部党员大会"),
    "community_committee": N_("社区党委研究"),
    "street_committee": N_("街道党工委会议"),
    "upper_joint_meeting": N_("上级联席会议"),
}
KINDS_OF = {
    "branch": ("joint_meeting", "branch_committee", "general_meeting"),
    "community": ("community_committee", "upper_joint_meeting"),
    "street": ("street_committee", "upper_joint_meeting"),
}
"""Which meetings a body of this kind holds."""

NUMBERED = {
    "joint_meeting": "联席",
    "branch_committee": "支委",
    "general_meeting": "党员大会",
    "community_committee": "社区党委",
    "street_committee": "党工委",
    "upper_joint_meeting": "上级联席",
}
"""The first word of a number, the same in all languages: each kind of meeting of a body counts for itself."""

ITEM_KINDS = {"decide": N_("议决"), "follow_up": N_("跟进"), "ratify": N_("追认")}
OUTCOMES = {
    "execute": N_("自办"),
    "transfer": N_("移交"),
    "escalate": N_("上报"),
    "conclude": N_("议定答复"),
    "take_note": N_("通报"),
    "ratify": N_("追认"),
    "refuse": N_("不予追认"),
    "defer": N_("暂缓"),
}
REASONS = {
    "unfinished": N_("上次决议逾期未办结"),
    "ratify": N_("紧急处置待追认"),
    "objected": N_("诉求人表示未解决"),
    "taken_up": N_("已受理的上报事项"),
    "deferred": N_("暂缓后到期"),
    "accepted": N_("已受理待研究"),
}
BALLOTS = {"consensus": N_("协商一致"), "hands": N_("举手表决"), "named": N_("记名投票"), "secret": N_("无记名投票")}

SEATS = {
    "member": N_("成员"),
    "two_new": N_("两新组织书记"),
    "resident": N_("居民代表"),
    "enterprise": N_("企业代表"),
    "squad": N_("综合治理中队"),
    "unit": N_("责任单位"),
    "guest": N_("其他列席人员"),
}
REPLIES = {"coming": N_("参加"), "excused": N_("请假")}
VOTERS = {"members": N_("仅成员表决"), "everyone": N_("全体到会人员表决")}
FRACTIONS = {
    "1/2": N_("二分之一"),
    "2/3": N_("三分之二"),
    "3/4": N_("四分之三"),
    "4/5": N_("五分之四"),
    "1/1": N_("全部"),
}
BASES = {"expected": N_("应到人数"), "present": N_("实到人数")}
SIGNS = {"least": N_("达到（≥）"), "more": N_("超过（>）")}
CHOICES = {"yes": N_("赞成"), "no": N_("反对"), "abstain": N_("弃权")}
AUDIENCES = {"everyone": N_("全体参会人员"), "members": N_("仅成员")}
MOVES = {"up": N_("上移"), "down": N_("下移"), "first": N_("移到最前")}
PUBLICATIONS = {"decision": N_("议决公开"), "result": N_("结果公开")}
