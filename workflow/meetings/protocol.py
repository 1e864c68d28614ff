"""What the minutes of a meeting say by themselves, and what is hashed when they are signed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, select

from workflow.issues.facts import OPEN_SHEET
from workflow.issues.model import Assignment, Issue
from workflow.kernel.canonical import canonical, digest
from workflow.kernel.clock import local
from workflow.kernel.db import bare
from workflow.kernel.i18n import Sentence
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.papers import Dissent
from workflow.meetings.voting import Count, Rule, quorum, rule_of
from workflow.meetings.words import OUTCOMES
from workflow.orgs.model import Org
from workflow.rules.model import Category

ISSUES, ITEMS, SHEETS, ORGS = bare(Issue), bare(AgendaItem), bare(Assignment), bare(Org)
CATEGORIES, DISSENTS = bare(Category), bare(Dissent)
ROLES = {"lead": "主办", "co": "协办"}
CARRIED_OUT = ("execute", "transfer")
NOTHING = "本次会议没有议定事项。"


def lines(db: Connection, meeting_id: int) -> list[Any]:
    """The settled items in their order, with the numbers of their issues."""
    names = (
        "id", "issue_id", "position", "kind", "outcome", "ballot", "yes", "expected", "present", "recused",
        "formula", "resolution", "report", "discussion", "resume_on",
    )  # fmt: skip
    columns = [ITEMS.c[name] for name in names]
    of_issue = (ISSUES.c.number, ISSUES.c.due_at, ORGS.c.name.label("owner_name"), CATEGORIES.c.name.label("category"))
    settled = (ITEMS.c.meeting_id == meeting_id) & ITEMS.c.state.in_(("decided", "deferred"))
    found = (
        select(*columns, *of_issue)
        .join(ISSUES, ISSUES.c.id == ITEMS.c.issue_id)
        .join(ORGS, ORGS.c.id == ISSUES.c.owner_id)
        .outerjoin(CATEGORIES, CATEGORIES.c.id == ISSUES.c.category_id)
    )
    return list(db.execute(found.where(settled).order_by(ITEMS.c.position)))


def unreached(db: Connection, meeting_id: int) -> list[Any]:
    """(number, category) of the matters on the agenda that it did not come to, in their order."""
    found = select(ISSUES.c.number, CATEGORIES.c.name.label("category")).join(ITEMS, ITEMS.c.issue_id == ISSUES.c.id)
    found = found.outerjoin(CATEGORIES, CATEGORIES.c.id == ISSUES.c.category_id)
    left = (ITEMS.c.meeting_id == meeting_id) & (ITEMS.c.state == "unreached")
    return list(db.execute(found.where(left).order_by(ITEMS.c.position)))


def units(db: Connection, meeting_id: int) -> dict[int, str]:
    """By issue, the units that act on it now, in words."""
    mine = select(ITEMS.c.issue_id).where(ITEMS.c.meeting_id == meeting_id, ITEMS.c.outcome == "transfer")
    found = (
        select(SHEETS.c.issue_id, SHEETS.c.role, ORGS.c.name)
        .join(ORGS, ORGS.c.id == SHEETS.c.unit_id)
        .where(SHEETS.c.issue_id.in_(mine), SHEETS.c.state.in_(OPEN_SHEET))
        .order_by(SHEETS.c.role.desc(), SHEETS.c.id)
    )
    told: dict[int, list[str]] = defaultdict(list)
    for row in db.execute(found):
        told[row.issue_id].append(f"{row.name}（{ROLES[row.role]}）")
    return {issue: "、".join(names) for issue, names in told.items()}


def draft_text(db: Connection, meeting: Meeting) -> str:
    """A first draft, item by item what happened; the paper says who came. It is a document, so it is in Chinese."""
    responsible, rule = units(db, meeting.id), rule_of(meeting.kind, meeting.rule)
    told = [
        "\n".join((f"{n}. {row.number} {row.category or ''}".rstrip(), *_told(row, responsible, rule)))
        for n, row in enumerate(lines(db, meeting.id), 1)
    ]
    left = "、".join(f"{row.number} {row.category or ''}".rstrip() for row in unreached(db, meeting.id))
    return "\n\n".join([*told, *([f"未议：{left}，退回待议。"] if left else [])]) or NOTHING


def enough(row: Any, rule: Rule) -> Sentence | None:
    """Whether an item could be voted on, with the numbers of its vote; None where no quorum was asked for."""
    found = quorum(rule, Count(row.expected, row.present, row.recused)) if row.expected is not None else None
    return found.sentence if found else None


def _told(row: Any, responsible: dict[int, str], rule: Rule) -> list[str]:
    """One item: report, discussion, resolution, responsible unit, time limit, quorum, vote."""
    who = responsible.get(row.issue_id) or (row.owner_name if row.outcome == "execute" else "")
    until = local(row.due_at) if row.due_at and row.outcome in CARRIED_OUT else None
    resolved = f"{OUTCOMES[row.outcome]}。{row.resolution or ''}".rstrip()
    parts = {
        "汇报": row.report,
        "讨论": row.discussion,
        "议定": f"{resolved}（{row.resume_on:%Y年%-m月%-d日}恢复研究）" if row.resume_on else resolved,
        "责任单位": who,
        "时限": f"{until:%Y年%-m月%-d日}前" if until else "",
        "法定人数": str(enough(row, rule) or ""),
        "表决": row.formula,
    }
    return [f"{name}：{words}" for name, words in parts.items() if words]


def dissents(db: Connection, meeting_id: int) -> list[Any]:
    """Objections with their answers, oldest first."""
    return list(db.execute(select(DISSENTS).where(DISSENTS.c.meeting_id == meeting_id).order_by(DISSENTS.c.id)))


def content_hash(db: Connection, meeting: Meeting, text: str, version: int) -> str:
    """SHA-256 of everything the signed minutes state."""
    content = {
        "number": meeting.number,
        "version": version,
        "org": meeting.org_id,
        "kind": meeting.kind,
        "title": meeting.title,
        "on": meeting.planned_on.isoformat(),
        "place": meeting.place,
        "roll": [meeting.expected, meeting.present, meeting.excused, meeting.absent],
        "items": [[row.number, row.kind, row.outcome, row.formula, row.resolution] for row in lines(db, meeting.id)],
        "dissents": [[row.opinion, row.answer] for row in dissents(db, meeting.id)],
        "text": text,
    }
    return digest(canonical(content))
