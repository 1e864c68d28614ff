"""Receptions, meetings, their items, orders, requests for programs: every noun with a flow answers alike."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.routing import BaseConverter

from web.access import officer
from web.api import drawn
from web.api.counter import body, bp, key, limit, number, only, paged, refuse_unknown, seen_version
from web.current import db, desk, office
from web.language import translate
from web.security import takes_photos
from web.sessions import actor
from workflow.board.model import Posting
from workflow.consultations.model import Consultation
from workflow.emergency.model import Emergency
from workflow.issues import logbook
from workflow.issues.codes import code_for
from workflow.kernel.db import bare
from workflow.kernel.desk import Desk
from workflow.kernel.errors import NotFound
from workflow.kernel.flow import Flow, Step
from workflow.kernel.policy import find, scope
from workflow.kernel.subject import Subject
from workflow.meetings.model import AgendaItem, Meeting
from workflow.receptions.model import Reception
from workflow.requests.model import Request
from workflow.supervision.model import Order

NOUNS: dict[str, type[Subject]] = {
    "receptions": Reception,
    "meetings": Meeting,
    "items": AgendaItem,
    "orders": Order,
    "requests": Request,
    "emergencies": Emergency,
    "postings": Posting,
    "consultations": Consultation,
}
UNSAID = frozenset({"street_id", "head"})
LONG = frozenset(
    {
        "text",
        "question",
        "summary",
        "minutes",
        "resolution",
        "demand",
        "cause",
        "measures",
        "explanation",
        "opinion",
        "orders",
    }
)
"""Texts only told of one, not in a list."""


class NounConverter(BaseConverter):
    """One of the nouns above; any other path is somebody else's."""

    regex = "|".join(NOUNS)


bp.record_once(lambda state: state.app.url_map.converters.update(noun=NounConverter))


def births(flow: Flow) -> list[Step]:
    """Steps by which a person lets a subject be born."""
    return [step for step in flow.steps.values() if not step.sources and step.by_hand]


def one(subject: Subject) -> dict[str, Any]:
    """Its facts, the word for its state, and what may be done with it."""
    table = bare(type(subject))
    told = {c.name: drawn.plain(getattr(subject, c.name)) for c in table.columns if c.name not in UNSAID}
    told["state_label"] = translate(subject.flow.states[subject.state].label)
    return told | {"steps": drawn.steps(subject)}


def listing(model: type[Subject], *where: Any) -> dict[str, Any]:
    """Newest first, by keyset."""
    table, size = bare(model), limit()
    columns = [c for c in table.columns if c.name not in UNSAID | LONG]
    found = select(*columns).where(scope(model, actor().capacities), *where).order_by(table.c.id.desc()).limit(size + 1)
    if state := request.args.get("state", "").replace("\0", ""):
        found = found.where(table.c.state.in_(state.split(",")))
    before = number("cursor")
    if before is not None:
        found = found.where(table.c.id < before)
    rows = list(db().execute(found).mappings())
    return paged(rows, [{name: drawn.plain(value) for name, value in row.items()} for row in rows], size, "id")


@bp.get("/<noun:noun>")
@officer
def list_nouns(noun: str) -> ResponseReturnValue:
    only("state", "cursor", "limit")
    return listing(NOUNS[noun])


@bp.get("/meetings/<int:id>/items")
@officer
def list_items(id: int) -> ResponseReturnValue:
    """The agenda of one meeting."""
    only("state", "cursor", "limit")
    meeting = find(db(), actor(), Meeting, id)
    return listing(AgendaItem, bare(AgendaItem).c.meeting_id == meeting.id)


@bp.post("/<noun:noun>")
@officer
def begin_noun(noun: str) -> ResponseReturnValue:
    """A new one, by the one step of its flow that begins it."""
    model = NOUNS[noun]
    given = body()
    begins = births(model.flow)
    if not begins:
        raise NotFound
    refuse_unknown(model, None, begins[0], given)
    with desk(key=key()) as open_desk:
        born = open_desk.begin(model, begins[0].name, given)
    answer = jsonify(_after(model, born.id, born) | _code(open_desk))
    answer.status_code = 201
    answer.headers["Location"] = url_for(".show_noun", noun=noun, id=born.id)
    return answer


@bp.get("/<noun:noun>/<int:id>")
@officer
def show_noun(noun: str, id: int) -> ResponseReturnValue:
    found = find(db(), actor(), NOUNS[noun], id)
    answer = jsonify(one(found))
    answer.set_etag(str(found.version))
    return answer


@bp.get("/<noun:noun>/<int:id>/history")
@officer
def show_noun_history(noun: str, id: int) -> ResponseReturnValue:
    only("cursor", "limit")
    size = limit()
    found = find(db(), actor(), NOUNS[noun], id)
    entries = logbook.entries(db(), actor(), found, number("cursor", 0) or 0, size)
    return paged(entries, entries, size, "seq")


@bp.post("/<noun:noun>/<int:id>/steps/<name>")
@officer
@takes_photos
def take_noun_step(noun: str, id: int, name: str) -> ResponseReturnValue:
    """One step; the subject as it is now."""
    model = NOUNS[noun]
    given = body(files=True)
    version = seen_version(given)
    refuse_unknown(model, id, model.flow.find(name), given)
    with desk(key=key()) as open_desk:
        taken = open_desk.take(model, id, name, given, version)
    return _after(model, id, taken) | _code(open_desk)


def _after(model: type[Subject], id: int, fallback: Subject) -> dict[str, Any]:
    try:
        return one(find(db(), actor(), model, id))
    except NotFound:
        return {"id": id, "state": fallback.state, "version": fallback.version, "steps": []}


def _code(done: Desk) -> dict[str, Any]:
    """A reception's visitor gets the code of the matter that was received, this once."""
    nonce = done.result.get("nonce")
    return {"issue": done.result.get("issue"), "code": code_for(office(), nonce)} if nonce else {}
