"""What hangs on a meeting and its items, told from their entries: the roll, objections, votes, who stepped aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from workflow.kernel.db import bare
from workflow.kernel.retelling import Row, Said, retold
from workflow.meetings.attendance import Attendee, SteppedAside, Vote
from workflow.meetings.model import AgendaItem, Meeting
from workflow.meetings.papers import Dissent

Rows = dict[int, Row]
REPLIES = {"rsvp": "coming", "excuse": "excused", "substitute": "coming"}


@retold(Meeting.noun, bare(Attendee), "meeting_id")
def roll(entries: Sequence[Said]) -> list[Row]:
    """Asked, replied, come, gone. Whose contact a guest's name is stays outside of history."""
    rows: Rows = {}
    for one in entries:
        if one.step in ("invite_members", "invite"):
            rows |= {row["id"]: (one.seq, row) for row in _seats(one)}
        elif one.step == "uninvite":
            rows = {id: row for id, row in rows.items() if id not in one.answer("who")}
        elif one.step in REPLIES:
            _change(rows, [one.answer("who")], one, reply=REPLIES[one.step])
        elif one.step in ("check_in", "sign_in") and (one.step == "sign_in" or one.answer("who")):
            _change(rows, one.attests("came"), one, here=True, came_at=one.at, left_at=None)
        elif one.step == "set_rule":
            for id, votes in one.entry.get("attests", {}).get("votes", ()):  # older entries changed nobody's vote
                _change(rows, [id], one, votes=votes)
        elif one.step == "step_out":
            _change(rows, one.answer("who") or (), one, here=False, left_at=one.at)
    return list(rows.values())


def _seats(one: Said) -> Iterator[dict[str, Any]]:
    kind = "member" if one.step == "invite_members" else one.answer("seat_as")
    for id, person, votes in one.attests("seats"):
        yield {
            "id": id, "street_id": one.entry["street"], "person_id": person, "org_id": one.answer("org"), "seat": kind,
            "votes": votes, "reply": None, "here": False, "came_at": None, "left_at": None,
        }  # fmt: skip


def _change(rows: Rows, who: Sequence[int], one: Said, **values: Any) -> None:
    for id in who:
        if id in rows:
            rows[id] = (one.seq, rows[id][1] | values)


@retold(Meeting.noun, bare(Dissent), "meeting_id")
def objections(entries: Sequence[Said]) -> list[Row]:
    """Who objected how, and what was answered by whom."""
    rows: Rows = {}
    for one in entries:
        if one.step == "dissent":
            row = {"id": one.attests("dissent"), "by_id": one.actor["id"], "at": one.at, "opinion": one.text("opinion")}
            rows[row["id"]] = one.seq, row | {"answer": None, "answered_by_id": None}
        elif one.step == "answer_dissent":
            told = {"answer": one.text("answer"), "answered_by_id": one.actor["id"]}
            _change(rows, [one.answer("which")], one, **told)
    return list(rows.values())


@retold(AgendaItem.noun, bare(Vote), "item_id")
def votes(entries: Sequence[Said]) -> Iterator[Row]:
    """A named ballot, as it was entered with the resolution."""
    for one in entries:
        for id, _, choice in (said.partition(":") for said in one.answer("named") or ()):
            yield one.seq, {"attendee_id": int(id), "choice": choice}


@retold(AgendaItem.noun, bare(SteppedAside), "item_id")
def aside(entries: Sequence[Said]) -> Iterator[Row]:
    """Who was recused in the item."""
    for one in entries:
        if one.step == "recuse_item":
            yield from ((one.seq, {"attendee_id": id}) for id in one.answer("who") or ())
