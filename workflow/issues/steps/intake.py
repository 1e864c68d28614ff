"""Heard, put in the right place, taken on or turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from workflow.issues import consent
from workflow.issues.flow import issue_flow
from workflow.issues.guards import may_contest, not_leading, not_registrar, route_twice
from workflow.issues.intake import (
    grids_for,
    locate,
    need_where,
    number_for,
    open_claim,
    place_under,
    refuse_about_street,
    staff_of,
)
from workflow.issues.model import Issue
from workflow.issues.photos import Photos, keep
from workflow.issues.relations import dispatcher, head, owner, parent, raising, registrar, reporter
from workflow.issues.words import CHANNELS, DECLINE_REASONS, KINDS, URGENCIES
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswers
from workflow.kernel.fields import Choice, Contact, Line, Option, Text, Whole
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import REPORTER, Case, follows
from workflow.kernel.prepared import fetch_rows
from workflow.orgs.model import Org
from workflow.orgs.roles import PARTY
from workflow.rules.model import Category

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

CATEGORIES, ORGS = bare(Category), bare(Org)
OF_STREET = (
    select(CATEGORIES.c.id, CATEGORIES.c.name)
    .where(CATEGORIES.c.street_id == bindparam("street"))
    .order_by(CATEGORIES.c.id)
)


def categories(case: Case) -> list[Option]:
    """The street's categories."""
    rows = case.once(categories, lambda: fetch_rows(case.db, OF_STREET, {"street": case.actor.street}))
    return [(row.id, row.name) for row in rows]


def party(case: Case) -> list[Option]:
    """Party organisations a matter may be routed to, save the owner and the accused side."""
    found = (
        select(ORGS.c.id, ORGS.c.name)
        .where(ORGS.c.street_id == case.actor.street, ORGS.c.kind.in_(PARTY))
        .order_by(ORGS.c.code)
    )
    fits = [row for row in case.db.execute(found) if row.id != case.subject.owner_id]
    return [(row.id, row.name) for row in fits if not case.facts.accused(row.id)]


CATEGORY = Choice(label=N_("类别"), among=categories)
URGENCY = Choice(label=N_("紧急程度"), of=URGENCIES)
PHOTOS = Photos(label=N_("照片"), required=False, help=N_("拍到现场就好，不要拍到人脸和证件"))


def agreed_to(case: Case) -> list[Option]:
    """The versions of the privacy notice there ever were."""
    return [(one.version, one.name) for one in consent.editions()]


def alone(case: Case) -> bool:
    """Whoever raises a matter at the public pages was shown the notice; at a desk an officer says it."""
    return case.actor.roles == {REPORTER}


NOTICE = Choice(label=N_("个人信息告知书"), among=agreed_to, required=False, required_if=alone)


def raised_alone(desk: Desk) -> bool:
    """Whether a resident takes the step, and no officer for them."""
    return desk.actor.roles == {REPORTER}


@issue_flow.step(
    N_("登记"), (), to="registered", by=(registrar, raising, follows), voice=N_("您反映的事项已登记"),
    what=Text(label=N_("反映什么"), longest=5000),
    place=Line(label=N_("在哪里"), required=False, help=N_("门牌、楼栋或大家都知道的地点名")),
    grid=Choice(label=N_("网格"), among=grids_for, required=False),
    category=Choice(label=N_("类别"), among=categories, required=False),
    kind=Choice(label=N_("性质"), of=KINDS, required=False),
    urgency=Choice(label=N_("紧急程度"), of=URGENCIES, required=False),
    reporter_name=Contact(label=N_("称呼"), required=False, longest=60, help=N_("可以不填")),
    reporter_phone=Contact(label=N_("电话"), required=False, longest=40, help=N_("可以不填")),
    reporter_email=Contact(label=N_("邮箱"), required=False, longest=120, help=N_("可以不填")),
    channel=Choice(label=N_("来源"), of=CHANNELS, required=False),
    about_staff_of=Choice(
        label=N_("反映哪个组织的工作人员"), among=staff_of, required=False,
        help=N_("填写后由其上一级办理，该组织看不到本事项"),
    ),
    reception=Whole(label=N_("接待场次"), required=False, most=2**40),
    host=Whole(label=N_("接待人"), required=False, most=2**40),
    notice=NOTICE,
    photos=PHOTOS,
)  # fmt: skip
def register(desk: Desk, issue: Issue, what: str, place: str | None, grid: int | None, **answers: Any) -> None:
    """A matter enters: it gets an owner, a number, and a code for whoever raised it."""
    need_where(place, grid)
    refuse_about_street(desk, answers["about_staff_of"])
    issue.what, issue.place = what, place or ""
    issue.kind, issue.urgency = answers["kind"] or "help", answers["urgency"] or "general"
    issue.category_id, issue.counts, issue.registered_at = answers["category"], {}, desk.now
    issue.restricted = issue.barred = False
    if answers["reception"] and desk.outer == "reception.receive":
        issue.reception_id, issue.host_id, issue.received_on = answers["reception"], answers["host"], desk.today
    locate(desk, issue, grid, place, answers["about_staff_of"])
    code, year, number = number_for(desk, issue.owner_id)
    issue.number, issue.holder_id = f"{code}-{year % 100:02d}-{number:04d}", issue.owner_id
    desk.add(issue)
    if issue.kind != "proactive":
        contact = {key: answers[f"reporter_{key}"] for key in ("name", "phone", "email")}
        channel = "online" if raised_alone(desk) else answers["channel"] or "desk"
        open_claim(desk, issue, channel, contact, answers["notice"])
    keep(desk, issue, answers["photos"])


