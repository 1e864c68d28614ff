"""Inspections: a sample drawn by a stated seed, its matters judged one by one, and the finding the street reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from web import steps
from web.access import needs, officer
from web.current import db, now, number
from web.dates import Until, counted, exact, full_day, short_day, until
from web.finding import PAGE
from web.language import say
from web.links import links
from web.sessions import actor
from web.steps import Coming, Room
from workflow.audit import queries
from workflow.audit.flow import inspection_flow
from workflow.audit.model import Inspection, judged
from workflow.audit.risks import RISKS
from workflow.audit.sampling import rank
from workflow.audit.steps import VERDICTS
from workflow.issues.flow import issue_flow
from workflow.issues.masking import headline
from workflow.kernel.clock import local
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Sentence
from workflow.orgs.roles import AUDITOR, OFFICERS

bp = Blueprint("inspections", __name__, url_prefix="/audit/inspections")
LOOK = {"sound": "settled", "minor": "held", "breach": "late", "unclear": "intake"}
"""How a verdict is drawn; red is for what breaks a rule."""


def title(inspection: Inspection) -> str:
    return inspection.title


def known(inspection: Inspection, step: Step) -> dict[str, Any]:
    """The matter the auditor came from; where none was named, the next one."""
    if step.name not in ("judge", "respond"):
        return {}
    unseen = inspection.facts(db(), inspection).unseen if step.name == "judge" else ()
    issue = number("issue") or next(iter(unseen), None)
    return {"issue": issue} if issue else {}


def asked(connection: Connection, inspection: Inspection, step: Step) -> Coming | None:
    """After each word about a matter: how many are left."""
    if step.name != "judge":
        return None
    left = len(inspection.facts(connection, inspection).unseen)
    return Sentence(N_("还有 %(n)s 件没有检查") if left else N_("每一件都已检查，可以作出结论"), {"n": left}), None


def coming(connection: Connection, inspection: Inspection) -> Coming | None:
    """After a finding: whoever it concerns answers."""
    return (Sentence(N_("等有关组织答复")), inspection.reply_by) if inspection.reply_by else None


ROOM = Room(Inspection, "inspections.show", title, coming, known=known, asked=asked)


@bp.app_template_global("audits")
def audits() -> bool:
    """Whether the doors of an auditor are the visitor's business."""
    return AUDITOR in actor().roles


@bp.app_template_global("unjudged_in")
def unjudged_in(issue_id: int) -> list[tuple[str, str]]:
    """(title, url) of an auditor's inspections that wait for a word about this matter."""
    found = queries.waiting(db(), actor(), issue_id)
    return [(row.title, url_for("inspections.step", id=row.id, step="judge", issue=issue_id)) for row in found]


class Line(NamedTuple):
    """One inspection in a list, with its texts ready."""

    url: str
    title: str
    of: str
    by: str
    done: str
    label: str
    phase: str
    owes: str
    due: Until


class Item(NamedTuple):
    """One matter of the sample."""

    place: int
    number: str
    title: str
    url: str
    state: str
    phase: str
    rank: str
    verdict: str
    look: str
    owner: str
    remark: str
    reply: str
    replied: str
    judge: str | None


def lines(rows: list[Any]) -> list[Line]:
    """Rows with their texts ready; how much is judged is asked for all at once."""
    ids, url, due = [row.id for row in rows], links("inspections.show"), counted(now())
    counts, owes = judged(db(), ids), queries.owing(db(), ids, actor())
    return [
        _line(row, url(row.id), *counts.get(row.id, (0, 0)), n := owes.get(row.id, 0), due(row.reply_by if n else None))
        for row in rows
    ]


def _line(row: Any, url: str, done: int, drawn: int, owes: int, due: Until) -> Line:
    state = inspection_flow.states[row.state]
    words = {"from": short_day(row.since), "to": short_day(row.until)}
    return Line(
        url=url,
        title=row.title,
        of=say(Sentence(N_("%(from)s—%(to)s"), words)),
        by=row.drawn_by,
        done=say(Sentence(N_("%(done)s / %(n)s 件"), {"done": done, "n": drawn})),
        label=say(state.label),
        phase=state.phase,
        owes=say(Sentence(N_("%(n)s 件待答复"), {"n": owes})) if owes else "",
        due=due,
    )


@bp.get("")
@needs(AUDITOR, *OFFICERS)
def index() -> ResponseReturnValue:
    """Every inspection one may see."""
    rows = queries.listed(db(), actor(), number("before"), PAGE)
    following = url_for(".index", before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    may = steps.may_begin(ROOM, "draw")
    return render_template("inspections/index.html", rows=lines(rows[:PAGE]), next=following, may_draw=may)


def beforehand(born: Any) -> dict[str, Any]:
    """The last quarter, ten matters, and the risk one came from."""
    today = local(now()).date()
    asked = {"since": today - timedelta(days=90), "until": today, "size": 10}
    risk = request.args.get("risk")
    return asked | ({"risk": risk} if risk in RISKS else {})


steps.open_birth(bp, ROOM, "draw", "inspections/new.html", beforehand)


@bp.get("/<int:id>")
@officer
def show(id: int) -> ResponseReturnValue:
    """What was drawn, from what, by which seed; what was found in each; the finding."""
    inspection = ROOM.find(id)
    rows = queries.items(db(), inspection, actor())
    open_now, owes = inspection.state == "inspecting", any(row.verdict != "sound" and not row.reply for row in rows)
    return render_template(
        "inspections/show.html", inspection=inspection, items=[_item(inspection, row, open_now) for row in rows],
        state=inspection_flow.states[inspection.state], acts=steps.acts(ROOM, inspection),
        risk=RISKS.get(inspection.risk or ""), drawn_at=exact(inspection.drawn_at), many=judged(db(), [id])[id][1],
        since=full_day(inspection.since), until=full_day(inspection.until),
        settled=exact(inspection.settled_at) if inspection.settled_at else "",
        due=until(inspection.reply_by if owes else None, now()),
        tally=[(say(label), sum(row.verdict == name for row in rows)) for name, label in VERDICTS.items()],
    )  # fmt: skip


def _item(inspection: Inspection, row: Any, open_now: bool) -> Item:
    state = issue_flow.states[row.state]
    here = url_for("inspections.step", id=inspection.id, step="judge", issue=row.id)
    return Item(
        place=row.place,
        number=row.number,
        title=headline(actor(), row.what),
        url=url_for("issues.show", id=row.id),
        state=say(state.label),
        phase=state.phase,
        rank=rank(inspection.seed, row.number)[:12],
        verdict=say(VERDICTS[row.verdict]) if row.verdict else "",
        look=LOOK.get(row.verdict or "", ""),
        owner=row.owner,
        remark=row.remark or "",
        reply=row.reply or "",
        replied=f"{row.replied_by} · {exact(row.replied_at)}" if row.replied_at else "",
        judge=here if open_now and not row.verdict else None,
    )


steps.open_steps(bp, ROOM)
