"""What may happen to a mandate: a deputy or delegate is named in writing, the paper is taken back, or runs out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from workflow.kernel.db import bare, fetch_one
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Choices, Day, Line, Option
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Case, clock, follows
from workflow.kernel.subject import SUBJECTS
from workflow.orgs import overlaps, roles
from workflow.orgs.flows import mandate_flow
from workflow.orgs.model import Mandate, Org, Person, Post
from workflow.orgs.relations import last_day_over, lender, operator

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

POSTS, MANDATES, ORGS, PEOPLE = bare(Post), bare(Mandate), bare(Org), bare(Person)
DEPUTY = "deputy"
KINDS = {DEPUTY: N_("代理（代行全部职责）"), roles.DELEGATE: N_("委托（只办列明的步骤）")}
YEARS = 3 * 366
OFFICE = ("account", "post", "mandate")
"""Nouns whose steps are nobody's to lend."""


def heads(case: Case) -> list[Option]:
    """Posts this person may lend: the own one as a secretary, and those of the heads one level below."""
    held = (POSTS.c.role == roles.SECRETARY) & overlaps.meets(POSTS, case.today, None)
    if roles.OPERATOR not in case.actor.roles:
        hats = [hat for hat in case.actor.capacities if hat.behalf is None and hat.role in roles.OFFICERS]
        own = POSTS.c.org_id.in_([hat.org for hat in hats if hat.role == roles.SECRETARY])
        held &= or_(own & (POSTS.c.person_id == case.actor.id), ORGS.c.parent_id.in_([hat.org for hat in hats]))
    found = select(POSTS.c.id, PEOPLE.c.name, ORGS.c.name.label("org")).join(PEOPLE, PEOPLE.c.id == POSTS.c.person_id)
    found = found.join(ORGS, ORGS.c.id == POSTS.c.org_id).where(held).order_by(ORGS.c.path)
    told = N_("%(org)s书记%(name)s")
    return [(row.id, Sentence(told, {"org": row.org, "name": row.name})) for row in case.db.execute(found)]


def trusted(case: Case) -> list[Option]:
    """Those with a Party post where the head's post may be lent, or one level above; below the top, which has none."""
    lendable = [id for id, _label in heads(case)]
    mine = select(ORGS.c.id, ORGS.c.parent_id).join(POSTS, POSTS.c.org_id == ORGS.c.id).where(POSTS.c.id.in_(lendable))
    found = list(case.db.execute(mine))
    tops = [org.id for org in found if org.parent_id is None]
    near = or_(POSTS.c.org_id.in_({id for org in found for id in org}), ORGS.c.parent_id.in_(tops))
    named: dict[int, list[Sentence]] = {}
    names: dict[int, str] = {}
    party = POSTS.c.role.in_(sorted((roles.OFFICERS | {roles.MEMBER}) - {roles.DELEGATE}))
    for row in overlaps.posts(case.db, case.today, None, near, party):
        names[row.person_id] = row.person
        told = roles.post_of(row.org, row.role)
        named.setdefault(row.person_id, []).append(told)
    words = N_("%(name)s（%(post)s）")
    return [(id, Sentence(words, {"name": names[id], "post": posts[0]})) for id, posts in named.items()]


def lendable_steps(case: Case) -> list[Option]:
    """Every step of the house that a delegate can take, by its name, in all its words.

    A paper names it for every kind of subject that has one of the name: whoever lends 同意 lends 签发 as well.
    """
    found: dict[str, list[Label]] = {}
    for noun, model in SUBJECTS.items():
        for step in model.flow.steps.values() if noun not in OFFICE else ():
            if step.by_hand and roles.DELEGATE in step.roles:
                found.setdefault(step.name, []).append(Label(step.label))
    words = {name: list({one.message: one for one in labels}.values()) for name, labels in found.items()}
    return [
        (name, one[0] if len(one) == 1 else Sentence(N_("%(words)s"), {"words": one})) for name, one in words.items()
    ]


