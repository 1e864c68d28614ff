"""Roles of WORKFLOWS.md section 6, and which exclude one another."""

from __future__ import annotations

from workflow.kernel.i18n import N_, Label, Sentence

SECRETARY, MEMBER, DELEGATE = "secretary", "member", "delegate"
COMMITTEE, STREET_OFFICER, DISPATCHER = "committee", "street_officer", "dispatcher"
HANDLER, AUDITOR, SECURITY_ADMIN, SYSTEM_ADMIN = "handler", "auditor", "security_admin", "system_admin"

HOLDER, OPERATOR, ANYBODY = "holder", "operator", "anybody"
"""Not granted to anybody: whoever holds an account, before that account alone; whoever works on the server itself;
everybody, where everybody is asked."""

OFFICERS = {SECRETARY, DELEGATE, COMMITTEE, STREET_OFFICER}
"""Those who act for a Party organisation; a branch member does so only as a delegate."""

HEADS = {SECRETARY, DELEGATE}
ADMINISTRATORS = {AUDITOR, SECURITY_ADMIN, SYSTEM_ADMIN}

PARTY = ("street", "community", "branch")

LABELS = {
    SECRETARY: N_("书记"),
    MEMBER: N_("支委"),
    DELEGATE: N_("受委托人"),
    COMMITTEE: N_("社区党委委员"),
    STREET_OFFICER: N_("街道干部"),
    DISPATCHER: N_("分拨员"),
    HANDLER: N_("经办人"),
    AUDITOR: N_("审计监督员"),
    SECURITY_ADMIN: N_("安全管理员"),
    SYSTEM_ADMIN: N_("系统管理员"),
}

IN_OFFICE = {COMMITTEE: N_("委员"), STREET_OFFICER: N_("干部")}
"""The word after the name of an organisation, which says by itself whether it is a community or the street."""

NAMELESS = {HOLDER: N_("本人"), OPERATOR: N_("服务器操作员"), ANYBODY: N_("任何人，不用登录")}

POSTS_OF = {
    "street": (SECRETARY, STREET_OFFICER, DISPATCHER, AUDITOR, SECURITY_ADMIN, SYSTEM_ADMIN),
    "community": (SECRETARY, COMMITTEE),
    "branch": (SECRETARY, MEMBER),
    "unit": (HANDLER,),
}
"""What a kind of organisation has posts for; a delegate is named by a written paper instead."""


def post_of(org: str, role: str) -> Sentence:
    """A post in words: 荔香第一网格党支部书记."""
    word = IN_OFFICE.get(role) or LABELS.get(role, role)
    return Sentence(N_("%(org)s%(role)s"), {"org": org, "role": Label(word)})


def compatible(roles: set[str]) -> bool:
    """The three administrators exclude one another and every business role."""
    return len(roles) <= 1 or not roles & ADMINISTRATORS
