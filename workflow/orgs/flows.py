"""The states of an account, a post and a mandate; their steps are in `enrolling`, `granting` and `lending`."""

from __future__ import annotations

from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_

account_flow = Flow("account", "invited")
account_flow.state("invited", N_("待启用"), "intake", holder="person", clock="invitation")
account_flow.state("active", N_("已启用"), "settled", holder="person", clock="password")
account_flow.state("closed", N_("已停用"), "end", holder="system_admin", clock="retention")
account_flow.final("removed", N_("已注销"))

OPEN = "invited active"
"""Accounts that prove somebody: by a password, or by a token of the server's operator."""

post_flow = Flow("post", "granted")
post_flow.state("granted", N_("任职"), "settled", holder="org", clock="term")
post_flow.final("ended", N_("已离任"))

mandate_flow = Flow("mandate", "running")
mandate_flow.state("running", N_("委托中"), "settled", holder="org", clock="mandate")
mandate_flow.final("ended", N_("已到期"))
mandate_flow.final("revoked", N_("已收回"))