@issue_flow.step(
    N_("分派"), "registered accepted", to="registered", by=(owner, parent, dispatcher),
    explains=True, guards=[route_twice],
    org=Choice(label=N_("分派给"), among=party),
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def route(desk: Desk, issue: Issue, org: int, reason: str) -> None:
    """A wrong branch is put right sideways; the clock of acceptance starts anew, the answer clock does not."""
    place_under(desk, issue, org)


@issue_flow.step(
    N_("受理"), "registered", to="accepted", by=owner, primary=True, voice=N_("已受理"),
    category=CATEGORY,
    urgency=URGENCY,
    grid=Choice(label=N_("网格"), among=grids_for, required=False),
)  # fmt: skip
def accept(desk: Desk, issue: Issue, category: int, urgency: str, grid: int | None) -> None:
    """The matter is ours: the reporter is told within three working days."""
    issue.category_id, issue.urgency = category, urgency
    issue.grid_id = grid or issue.grid_id


def needs_earlier(reason: str, earlier: str | None) -> None:
    """Raises: BadAnswers where "same facts" names no earlier decision."""
    if reason == "same_facts" and not earlier:
        raise BadAnswers({"earlier": Sentence(N_("以“同一事实已有处理决定”不予受理的，请写明原决定"))})


@issue_flow.step(
    N_("不予受理"), "registered", to="not_accepted", by=head, guards=[not_leading],
    voice=N_("不予受理，理由和可走的渠道已书面答复"),
    reason=Choice(label=N_("理由"), of=DECLINE_REASONS),
    channel=Line(label=N_("应走的渠道")),
    earlier=Line(label=N_("原处理决定"), required=False),
    answer=Text(label=N_("给诉求人的答复")),
)  # fmt: skip
def decline(desk: Desk, issue: Issue, reason: str, channel: str, earlier: str | None, answer: str) -> None:
    """One of six reasons, the right channel, and a sentence for the reporter."""
    needs_earlier(reason, earlier)
    issue.outcome, issue.answer = "declined", answer
    issue.public_text = answer


@issue_flow.step(
    N_("申诉不受理"), "not_accepted", to="escalated", by=reporter, explains=True, guards=[may_contest], climbs=1,
    voice=N_("您对不予受理提出申诉，已由上一级处理"),
    why=Text(label=N_("为什么应当受理"), longest=2000),
)  # fmt: skip
def contest(desk: Desk, issue: Issue, why: str) -> None:
    """Once: the organisation above looks at it again."""
    climb(desk, issue)


@issue_flow.step(
    N_("作废"), "registered", to="voided", by=head, guards=[not_registrar, not_leading],
    reason=Text(label=N_("理由"), longest=500),
)  # fmt: skip
def void(desk: Desk, issue: Issue, reason: str) -> None:
    """A registration made by mistake; never by whoever made it."""
    issue.outcome = "void"


def climb(desk: Desk, issue: Issue) -> None:
    """The organisation one level above becomes the owner."""
    above = desk.db.execute(select(ORGS.c.parent_id).where(ORGS.c.id == issue.owner_id)).scalar_one()
    issue.owner_id = above or issue.owner_id
