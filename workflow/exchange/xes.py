"""XES (IEEE 1849-2016): one trace for each matter, one event for each entry; people only as pseudonyms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.sax.saxutils import quoteattr

from workflow.exchange.happenings import Happening, Matter, local_time, matters
from workflow.exchange.pseudonyms import Pseudonyms
from workflow.issues.spans import Span
from workflow.kernel.desk import Office
from workflow.kernel.policy import Actor

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<classifier name="step" keys="concept:name"/>
"""


def write(office: Office, actor: Actor, span: Span, file: IO[bytes]) -> int:
    """Write the log; how many matters are in it."""
    names, n = Pseudonyms(office), 0
    file.write(HEAD.encode())
    for matter in matters(office.database, actor, span):
        file.write("".join(_trace(matter, names)).encode())
        n += 1
    file.write(b"</log>\n")
    return n


def _trace(matter: Matter, names: Pseudonyms) -> Iterator[str]:
    yield "<trace>\n"
    yield _text("concept:name", matter.number)
    for key in ("category", "kind", "urgency", "outcome"):
        if value := getattr(matter, key):
            yield _text(key, value)
    for one in matter.happened:
        yield from _event(one, names)
    yield "</trace>\n"


def _event(one: Happening, names: Pseudonyms) -> Iterator[str]:
    yield "<event>\n"
    yield _text("concept:name", one.step if one.noun == "issue" else f"{one.noun}.{one.step}")
    yield f"<date key={quoteattr('time:timestamp')} value={quoteattr(local_time(one.at))}/>\n"
    yield _text("lifecycle:transition", "complete")
    yield _text("org:resource", names.of(one.person, one.role))
    yield _text("org:role", one.role)
    if one.org:
        yield _text("org:group", one.org)
    yield _text("state", one.target)
    if one.basis:
        yield _text("basis", one.basis)
    yield "</event>\n"


def _text(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>\n"
