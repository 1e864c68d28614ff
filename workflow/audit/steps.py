"""What an auditor may do: draw a sample, judge what was drawn one by one, and conclude; nothing in anybody's matter.

Whoever answers for a matter in which something was found answers to it.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from workflow.audit.flow import inspection_flow
from workflow.audit.model import ITEMS, Inspection, InspectionItem
from workflow.audit.risks import ISSUES, RISKS, among
from workflow.audit.sampling import draw as sample
from workflow.issues.spans import span
from workflow.kernel.errors import BadAnswers, Barred
from workflow.kernel.fields import Choice, Day, Line, Option, Text, Whole
from workflow.kernel.flow import guard
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Capacity, Case, relation
from workflow.orgs import roles

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

VERDICTS = {
    "sound": N_("符合规定"),
    "minor": N_("有瑕疵"),
    "breach": N_("违反规定"),
    "unclear": N_("无法判断"),
}
LONGEST, SHORT = timedelta(days=366 * 3), 16


@relation("auditor", roles.LABELS[roles.AUDITOR], {roles.AUDITOR})
def auditor(case: Case, capacity: Capacity) -> bool:
    """Whoever audits the street."""
    return True


def unseen(case: Case) -> list[Option]:
    """The matters that are still to be judged, by number and first words."""
    ids = case.facts.unseen
    found = select(ISSUES.c.id, ISSUES.c.number, ISSUES.c.what).where(ISSUES.c.id.in_(ids))
    named = {row.id: f"{row.number} {row.what.splitlines()[0][:SHORT]}" for row in case.db.execute(found)}
    return [(id, named[id]) for id in ids]


@relation("inspected", N_("事项所属组织的干部"), roles.OFFICERS)
def inspected(case: Case, capacity: Capacity) -> bool:
    """An officer of the organisation that answers for a matter in which something was found."""
    return any(row.owner_id == capacity.org for row in case.facts.faults)


def to_answer(case: Case) -> list[Option]:
    """What was found with the actor's organisation and is not answered yet."""
    orgs = {hat.org for hat in case.actor.capacities}
    return [(row.issue_id, row.number) for row in case.facts.faults if row.reply is None and row.owner_id in orgs]


@guard(N_("还有检查发现没有答复"))
def unanswered(case: Case) -> None:
    if not to_answer(case):
        raise Barred(N_("检查发现都已答复"))


@guard(N_("每一件都已检查"))
def all_judged(case: Case) -> None:
    if left := len(case.facts.unseen):
        raise Barred(N_("还有 %(n)s 件没有检查"), n=left)


@guard(N_("还有没检查的事项"))
def some_unseen(case: Case) -> None:
    if not case.facts.unseen:
        raise Barred(N_("每一件都已检查"))


@inspection_flow.step(
    N_("抽取检查"), (), to="inspecting", by=auditor,
    title=Line(label=N_("检查名称"), longest=80, help=N_("如：2026 年第四季度抽查")),
    since=Day(label=N_("登记日期从"), past=True, ahead=0),
    until=Day(label=N_("到"), past=True, ahead=0),
    risk=Choice(
        label=N_("只从有这种情况的事项中抽"), of={name: one.label for name, one in RISKS.items()}, required=False,
        help=N_("不选则从全部事项中抽"),
    ),
    size=Whole(label=N_("抽几件"), least=1, most=100),
    seed=Line(
        label=N_("种子"), longest=40, required=False,
        help=N_("任何人用同一种子都会抽到同样的事项；不填则随机生成，并写在检查里"),
    ),
)  # fmt: skip
def draw(
    desk: Desk, inspection: Inspection, title: str, since: date, until: date, risk: str | None, size: int,
    seed: str | None,
) -> None:  # fmt: skip
    """The sample is drawn at once and never again."""
    if not timedelta(0) <= until - since <= LONGEST:
        raise BadAnswers({"until": Sentence(N_("结束日期须在开始日期之后，最多三年"))})
    inspection.title, inspection.since, inspection.until, inspection.risk = title, since, until, risk
    inspection.seed = seed or secrets.token_hex(6)
    drawn = sample(desk.db, among(desk.actor, span(since, until), risk, desk.now), inspection.seed, size)
    if not drawn.ids:
        raise BadAnswers({"since": Sentence(N_("这段时间没有这样的事项，请放宽日期或换一种情况"))})
    inspection.population, inspection.drawn_at, inspection.drawn_by_id = drawn.population, desk.now, desk.actor.id
    desk.add(inspection)
    for place, issue_id in enumerate(drawn.ids, 1):
        desk.add(InspectionItem(inspection_id=inspection.id, place=place, issue_id=issue_id))
    desk.attest(drawn=drawn.ids)


@inspection_flow.step(
    N_("记下检查结果"), "inspecting", by=auditor, primary=True, guards=[some_unseen],
    issue=Choice(label=N_("哪一件"), among=unseen),
    verdict=Choice(label=N_("结果"), of=VERDICTS),
    remark=Text(
        label=N_("说明"), required=False, longest=2000, help=N_("不写个人信息；有瑕疵、违反规定或无法判断的须写明")
    ),
)  # fmt: skip
def judge(desk: Desk, inspection: Inspection, issue: int, verdict: str, remark: str | None) -> None:
    """One matter was looked at."""
    if verdict != "sound" and not remark:
        raise BadAnswers({"remark": Sentence(N_("请写明发现了什么"))})
    mine = (ITEMS.c.inspection_id == inspection.id) & (ITEMS.c.issue_id == issue)
    desk.db.execute(update(ITEMS).where(mine).values(verdict=verdict, remark=remark, judged_at=desk.now))


@inspection_flow.step(
    N_("作出结论"), "inspecting", to="concluded", by=auditor, primary=True, guards=[all_judged],
    finding=Text(label=N_("检查结论"), longest=5000, help=N_("不写个人信息；街道和有关组织可以看到")),
)  # fmt: skip
def conclude(desk: Desk, inspection: Inspection, finding: str) -> None:
    """The street reads it from now on, and whoever answers for a matter with a fault reads that."""
    inspection.finding, inspection.settled_at = finding, desk.now


@inspection_flow.step(
    N_("答复检查发现"), "concluded", by=inspected, guards=[unanswered], primary=True,
    issue=Choice(label=N_("哪一件"), among=to_answer),
    reply=Text(label=N_("情况说明和整改措施"), longest=2000, help=N_("不写个人信息；审计和街道可以看到")),
)  # fmt: skip
def respond(desk: Desk, inspection: Inspection, issue: int, reply: str) -> None:
    """Once for each matter: it stands beside what was found, which stays as it is."""
    mine = (ITEMS.c.inspection_id == inspection.id) & (ITEMS.c.issue_id == issue)
    desk.db.execute(update(ITEMS).where(mine).values(reply=reply, replied_by_id=desk.actor.id, replied_at=desk.now))


@inspection_flow.step(
    N_("取消检查"), "inspecting", to="dropped", by=auditor, reason=Line(label=N_("原因"), longest=200)
)
def drop(desk: Desk, inspection: Inspection, reason: str) -> None:
    """The sample stays in the record, so that nobody draws until it pleases."""
    inspection.settled_at = desk.now
