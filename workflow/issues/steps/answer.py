"""Done, verified by somebody else, answered, and what the reporter makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from workflow.issues.choices import idle_units
from workflow.issues.flow import issue_flow
from workflow.issues.guards import from_decision, from_executing, from_transferred
from workflow.issues.model import Assignment, Issue
from workflow.issues.photos import Photo, Photos, keep
from workflow.issues.relations import other, owner
from workflow.issues.words import OUTCOMES
from workflow.kernel.db import bare
from workflow.kernel.fields import Choice, Choices, Text
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case, clock, follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

SHEETS = bare(Assignment)
ANSWERS = {name: OUTCOMES[name] for name in ("solved", "partly_solved", "explained", "declined", "referred_out")}


def needs_photo(case: Case) -> bool:
    """Whether the category wants a photo as evidence."""
    return case.facts.category is not None and case.facts.category.evidence == "photo"


@issue_flow.step(
    N_("报办结"), "executing", to="verifying", by=owner,
    explains=True, working=True, primary=True, voice=N_("已办理，正在核实"),
    result=Text(label=N_("办理结果"), longest=5000),
    photos=Photos(label=N_("现场照片"), required_if=needs_photo),
)  # fmt: skip
def report_done(desk: Desk, issue: Issue, result: str, photos: list[Photo] | None) -> None:
    """The work is done, says who did it; somebody else must verify."""
    keep(desk, issue, photos)


@issue_flow.step(N_("单位办结"), "transferred", to="verifying", by=follows, voice=N_("已办理，正在核实"))
def units_done(desk: Desk, issue: Issue) -> None:
    """The lead unit reported its result."""


@issue_flow.step(
    N_("核实答复"), "verifying", to="replied", by=other, primary=True, voice=N_("已核实并答复，请您评价"),
    outcome=Choice(label=N_("结论"), of=ANSWERS),
    answer=Text(label=N_("给诉求人的答复"), longest=5000, help=N_("逐项回应诉求；凭查询码可见")),
    public_text=Text(label=N_("公开文本"), required=False, longest=2000, help=N_("不含个人信息，另行审核后公开")),
)  # fmt: skip
def verify(desk: Desk, issue: Issue, outcome: str, answer: str, public_text: str | None) -> None:
    """The answer is issued and everybody is told; without a reporter the matter closes at once."""
    issue.outcome, issue.answer, issue.public_text = outcome, answer, public_text
    for id in _reported(desk, issue):
        desk.follow(Assignment, id, "settle")
    if not Case(desk.db, desk.actor, issue, desk.now).facts.claims:
        desk.follow(Issue, issue.id, "lapse")


def _reported(desk: Desk, issue: Issue) -> list[int]:
    mine = select(SHEETS.c.id).where(SHEETS.c.issue_id == issue.id, SHEETS.c.state == "reported")
    return list(desk.db.execute(mine).scalars())


MISSING = Text(label=N_("还缺什么"), longest=2000)


@issue_flow.step(
    N_("退回重办"), "verifying", to="executing", by=other,
    explains=True, guards=[from_executing], voice=N_("核实未通过，正在重办"),
    missing=MISSING,
)  # fmt: skip
def redo(desk: Desk, issue: Issue, missing: str) -> None:
    """Back to the owner's own work."""


@issue_flow.step(
    N_("退回单位重办"), "verifying", to="transferred", by=other, explains=True, guards=[from_transferred],
    voice=N_("核实未通过，正在重办"),
    missing=MISSING,
    co=Choices(label=N_("一并交由协办"), among=idle_units, required=False),
)  # fmt: skip
def redo_units(desk: Desk, issue: Issue, missing: str, co: list[int] | None) -> None:
    """Back to the lead unit, whose assignment is open again; co-units may be asked again, or for the first time."""
    for id in _reported(desk, issue):
        desk.follow(Assignment, id, "rework", missing=missing)
    for unit in co or []:
        dispatched = {"issue": issue.id, "unit": unit, "role": "co", "request": missing, "days": None}
        desk.follow_birth(Assignment, "dispatch", **dispatched)


@issue_flow.step(
    N_("退回再议"), "verifying", to="accepted", by=other,
    explains=True, guards=[from_decision], voice=N_("答复未通过核实，重新研究"),
    missing=MISSING,
)  # fmt: skip
def redo_decision(desk: Desk, issue: Issue, missing: str) -> None:
    """An answer that was concluded without work goes back to be decided anew."""
    issue.outcome = issue.answer = None


@issue_flow.step(
    N_("期满办结"), "replied", to="closed", by=(clock, follows), voice=N_("评价期已满，事项办结（未评价）")
)
def lapse(desk: Desk, issue: Issue) -> None:
    """Silence is "not rated", never "satisfied"."""
