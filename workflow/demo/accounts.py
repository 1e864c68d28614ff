"""Who may be tried on a demo street. All share one password, which is worth nothing anywhere else."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.kernel.i18n import N_, Label, Sentence

PASSWORD = "litchi-48"  # noqa: S105 - shown on the login page of a demo, and only there


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A login and whose it is. `post` is `organisation's code/role/which one`."""

    name: str
    post: str
    org: str
    title: str
    person: str

    @property
    def password(self) -> str:
        return PASSWORD

    @property
    def who(self) -> Sentence:
        """Person, organisation and post."""
        words = {"person": self.person, "org": self.org, "title": Label(self.title)}
        return Sentence(N_("%(person)s，%(org)s%(title)s"), words)


ACCOUNTS = (
    DemoAccount("secretary", "B01/secretary/0", "荔香第一网格党支部", N_("书记"), "周明"),
    DemoAccount("member", "B01/member/0", "荔香第一网格党支部", N_("支委（受书记书面委托）"), "吴芳"),
    DemoAccount("secretary2", "B02/secretary/0", "荔香第二网格党支部", N_("书记"), "王丽"),
    DemoAccount("community", "C1/secretary/0", "荔香社区党委", N_("书记"), "蒋英"),
    DemoAccount("community2", "C1/committee/0", "荔香社区党委", N_("委员"), "卫东"),
    DemoAccount("street", "S/secretary/0", "荔园街道党工委", N_("书记"), "韩梅"),
    DemoAccount("street2", "S/street_officer/0", "荔园街道", N_("干部"), "杨柳"),
    DemoAccount("unit", "U02/handler/0", "荔园城管执法队", N_("经办人"), "尤川"),
    DemoAccount("unit2", "U03/handler/0", "荔园市场监管所", N_("经办人"), "许江"),
    DemoAccount("dispatcher", "S/dispatcher/0", "荔园街道", N_("分拨员"), "秦岭"),
    DemoAccount("auditor", "S/auditor/0", "荔园街道", N_("审计监督员"), "吕正"),
    DemoAccount("security", "S/security_admin/0", "荔园街道", N_("安全管理员"), "施安"),
    DemoAccount("system", "S/system_admin/0", "荔园街道", N_("系统管理员"), "张统"),
)


def accounts() -> tuple[DemoAccount, ...]:
    """In the order in which they are shown."""
    return ACCOUNTS
