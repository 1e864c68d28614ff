"""What may happen to a webhook: registered, changed, given a new secret, stopped; by the system administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswer, BadAnswers
from workflow.kernel.fields import Choices, Line
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case
from workflow.orgs.relations import system_admin
from workflow.webhooks.addresses import LONGEST, NOT_HTTPS, NOT_PUBLIC, looks_inner, place
from workflow.webhooks.flow import webhook_flow
from workflow.webhooks.model import Webhook

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

WEBHOOKS = bare(Webhook)
MOST = 10
"""Of a street at a time: each one that hangs costs the others a little."""
NOUNS = {
    "issue": N_("事项"),
    "assignment": N_("移交单"),
    "request": N_("申请"),
    "posting": N_("公开文稿"),
    "supervision_order": N_("督办单"),
    "emergency": N_("应急状态"),
    "meeting": N_("联席会议"),
    "reception": N_("接待日"),
    "inspection": N_("审计检查"),
}
"""What a webhook may hear of: whatever people are told about, too."""


@dataclass(frozen=True, kw_only=True)
class Address(Line):
    """An address that may be called, as far as its text alone tells."""

    longest: int = LONGEST

    def parse(self, raw: Any, case: Case) -> str:
        text = super().parse(raw, case)
        there = place(text)
        if there is None:
            raise BadAnswer(NOT_HTTPS)
        if looks_inner(there.host):
            raise BadAnswer(NOT_PUBLIC)
        return text


NAME = Line(label=N_("系统名称"), longest=60, help=N_("如：区级指挥平台"))
PLACE = Address(label=N_("接收网址"), help=N_("https:// 开头，主机须在公网上；不跟随转址"))
HEARS = Choices(label=N_("推送哪些变动"), of=NOUNS)


@webhook_flow.step(N_("登记推送地址"), (), to="listening", by=system_admin, name=NAME, address=PLACE, nouns=HEARS)
def register(desk: Desk, webhook: Webhook, name: str, address: str, nouns: list[str]) -> None:
    """From now on it is told; its secret is worked out, not kept."""
    mine = (WEBHOOKS.c.street_id == webhook.street_id) & (WEBHOOKS.c.state == "listening")
    if desk.db.execute(select(func.count()).where(mine)).scalar_one() >= MOST:
        raise BadAnswers({"address": Sentence(N_("最多同时推送到 %(most)s 个地址，请先停止不用的"), {"most": MOST})})
    webhook.name, webhook.address, webhook.nouns = name, address, nouns
    webhook.edition, webhook.at = 1, desk.now


@webhook_flow.step(N_("更改推送地址"), "listening", by=system_admin, name=NAME, address=PLACE, nouns=HEARS)
def change(desk: Desk, webhook: Webhook, name: str, address: str, nouns: list[str]) -> None:
    """What waits goes to the new address, as far as that still hears of it."""
    webhook.name, webhook.address, webhook.nouns = name, address, nouns


@webhook_flow.step(N_("更换签名密钥"), "listening", by=system_admin, help=N_("新密钥立即生效，旧密钥作废"))
def renew_secret(desk: Desk, webhook: Webhook) -> None:
    """Where the old one was lost or seen by others."""
    webhook.edition += 1


@webhook_flow.step(
    N_("停止推送"), "listening", to="stopped", by=system_admin,
    reason=Line(label=N_("原因"), longest=120, required=False),
)  # fmt: skip
def stop(desk: Desk, webhook: Webhook, reason: str | None) -> None:
    """Nothing is sent there any more, nor what waits."""
