"""What may happen to an account: made without a role, taken over by its owner through a one-time link, closed."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswer, BadAnswers
from workflow.kernel.fields import Choice, Contact, Flag, Line, Option, Whole
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Case
from workflow.orgs import attempts, second_factor
from workflow.orgs.accounts import Account, Login, keep
from workflow.orgs.flows import OPEN, account_flow
from workflow.orgs.granting import people
from workflow.orgs.links import LIFE, drawn, hash_of
from workflow.orgs.model import Person
from workflow.orgs.reaching import forget_reach
from workflow.orgs.relations import account_holder, not_own_account, operator, system_admin
from workflow.orgs.views import forget_views

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

ACCOUNTS, LOGINS, PEOPLE = bare(Account), bare(Login), bare(Person)
NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
SHORT = 16
"""So many characters of a login's hash name it to its owner, and prove nothing."""
LOGIN_KINDS = {"session": N_("登录"), "token": N_("接口令牌")}


@dataclass(frozen=True, kw_only=True)
class Drawn(Contact):
    """A nonce or a digest the system worked out: in one of a thousand, by chance, stands the number of a bank card."""

    def parse(self, raw: Any, case: Case) -> str:
        if not isinstance(raw, str) or len(raw) > self.longest or not raw.isalnum():
            raise BadAnswer(N_("请填写“%(label)s”"), label=Label(self.label))
        return raw


@account_flow.step(
    N_("建立账号"), (), to="invited", by=[system_admin, operator],
    name=Line(label=N_("账号"), longest=40, help=N_("登录用的名字，由小写字母、数字和 . _ - 组成，以字母开头")),
    person=Choice(label=N_("已有人员"), among=people, required=False),
    person_name=Line(label=N_("姓名"), longest=60, required=False, help=N_("名单里没有这个人时填写")),
    namesake=Flag(label=N_("另一位同名人员"), required=False, help=N_("名单里已有同名的人，而这是另一位时选“是”")),
)  # fmt: skip
def create(
    desk: Desk, account: Account, name: str, person: int | None, person_name: str | None, namesake: bool | None
) -> None:
    """Without a role: rights are granted by somebody else. Draws the one-time link to hand over."""
    account.name = _free(desk, name)
    account.person_id = person or _newcomer(desk, person_name, bool(namesake))
    mine = (ACCOUNTS.c.person_id == account.person_id) & (ACCOUNTS.c.state != "removed")
    if desk.db.execute(select(ACCOUNTS.c.id).where(mine)).first():
        raise BadAnswers({"person": Sentence(N_("此人已有账号"))})
    account.password = ""
    draw_link(desk, account)


def _free(desk: Desk, name: str) -> str:
    low = name.casefold()
    if not NAME.fullmatch(low):
        raise BadAnswers({"name": Sentence(N_("账号由小写字母、数字和 . _ - 组成，以字母开头，2 到 40 个字符"))})
    if desk.db.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.name == low)).first():
        raise BadAnswers({"name": Sentence(N_("已有名为“%(name)s”的账号"), {"name": low})})
    return low


def _newcomer(desk: Desk, name: str | None, namesake: bool) -> int:
    """Somebody who was not in office before."""
    if not name:
        raise BadAnswers({"person_name": Sentence(N_("请填写姓名，或从名单中选一位"))})
    same = (PEOPLE.c.name == name) & (PEOPLE.c.street_id == desk.actor.street)
    if not namesake and desk.db.execute(select(PEOPLE.c.id).where(same)).first():
        told = {"name": name}
        raise BadAnswers({"namesake": Sentence(N_("名单里已有“%(name)s”，如果是另一位同名的人，请选“是”"), told)})
    return desk.add(Person(street_id=desk.actor.street, name=name)).id


def draw_link(desk: Desk, account: Account) -> None:
    """The nonce goes to whoever asked, the hash of the link to the row: `links.link_of` makes the link of it."""
    nonce = secrets.token_hex(16)
    desk.result["link"] = nonce
    account.link, account.link_ends_at = hash_of(drawn(desk.office, "link", nonce)), desk.now + LIFE


@account_flow.step(N_("重发链接"), "invited", by=[system_admin, operator], primary=True)
def invite_again(desk: Desk, account: Account) -> None:
    """A new one-time link; the one before is worth nothing from now on."""
    draw_link(desk, account)


@account_flow.step(
    N_("重设密码"), "active", to="invited", by=[system_admin, operator], guards=[not_own_account],
    help=N_("原密码和全部登录立即失效，本人用新的链接重新设置密码"),
)  # fmt: skip
def reset(desk: Desk, account: Account) -> None:
    """For a forgotten or lost password: everything that proved the owner is void, a new link is drawn."""
    _forget(desk, account)
    draw_link(desk, account)


@account_flow.step(
    N_("启用账号"), "invited", to="active", by=account_holder, password=Contact(label=N_("密码"), longest=200)
)
def accept(desk: Desk, account: Account, password: str) -> None:
    """The owner sets a password (its hash arrives here); the link has done its work, wrong tries are forgotten."""
    account.password, account.password_at, account.link, account.link_ends_at = password, desk.now, None, None
    desk.db.execute(delete(attempts.TRIES).where(attempts.TRIES.c.key == attempts.login_key(desk.office, account.name)))


