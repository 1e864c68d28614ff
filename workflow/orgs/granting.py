"""What may happen to a post: granted, given a last day, ended, handed to a successor."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Day, Line, Option
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import Case, clock
from workflow.orgs import overlaps, roles
from workflow.orgs.flows import post_flow
from workflow.orgs.model import Mandate, Org, Person, Post
from workflow.orgs.relations import last_day_over, not_own_post, operator, security_admin

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

POSTS, MANDATES, ORGS, PEOPLE = bare(Post), bare(Mandate), bare(Org), bare(Person)
YEARS = 3 * 366
GRANTED = {role: roles.LABELS[role] for role in roles.LABELS if role != roles.DELEGATE}


def people(case: Case) -> list[Option]:
    """Everybody in office."""
    found = select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.street_id == case.actor.street).order_by(PEOPLE.c.id)
    return [(row.id, row.name) for row in case.db.execute(found)]


def organisations(case: Case) -> list[Option]:
    """The street, its communities, branches and units."""
    found = select(ORGS.c.id, ORGS.c.name).where(ORGS.c.street_id == case.actor.street)
    return [(row.id, row.name) for row in case.db.execute(found.order_by(ORGS.c.path, ORGS.c.code))]


@post_flow.step(
    N_("授予岗位"), (), to="granted", by=[security_admin, operator],
    person=Choice(label=N_("人员"), among=people),
    org=Choice(label=N_("组织"), among=organisations),
    role=Choice(label=N_("岗位"), of=GRANTED),
    starts=Day(label=N_("第一天"), past=True, ahead=YEARS),
    ends=Day(label=N_("最后一天"), past=True, ahead=YEARS, required=False, help=N_("没有定下离任日期的不填")),
    paper=Line(label=N_("依据"), longest=120, required=False, help=N_("任命文件的文号或日期")),
)  # fmt: skip
def grant(
    desk: Desk, post: Post, person: int, org: int, role: str, starts: date, ends: date | None, paper: str | None
) -> None:
    """Never to oneself; only what the organisation has; one secretary at a time; administrators hold nothing else."""
    body = _held_still(desk, person, org)
    if wrong := (
        _dates(desk, starts, ends)
        or _fits(desk, person, role, body)
        or _excluded(desk, person, role, starts, ends)
        or _taken(desk, person, org, role, starts, ends)
    ):
        raise BadAnswers(wrong)
    post.person_id, post.org_id, post.role, post.starts, post.ends = person, org, role, starts, ends


Wrong = dict[str, Sentence] | None


def _held_still(desk: Desk, person: int, org: int) -> tuple[str, str]:
    """Kind and name of the organisation; until this is committed nobody else gives it, or this person, another post."""
    body = desk.db.execute(select(ORGS.c.kind, ORGS.c.name).where(ORGS.c.id == org).with_for_update()).one()
    desk.db.execute(select(PEOPLE.c.id).where(PEOPLE.c.id == person).with_for_update()).one()
    return body.kind, body.name


def _dates(desk: Desk, starts: date, ends: date | None) -> Wrong:
    """Rights are not given for days gone by, except on the server itself, where an old register is taken over."""
    by_hand = desk.capacity is not None and desk.capacity.role != roles.OPERATOR
    if by_hand and starts < desk.today:
        return {"starts": Sentence(N_("第一天不能早于今天"))}
    if ends and ends < starts:
        return {"ends": Sentence(N_("最后一天不能早于第一天"))}
    return None


def _fits(desk: Desk, person: int, role: str, body: tuple[str, str]) -> Wrong:
    if person == desk.actor.id:
        return {"person": Sentence(N_("不能给自己授予岗位，请由另一位安全管理员办理"))}
    if role not in roles.POSTS_OF[body[0]]:
        return {"role": Sentence(N_("%(org)s没有这个岗位"), {"org": body[1]})}
    return None


def _excluded(desk: Desk, person: int, role: str, starts: date, ends: date | None) -> Wrong:
    held = overlaps.roles_of(desk.db, person, starts, ends)
    if roles.compatible(held | {role}):
        return None
    others = held - {role}
    other = min(others & roles.ADMINISTRATORS or others)
    told = {"role": Label(roles.LABELS[other])}
    return {"role": Sentence(N_("三个管理员岗位互相排斥，也不能兼任业务岗位；此人当时任%(role)s"), told)}


def _taken(desk: Desk, person: int, org: int, role: str, starts: date, ends: date | None, but: int = 0) -> Wrong:
    """Nobody holds the same post twice, and an organisation has one secretary; `but` is the post in question."""
    there = overlaps.posts(desk.db, starts, ends, POSTS.c.org_id == org, POSTS.c.role == role, POSTS.c.id != but)
    if any(row.person_id == person for row in there):
        return {"person": Sentence(N_("此人在这段时间已任此岗位"))}
    if role == roles.SECRETARY and there:
        told = {"org": there[0].org, "name": there[0].person}
        return {"role": Sentence(N_("%(org)s的书记现为%(name)s，请先办理其离任，或直接办理接任"), told)}
    return None


@post_flow.step(
    N_("定下最后一天"), "granted", by=[security_admin, operator], guards=[not_own_post],
    ends=Day(label=N_("最后一天"), ahead=YEARS, help=N_("过了这一天，岗位在午夜自行结束")),
)  # fmt: skip
def limit(desk: Desk, post: Post, ends: date) -> None:
    """Announced beforehand; papers lent for this post end with it. A later day is looked at as a new grant is."""
    if ends < post.starts:
        raise BadAnswers({"ends": Sentence(N_("最后一天不能早于第一天"))})
    if post.ends and ends > post.ends and (wrong := _prolonged(desk, post, ends)):
        raise BadAnswers({"ends": next(iter(wrong.values()))})
    post.ends = ends


def _prolonged(desk: Desk, post: Post, ends: date) -> Wrong:
    """On the strength of the day told before, somebody may have been given the post, or this person another."""
    _held_still(desk, post.person_id, post.org_id)
    days = (max(desk.today, post.starts), ends)
    return _excluded(desk, post.person_id, post.role, *days) or _taken(
        desk, post.person_id, post.org_id, post.role, *days, but=post.id
    )


@post_flow.step(
    N_("立即离任"), "granted", to="ended", by=[security_admin, operator], guards=[not_own_post],
    reason=Line(label=N_("原因"), longest=120, required=False),
)  # fmt: skip
def end(desk: Desk, post: Post, reason: str | None) -> None:
    """Rights and sessions are gone at once; what was done this morning was rightly done."""
    close(desk, post)


@post_flow.step(
    N_("办理接任"), "granted", to="ended", by=[security_admin, operator], guards=[not_own_post],
    person=Choice(label=N_("接任人"), among=people),
    paper=Line(label=N_("依据"), longest=120, required=False, help=N_("任命文件的文号或日期")),
)  # fmt: skip
def replace(desk: Desk, post: Post, person: int, paper: str | None) -> None:
    """The old rights end and the new ones begin in one act; open matters stay with the organisation."""
    if person == post.person_id:
        raise BadAnswers({"person": Sentence(N_("接任人就是现任，请另选一位"))})
    close(desk, post)
    granted = {"person": person, "org": post.org_id, "role": post.role, "starts": desk.today, "paper": paper}
    desk.follow_birth(Post, "grant", **granted)


@post_flow.step(N_("任期届满"), "granted", to="ended", by=clock, guards=[last_day_over])
def expire(desk: Desk, post: Post) -> None:
    """The last day is over; the rights went with it at midnight."""
    close(desk, post)


def close(desk: Desk, post: Post) -> None:
    """The post holds no longer, nor do the papers lent for it; whoever leaves office altogether acts for nobody."""
    last = max(desk.today, post.starts)
    post.ends, post.ended_at = min(post.ends or last, last), desk.now
    over = MANDATES.c.post_id == post.id
    if not overlaps.posts(desk.db, desk.today, None, POSTS.c.person_id == post.person_id, POSTS.c.id != post.id):
        over |= MANDATES.c.person_id == post.person_id
    lent = select(MANDATES.c.id).where(over, MANDATES.c.state == "running").order_by(MANDATES.c.id)
    for id in desk.db.execute(lent).scalars():
        desk.follow(Mandate, id, "lapse")
