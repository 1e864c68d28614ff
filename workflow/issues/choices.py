"""What may be chosen in the forms of an issue: units, people, issues to merge into."""

from __future__ import annotations

from sqlalchemy import select

from workflow.issues.model import Issue
from workflow.kernel.db import bare
from workflow.kernel.fields import Option
from workflow.kernel.policy import Case
from workflow.orgs.model import Org, Person, line
from workflow.orgs.roles import MEMBER, OFFICERS

ORGS, PEOPLE, ISSUES = bare(Org), bare(Person), bare(Issue)
MERGEABLE = ("registered", "accepted", "scheduled", "executing", "transferred", "blocked", "suspended", "escalated")


def units_for_co(case: Case) -> list[Option]:
    """Units of the street; an upper level may also name a Party organisation below it. Never the accused side."""
    issue, facts = case.subject, case.facts
    columns = (ORGS.c.id, ORGS.c.name, ORGS.c.kind, ORGS.c.path)
    fits = []
    for row in case.db.execute(select(*columns).where(ORGS.c.street_id == issue.street_id).order_by(ORGS.c.code)):
        path = line(row.path)
        lower = row.kind in ("community", "branch") and facts.owner.id in path[:-1]
        accused = issue.about_org_id is not None and issue.about_org_id in path
        if (row.kind == "unit" or lower) and not accused:
            fits.append((row.id, row.name))
    return fits


def units_for(case: Case) -> list[Option]:
    """Who may lead: the unit a ruling named comes first."""
    ruled = case.subject.ruled_unit_id
    return sorted(units_for_co(case), key=lambda option: option[0] != ruled)


def idle_units(case: Case) -> list[Option]:
    """Units that hold no open assignment of the issue: nobody is asked for the same thing twice."""
    busy = {sheet.unit_id for sheet in case.facts.open_sheets}
    return [option for option in units_for_co(case) if option[0] not in busy]


def officers_here(case: Case) -> list[Option]:
    """People who act for the owner today."""
    own = case.subject.owner_id
    return _people(case, case.facts.officers((own,), OFFICERS | {MEMBER}, "execute", case.today)[own])


def people_around(case: Case) -> list[Option]:
    """People of the owner and of the level above."""
    return _around(case, OFFICERS | {MEMBER})


def officers_around(case: Case) -> list[Option]:
    """Those among them who may act in the place of somebody recused."""
    return [one for one in _around(case, OFFICERS) if one[0] not in case.facts.recused]


def _around(case: Case, roles: set[str]) -> list[Option]:
    """People of the owner and of the level above who hold one of these roles today."""
    orgs = tuple(reversed(line(case.facts.owner.path)))[:2]
    found = case.facts.officers(orgs, roles, "", case.today)
    return _people(case, set().union(*found.values()))


def _people(case: Case, ids: set[int]) -> list[Option]:
    """These people, always in the same order: a database of its own accord promises none."""
    found = select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(ids)).order_by(PEOPLE.c.id)
    return [(row.id, row.name) for row in case.db.execute(found)]


def leads_for(case: Case) -> list[Option]:
    """Open matters of the same owner, or of its parent where the parent itself merges; newest first."""
    issue, facts = case.subject, case.facts
    owners = {issue.owner_id}
    if facts.parent is not None and any(c.org == facts.parent.id for c in case.actor.capacities):
        owners.add(facts.parent.id)
    fits = (
        select(ISSUES.c.id, ISSUES.c.number, ISSUES.c.what)
        .where(ISSUES.c.owner_id.in_(owners), ISSUES.c.id != issue.id, ISSUES.c.state.in_(MERGEABLE))
        .where(ISSUES.c.merged_into_id.is_(None), ISSUES.c.about_org_id.is_(None))
        .order_by(ISSUES.c.id.desc())
        .limit(200)
    )
    return [(row.id, f"{row.number} {row.what[:20]}") for row in case.db.execute(fits)]