@account_flow.step(
    N_("更换密码"), "active", by=account_holder,
    password=Contact(label=N_("密码"), longest=200),
    here=Drawn(label=N_("当前登录"), longest=64, required=False),
)  # fmt: skip
def change_password(desk: Desk, account: Account, password: str, here: str | None) -> None:
    """Every other session ends: whoever knew the old password is out."""
    account.password, account.password_at = password, desk.now
    others = (LOGINS.c.account_id == account.id) & (LOGINS.c.kind == "session")
    desk.db.execute(delete(LOGINS).where(others, LOGINS.c.hash != (here or "")))


@account_flow.step(
    N_("启用动态码"), "active", by=account_holder,
    nonce=Drawn(label=N_("随机数"), longest=32),
    here=Drawn(label=N_("当前登录"), longest=64, required=False),
)  # fmt: skip
def set_codes(desk: Desk, account: Account, nonce: str, here: str | None) -> None:
    """From now on the password alone opens nothing: sessions begun with it end, but the one at hand."""
    account.codes = nonce
    second_factor.begin(desk.db, account.id, second_factor.step_of(desk.now))
    others = (LOGINS.c.account_id == account.id) & (LOGINS.c.kind == "session")
    desk.db.execute(delete(LOGINS).where(others, LOGINS.c.hash != (here or "")))


@account_flow.step(N_("停用动态码"), "active", by=account_holder)
def drop_codes(desk: Desk, account: Account) -> None:
    """The password is all again; whoever must have codes sets them up anew at once."""
    account.codes = None


def own_logins(case: Case) -> list[Option]:
    """Sessions and tokens of the account, by the beginning of their hash."""
    found = select(LOGINS.c.hash, LOGINS.c.kind).where(LOGINS.c.account_id == case.subject.id)
    rows = case.db.execute(found.order_by(LOGINS.c.started_at))
    return [(row.hash[:SHORT], Label(LOGIN_KINDS[row.kind])) for row in rows]


@account_flow.step(N_("结束登录"), "active", by=account_holder, login=Choice(label=N_("登录或令牌"), among=own_logins))
def sign_out(desk: Desk, account: Account, login: str) -> None:
    """One session or token, such as that of a phone that was lost."""
    mine = (LOGINS.c.account_id == account.id) & LOGINS.c.hash.startswith(login, autoescape=True)
    desk.db.execute(delete(LOGINS).where(mine))


@account_flow.step(
    N_("结束其他登录"), "active", by=account_holder, here=Drawn(label=N_("当前登录"), longest=64, required=False)
)
def sign_out_others(desk: Desk, account: Account, here: str | None) -> None:
    """Everything but the session at hand, tokens included."""
    desk.db.execute(delete(LOGINS).where(LOGINS.c.account_id == account.id, LOGINS.c.hash != (here or "")))


@account_flow.step(
    N_("发放接口令牌"), OPEN, by=operator,
    days=Whole(label=N_("有效天数"), least=1, most=366),
)  # fmt: skip
def issue_token(desk: Desk, account: Account, days: int) -> None:
    """For a program that acts as this person: `links.token_of` makes the token of the nonce."""
    nonce = secrets.token_hex(16)
    desk.result["token"] = nonce
    keep(desk.db, account.id, drawn(desk.office, "token", nonce), "token", desk.now, timedelta(days=days))


@account_flow.step(
    N_("改账号名"), OPEN, by=[system_admin, operator], guards=[not_own_account],
    name=Line(label=N_("新账号"), longest=40, help=N_("登录用的名字，由小写字母、数字和 . _ - 组成，以字母开头")),
)  # fmt: skip
def rename(desk: Desk, account: Account, name: str) -> None:
    """The login only; the person and the password stay."""
    account.name = _free(desk, name)


@account_flow.step(
    N_("停用账号"), OPEN, to="closed", by=[system_admin, operator], guards=[not_own_account],
    reason=Line(label=N_("原因"), longest=120, required=False),
    help=N_("全部登录和令牌立即失效；以后可以恢复"),
)  # fmt: skip
def close(desk: Desk, account: Account, reason: str | None) -> None:
    """Nobody gets in with it any more; what its owner did stays in history under the name."""
    _forget(desk, account)
    account.link, account.link_ends_at, account.closed_at = None, None, desk.now


@account_flow.step(N_("恢复账号"), "closed", to="invited", by=[system_admin, operator])
def reopen(desk: Desk, account: Account) -> None:
    """The owner sets a new password through a new link."""
    account.closed_at = None
    draw_link(desk, account)


@account_flow.step(N_("注销账号"), "closed", to="removed", by=[system_admin, operator])
def remove(desk: Desk, account: Account) -> None:
    """For good: the person may be given another account, this name is not given again; the e-mail address goes."""
    forget_reach(desk, account.person_id)
    forget_views(desk, account.person_id)


def _forget(desk: Desk, account: Account) -> None:
    """Nothing proves the owner any more: password, one-time codes, sessions and tokens are void."""
    account.password, account.password_at, account.codes = "", None, None
    desk.db.execute(delete(LOGINS).where(LOGINS.c.account_id == account.id))
