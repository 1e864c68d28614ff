"""Who may see an issue and its assignments (WORKFLOWS.md section 6), as SQL on the rows.

Each rule is asked of a row at a time: a list of everything that a unit ever got, or a branch may see, grows with the
years, and would be made for each page anew.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select, true

from workflow.kernel.db import Record
from workflow.kernel.policy import REPORTER, Capacity
from workflow.kernel.subject import Seen
from workflow.orgs import roles

TABLES = Record.metadata.tables
"""Looked up by name when a rule is first used: the models stand to the right of their own rules."""


def assigned(capacity: Capacity) -> ColumnElement[bool]:
    """Part of the matter was sent to this organisation and not taken back, or it was summoned."""
    issues, sheet, call = TABLES["issues"], TABLES["assignments"].c, TABLES["summons"].c
    mine = select(sheet.id).where(
        sheet.issue_id == issues.c.id, sheet.unit_id == capacity.org, sheet.state != "revoked"
    )
    called = select(call.unit_id).where(call.issue_id == issues.c.id, call.unit_id == capacity.org)
    return or_(mine.correlate(issues).exists(), called.correlate(issues).exists())


def not_about(capacity: Capacity) -> ColumnElement[bool]:
    """An issue about an organisation's own staff does not exist for it and everything below it."""
    about = TABLES["issues"].c.about_org_id
    return or_(about.is_(None), and_(true(), *(about != org for org in capacity.path)))


def by_party(capacity: Capacity) -> ColumnElement[bool]:
    """Own branch, own community and below, or the street."""
    issue = TABLES["issues"].c
    if capacity.kind == "street":
        return by_street(capacity)
    own = {"branch": issue.branch_id, "community": issue.community_id}[capacity.kind]
    return and_(or_(own == capacity.org, issue.owner_id == capacity.org, assigned(capacity)), not_about(capacity))


def by_member(capacity: Capacity) -> ColumnElement[bool]:
    return and_(by_party(capacity), TABLES["issues"].c.restricted.is_(False))


def by_unit(capacity: Capacity) -> ColumnElement[bool]:
    return and_(assigned(capacity), not_about(capacity))


def by_street(capacity: Capacity) -> ColumnElement[bool]:
    return and_(TABLES["issues"].c.street_id == capacity.street, not_about(capacity))


def by_code(capacity: Capacity) -> ColumnElement[bool]:
    return TABLES["issues"].c.id == capacity.org


ISSUE: dict[str, Seen] = {
    roles.SECRETARY: by_party,
    roles.DELEGATE: by_party,
    roles.COMMITTEE: by_party,
    roles.STREET_OFFICER: by_party,
    roles.MEMBER: by_member,
    roles.HANDLER: by_unit,
    roles.DISPATCHER: by_street,
    roles.AUDITOR: by_street,
    REPORTER: by_code,
}


def through_issue(table: str) -> dict[str, Seen]:
    """For what hangs on an issue: whoever sees that sees this; what may be seen with a code is told one by one."""
    return {role: _through(table, seen) for role, seen in ISSUE.items() if role != REPORTER}


def _through(table: str, seen: Seen) -> Seen:
    def sees(capacity: Capacity) -> ColumnElement[bool]:
        row, issue = TABLES[table], TABLES["issues"].c
        return select(issue.id).where(issue.id == row.c.issue_id, seen(capacity)).correlate(row).exists()

    return sees


ASSIGNMENT = through_issue("assignments")