@mandate_flow.step(
    N_("书面委托"), (), to="running", by=[lender, operator],
    post=Choice(label=N_("代谁"), among=heads),
    kind=Choice(label=N_("方式"), of=KINDS),
    person=Choice(label=N_("由谁代"), among=trusted),
    starts=Day(label=N_("第一天"), past=True, ahead=YEARS),
    ends=Day(label=N_("最后一天"), past=True, ahead=YEARS, help=N_("过了这一天，委托在午夜自行结束")),
    paper=Line(label=N_("委托书"), longest=120, help=N_("书面委托的文号或日期")),
    steps=Choices(
        label=N_("可办的步骤"), among=lendable_steps, most=200, required=False,
        help=N_("选“委托”时必须列明；选“代理”时不用选"),
    ),
)  # fmt: skip
def lend(
    desk: Desk, mandate: Mandate, post: int, kind: str, person: int, starts: date, ends: date, paper: str,
    steps: list[str] | None,
) -> None:  # fmt: skip
    """Dated, on paper, never by somebody who holds a paper, never longer than the post it is for."""
    desk.db.execute(select(POSTS.c.id).where(POSTS.c.id == post).with_for_update()).one()
    held = fetch_one(desk.db, Post, POSTS.c.id == post)
    assert held is not None
    if wrong := _dates(desk, held, starts, ends) or _person(desk, held, person, starts, ends) or _steps(kind, steps):
        raise BadAnswers(wrong)
    mandate.post_id, mandate.kind, mandate.person_id, mandate.paper = post, kind, person, paper
    mandate.starts, mandate.ends, mandate.steps = starts, ends, steps if kind == roles.DELEGATE else None


Wrong = dict[str, Sentence] | None


def _dates(desk: Desk, post: Post, starts: date, ends: date) -> Wrong:
    by_hand = desk.capacity is not None and desk.capacity.role != roles.OPERATOR
    if by_hand and starts < desk.today:
        return {"starts": Sentence(N_("第一天不能早于今天"))}
    if ends < starts:
        return {"ends": Sentence(N_("最后一天不能早于第一天"))}
    if post.ends is not None and ends > post.ends:
        return {"ends": Sentence(N_("委托不能长于任期，所代岗位的最后一天是 %(day)s"), {"day": f"{post.ends}"})}
    return None


def _person(desk: Desk, post: Post, person: int, starts: date, ends: date) -> Wrong:
    if person == post.person_id:
        return {"person": Sentence(N_("不能委托给本人"))}
    if overlaps.roles_of(desk.db, person, starts, ends) & roles.ADMINISTRATORS:
        return {"person": Sentence(N_("三个管理员不能兼办业务，请另选一位"))}
    org = fetch_one(desk.db, Org, ORGS.c.id == post.org_id)
    assert org is not None
    around = (org.id, org.parent_id) if org.parent_id else (org.id,)
    near = or_(ORGS.c.id.in_(around), ORGS.c.parent_id == around[-1])
    party = POSTS.c.role.in_(sorted(roles.OFFICERS | {roles.MEMBER}))
    whole = (POSTS.c.starts <= starts) & or_(POSTS.c.ends.is_(None), POSTS.c.ends >= ends)
    if not overlaps.posts(desk.db, starts, ends, POSTS.c.person_id == person, near, party, whole):
        return {"person": Sentence(N_("只能委托本组织、上一级组织或同级相邻组织的在任人员；街道可委托社区的在任人员"))}
    same = (MANDATES.c.post_id == post.id) & (MANDATES.c.person_id == person)
    if desk.db.execute(select(MANDATES.c.id).where(same, overlaps.meets(MANDATES, starts, ends)).limit(1)).first():
        return {"person": Sentence(N_("此人在这段时间已受托，请先收回原来的委托"))}
    return None


def _steps(kind: str, steps: list[str] | None) -> Wrong:
    if kind == roles.DELEGATE and not steps:
        return {"steps": Sentence(N_("请列明可办的步骤"))}
    return None


@mandate_flow.step(
    N_("收回委托"), "running", to="revoked", by=[lender, operator],
    reason=Line(label=N_("原因"), longest=120, required=False),
)  # fmt: skip
def revoke(desk: Desk, mandate: Mandate, reason: str | None) -> None:
    """Before its last day; the rights are gone at once."""
    close(desk, mandate)


@mandate_flow.step(N_("随任期结束"), "running", to="ended", by=follows)
def lapse(desk: Desk, mandate: Mandate) -> None:
    """The post it was for has ended: a paper never outlives it."""
    close(desk, mandate)


@mandate_flow.step(N_("委托期满"), "running", to="ended", by=clock, guards=[last_day_over])
def run_out(desk: Desk, mandate: Mandate) -> None:
    """The last day is over; the rights went with it at midnight."""
    close(desk, mandate)


def close(desk: Desk, mandate: Mandate) -> None:
    """What was done under it stays rightly done: the last day is moved, never before the first."""
    mandate.ends, mandate.ended_at = min(mandate.ends, max(desk.today, mandate.starts)), desk.now
