"""OCEL 2.0 (JSON): matters, meetings, assignments and units as objects, entries as events; people only as pseudonyms.

Events are written as they come, objects at the end: memory grows with the number of objects, never with their history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from workflow.exchange.happenings import Happening, Matter, local_time, matters
from workflow.exchange.pseudonyms import Pseudonyms
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.spans import Span
from workflow.kernel.desk import Office
from workflow.kernel.policy import Actor
from workflow.meetings.flow import item_flow

FLOWS = {"issue": issue_flow, "assignment": assignment_flow, "agenda_item": item_flow}
OBJECTS = {
    "issue": ("number", "category", "kind", "urgency", "outcome"),
    "assignment": ("role",),
    "meeting": (),
    "unit": ("name",),
}
EVENT = ("resource", "role", "group", "state", "basis")


def write(office: Office, actor: Actor, span: Span, file: IO[bytes]) -> int:
    """Write the log; how many matters are in it."""
    names, n = Pseudonyms(office), 0
    objects: dict[str, dict[str, Any]] = {}
    file.write(f'{{"objectTypes":{_types(OBJECTS)},"eventTypes":{_types(_event_types())},"events":['.encode())
    comma = b""
    for matter in matters(office.database, actor, span):
        objects |= _objects(matter)
        for event in _events(matter, names):
            file.write(comma + json.dumps(event, ensure_ascii=False).encode())
            comma = b",\n"
        n += 1
    file.write(b'],"objects":[')
    file.write(b",\n".join(json.dumps(one, ensure_ascii=False).encode() for one in objects.values()))
    file.write(b"]}\n")
    return n


def _types(known: Any) -> str:
    told = [
        {"name": name, "attributes": [{"name": one, "type": "string"} for one in columns]}
        for name, columns in known.items()
    ]
    return json.dumps(told, ensure_ascii=False)


def _event_types() -> dict[str, tuple[str, ...]]:
    return {f"{noun}.{step}": EVENT for noun, flow in FLOWS.items() for step in flow.steps}


def _events(matter: Matter, names: Pseudonyms) -> Iterator[dict[str, Any]]:
    for one in matter.happened:
        known = {"resource": names.of(one.person, one.role), "role": one.role, "group": one.org}
        known |= {"state": one.target, "basis": one.basis or ""}
        yield {
            "id": f"{one.noun}-{one.id}-{one.seq}",
            "type": f"{one.noun}.{one.step}",
            "time": local_time(one.at),
            "attributes": [{"name": name, "value": value} for name, value in known.items() if value],
            "relationships": list(_related(one, matter)),
        }


def _related(one: Happening, matter: Matter) -> Iterator[dict[str, str]]:
    """An entry is about its matter; about its assignment and unit; about the meeting whose item it is."""
    yield {"objectId": f"issue-{matter.id}", "qualifier": "issue"}
    for id, unit, role in matter.sheets if one.noun == "assignment" else ():
        if id == one.id:
            yield {"objectId": f"assignment-{id}", "qualifier": role}
            yield {"objectId": f"unit-{unit}", "qualifier": "unit"}
    for item, meeting in matter.items if one.noun == "agenda_item" else ():
        if item == one.id:
            yield {"objectId": f"meeting-{meeting}", "qualifier": "meeting"}


def _objects(matter: Matter) -> dict[str, dict[str, Any]]:
    born = local_time(matter.happened[0].at)  # every matter has the entry of its registration
    issue = {name: getattr(matter, name) for name in OBJECTS["issue"]}
    found = [_object("issue", matter.id, issue, born)]
    for id, unit, role in matter.sheets:
        found += [_object("assignment", id, {"role": role}, born), _object("unit", unit, {"name": unit}, born)]
        found[-2]["relationships"] = [{"objectId": f"issue-{matter.id}", "qualifier": "issue"}]
    found += [_object("meeting", meeting, {}, born) for _item, meeting in matter.items]
    return {one["id"]: one for one in found}


def _object(kind: str, id: Any, known: dict[str, Any], born: str) -> dict[str, Any]:
    attributes = [{"name": name, "value": value, "time": born} for name, value in known.items() if value]
    return {"id": f"{kind}-{id}", "type": kind, "attributes": attributes, "relationships": []}
