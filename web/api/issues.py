"""Issues for programs: the list, one, its history, a new one, a step."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from web.access import officer
from web.api import drawn
from web.api.counter import body, bp, key, limit, number, only, paged, refuse_unknown, seen_version
from web.current import db, desk, now, sought
from web.security import takes_photos
from web.sessions import actor
from workflow.issues import logbook, queries
from workflow.issues.flow import issue_flow
from workflow.issues.model import Issue
from workflow.issues.registration import register
from workflow.kernel.errors import BadAnswers, NotFound
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import find

CONTACT = ("name", "phone", "email")
FROM_OUTSIDE = frozenset({"reception", "host"})
"""Answers that only another step of the product gives."""


@bp.get("/issues")
@officer
def list_issues() -> ResponseReturnValue:
    """Newest first, by keyset."""
    only("state", "owner", "holder", "late", "q", "cursor", "limit")
    states = tuple(name for value in request.args.getlist("state") for name in value.split(",") if name)
    if wrong := set(states) - issue_flow.states.keys():
        raise BadAnswers({"state": Sentence(N_("没有“%(state)s”这个状态"), {"state": min(wrong)[:40]})})
    wanted = queries.Filter(
        states=states,
        owner=number("owner"),
        holder=number("holder"),
        late=request.args.get("late", "").lower() in ("1", "true", "yes"),
        q=sought(),
        before=number("cursor"),
    )
    size = limit()
    rows = queries.issues(db(), actor(), wanted, now(), size)
    return paged(rows, [drawn.listed(row) for row in rows], size, "id")


@bp.get("/issues/<int:id>")
@officer
def show_issue(id: int) -> ResponseReturnValue:
    """The ETag is the version: If-Match with it says what the program saw."""
    return tagged(find(db(), actor(), Issue, id))


def tagged(found: Issue) -> Response:
    answer = jsonify(drawn.issue(found))
    answer.set_etag(str(found.version))
    return answer


@bp.post("/issues")
@officer
def register_issue() -> ResponseReturnValue:
    """A new issue, with its tracking code this once; the same key gives the same answer."""
    given = flattened(body())
    refuse_unknown(Issue, None, issue_flow.find("register"), {k: v for k, v in given.items() if k not in FROM_OUTSIDE})
    found, code = register(desk(key=key()), given)
    told = as_seen(found.id, found) | {"code": code}
    answer = jsonify(told)
    answer.status_code = 201
    answer.headers["Location"] = url_for(".show_issue", id=found.id)
    return answer


def flattened(given: dict[str, Any]) -> dict[str, Any]:
    """`reporter: {name, phone, email, channel}` as the answers of the step.

    Raises: BadAnswers.
    """
    reporter = given.pop("reporter", None)
    if reporter is None:
        return given
    if not isinstance(reporter, dict):
        raise BadAnswers({"reporter": Sentence(N_("应是含 name、phone、email、channel 的对象"))})
    for name, value in reporter.items():
        given[f"reporter_{name}" if name in CONTACT else name if name == "channel" else f"reporter.{name[:40]}"] = value
    return given


@bp.post("/issues/<int:id>/steps/<name>")
@officer
@takes_photos
def take_step(id: int, name: str) -> ResponseReturnValue:
    """One step; the issue as it is now."""
    given = body(files=True)
    version = seen_version(given)
    refuse_unknown(Issue, id, issue_flow.find(name), given)
    with desk(key=key()) as open_desk:
        taken = open_desk.take(Issue, id, name, given, version)
    answer = jsonify(as_seen(id, taken))
    answer.set_etag(str(taken.version))
    return answer


def as_seen(id: int, fallback: Issue) -> dict[str, Any]:
    """The issue in full, or the little that is left where the step took it out of the asker's sight."""
    try:
        return drawn.issue(find(db(), actor(), Issue, id))
    except NotFound:
        return drawn.brief(fallback) | {"holder": None, "steps": []}


@bp.get("/issues/<int:id>/history")
@officer
def show_history(id: int) -> ResponseReturnValue:
    """Oldest first."""
    only("cursor", "limit")
    size = limit()
    found = find(db(), actor(), Issue, id)
    entries = logbook.entries(db(), actor(), found, number("cursor", 0) or 0, size)
    return paged(entries, entries, size, "seq")


@bp.get("/issues/<int:id>/assignments")
@officer
def list_assignments(id: int) -> ResponseReturnValue:
    """All of them, oldest first; an issue never has many."""
    found = find(db(), actor(), Issue, id)
    sheets = queries.assignments(db(), actor(), found.id)
    return {"items": [drawn.assignment(sheet, drawn.org(row, "org")) for sheet, row in sheets], "next": None}
