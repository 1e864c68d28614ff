"""How somebody may stand towards an account, a post or a mandate, and the rules that may refuse their steps."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from workflow.kernel.db import bare, fetch_one
from workflow.kernel.errors import Barred, NotPermitted
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs import roles
from workflow.orgs.model import Mandate, Org, Post

POSTS, ORGS = bare(Post), bare(Org)
ONLY_SELF = N_("受委托人、代理人不能再委托他人")


class MandateFacts:
    """The post a mandate is for, and its organisation."""

    def __init__(self, db: Connection, mandate: Mandate) -> None:
        self.db, self.mandate = db, mandate

    @cached_property
    def post(self) -> Post:
        found = fetch_one(self.db, Post, POSTS.c.id == self.mandate.post_id)
        assert found is not None
        return found

    @cached_property
    def org(self) -> Org:
        found = fetch_one(self.db, Org, ORGS.c.id == self.post.org_id)
        assert found is not None
        return found


Mandate.facts = MandateFacts


@relation("operator", roles.NAMELESS[roles.OPERATOR], {roles.OPERATOR})
def operator(case: Case, capacity: Capacity) -> bool:
    """Whoever can run `lianxi` on the server has the database in hand anyway; history says it was done there."""
    return True


@relation("system_admin", roles.LABELS[roles.SYSTEM_ADMIN], {roles.SYSTEM_ADMIN})
def system_admin(case: Case, capacity: Capacity) -> bool:
    """Makes accounts, never grants."""
    return True


@relation("security_admin", roles.LABELS[roles.SECURITY_ADMIN], {roles.SECURITY_ADMIN})
def security_admin(case: Case, capacity: Capacity) -> bool:
    """Grants posts, never makes accounts, never to self."""
    return True


@relation("account_holder", N_("账号本人"), {roles.HOLDER})
def account_holder(case: Case, capacity: Capacity) -> bool:
    """Whoever proved to hold this account: by its one-time link, or by a session."""
    return bool(capacity.org == case.subject.id)


def by_head(case: Case) -> Sentence:
    if case.subject.version == 0:
        return Sentence(N_("组织的书记，或上一级组织的工作人员"))
    return Sentence(N_("%(org)s书记，或上一级组织的工作人员"), {"org": case.facts.org.name})


@relation("lender", N_("组织的书记，或上一级组织的工作人员"), roles.OFFICERS, by_head)
def lender(case: Case, capacity: Capacity) -> bool:
    """The head for the own post; for a head, the level above. Nobody lends what was lent to them."""
    if capacity.behalf is not None:
        raise NotPermitted(ONLY_SELF)
    if case.subject.version == 0:
        return True  # which posts are offered depends on where one stands
    if capacity.org == case.facts.org.parent_id:
        return True
    return capacity.role == roles.SECRETARY and capacity.org == case.facts.org.id


@guard(N_("不是本人的账号"))
def not_own_account(case: Case) -> None:
    if case.actor.id == case.subject.person_id:
        raise Barred(N_("不能处理自己的账号，请由另一位系统管理员办理"))


@guard(N_("不是本人的岗位"))
def not_own_post(case: Case) -> None:
    if case.actor.id == case.subject.person_id:
        raise Barred(N_("不能处理自己的岗位，请由另一位安全管理员办理"))


@guard(N_("最后一天已过"))
def last_day_over(case: Case) -> None:
    if case.subject.ends is None or case.subject.ends >= case.today:
        raise Barred(N_("最后一天未过"))
