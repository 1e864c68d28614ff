"""Subjects as JSON: what they are, whose they are, and what the asker may do with them now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from web.current import db, now
from web.language import say, translate
from web.sessions import actor
from workflow.issues import queries
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.masking import for_reader, readable
from workflow.issues.model import Assignment, Issue
from workflow.issues.words import OUTCOMES
from workflow.kernel.clock import stamp
from workflow.kernel.explain import Verdict, explain
from workflow.kernel.subject import Subject


def plain(value: Any) -> Any:
    """A value as JSON writes it: instants in UTC, days as days."""
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def org(row: Any, name: str) -> dict[str, Any] | None:
    """An organisation joined to a row under this name."""
    id, called, kind = (getattr(row, f"{name}_{what}") for what in ("id", "name", "kind"))
    return None if id is None else {"id": id, "name": called, "kind": kind}


def steps(subject: Subject) -> list[dict[str, Any]]:
    """Every step a person can take: allowed, or why not and who could. Only an allowed one says what it asks."""
    return [step(verdict) for verdict in explain(db(), actor(), subject, now())]


def step(verdict: Verdict) -> dict[str, Any]:
    told = {"name": verdict.step.name, "label": translate(verdict.step.label), "allowed": verdict.allowed}
    told |= {"why": say(verdict.why) or None, "who": say(verdict.who) or None}
    return told | {"asks": verdict.asks(translate) if verdict.allowed else []}


def listed(row: Any) -> dict[str, Any]:
    """A row of the list of issues."""
    told = {name: plain(getattr(row, name)) for name in queries.LISTED if name != "due_at"}
    told |= {name: readable(actor(), told[name]) for name in ("what", "place")}
    told["state_label"] = translate(issue_flow.states[row.state].label)
    told |= {"owner": org(row, "owner"), "holder": org(row, "holder"), "due": plain(row.due_at)}
    return told | {"late": bool(row.due_at and row.holder_id and row.due_at < now())}


def issue(found: Issue) -> dict[str, Any]:
    """One issue in full, as this asker may see it."""
    found = for_reader(actor(), found)
    names = queries.named(db(), found)
    told = brief(found)
    for name in ("what", "place", "kind", "urgency", "answer", "public_text"):
        told[name] = getattr(found, name)
    told["outcome_label"] = translate(OUTCOMES[found.outcome]) if found.outcome else None
    told["grid"] = {"id": found.grid_id, "name": names.grid} if found.grid_id else None
    told["category"] = {"id": found.category_id, "name": names.category} if found.category_id else None
    told |= {"owner": org(names, "owner"), "holder": org(names, "holder"), "due": plain(found.due_at)}
    told["late"] = bool(found.due_at and found.holder_id and found.due_at < now())
    for name in ("merged_into_id", "registered_at", "accepted_at", "settled_at", "paused_at"):
        told[name] = plain(getattr(found, name))
    told["reporters"] = [reporter(one) for one in queries.reporters(db(), actor(), found, now())]
    return told | {"steps": steps(found)}


def brief(found: Issue) -> dict[str, Any]:
    """What somebody still learns of an issue that has just left their sight."""
    label = translate(issue_flow.states[found.state].label)
    told = {"id": found.id, "number": found.number, "state": found.state, "state_label": label}
    return told | {
        "outcome": found.outcome,
        "version": found.version,
        "owner": org(queries.named(db(), found), "owner"),
    }


def reporter(one: queries.Reporter) -> dict[str, Any]:
    contact = {"name": one.name, "phone": one.phone, "email": one.email} if one.reachable else None
    return {"channel": one.channel, "at": plain(one.at), "ended": one.ended, "contact": contact}


def assignment(sheet: Assignment, unit: dict[str, Any] | None) -> dict[str, Any]:
    """One assignment with what the asker may do with it."""
    told = {"id": sheet.id, "issue_id": sheet.issue_id, "unit": unit, "role": sheet.role, "state": sheet.state}
    told |= {"state_label": translate(assignment_flow.states[sheet.state].label), "version": sheet.version}
    for name in ("request", "days", "urgency", "result", "dispatched_at", "handle_by"):
        told[name] = plain(getattr(sheet, name))
    told |= {"due": plain(sheet.due_at), "late": bool(sheet.due_at and sheet.due_at < now())}
    return told | {"steps": steps(sheet)}
