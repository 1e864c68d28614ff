"""A pack holds what belongs to its matter, as far as its reader may see it, and nothing of another's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.meetings.conftest import Meetings
from tests.sealing import checker
from tests.sealing.conftest import look, resigned, unpacked
from tests.sealing.streets import sealed
from tests.sealing.test_pack import inside, spoil
from tests.supervision.papers import Papers
from workflow.exchange import verify
from workflow.exchange.pack import pack, zipped
from workflow.issues import Issue


class Street(Meetings, Papers):
    """Where meetings decide and the community orders."""


@pytest.fixture(scope="module")
def street(databases, tmp_path_factory):
    with sealed(databases, tmp_path_factory.mktemp("key"), Street) as found:
        yield found


@pytest.fixture(scope="module")
def two(street) -> tuple[Issue, Issue]:
    """Two matters of one meeting with corrected minutes; the first has an order, and a request of its unit."""
    first, second = street.drain(), street.drain()
    meeting = street.plan()
    items = [street.add(meeting, issue) for issue in (first, second)]
    street.open(meeting)
    for item in items:
        street.take("secretary", item, "decide_transfer", **street.transfer())
    street.take("secretary", meeting, "adjourn")
    street.take("secretary", meeting, "circulate")
    street.take("secretary", meeting, "approve")
    street.take("secretary", meeting, "correct_minutes", text="更正：实到 13。", reason="笔误")
    sheet = street.sheets(first)[0]
    street.take("unit", sheet, "sign")
    street.take("unit", sheet, "ask_extension", days=3, reason="下雨")
    street.watch.forward(days=40)
    street.issue(first, "street", demand="三天内答复")
    return street.again(first), street.again(second)


@pytest.fixture(scope="module")
def packs(street, two) -> list[bytes]:
    return [pack(street.office, street.actor("auditor"), issue) for issue in two]


def told(raw: bytes, tmp_path: Path) -> dict[str, Any]:
    return json.loads(unpacked(raw, tmp_path)["MANIFEST.txt"].decode().splitlines()[0])


def nouns(raw: bytes, tmp_path: Path) -> list[str]:
    return [name.rpartition("-")[0] for name in told(raw, tmp_path)["lengths"]]


def test_a_pack_holds_whatever_is_about_its_matter(packs, tmp_path):
    assert nouns(packs[0], tmp_path) == [
        "agenda_item", "assignment", "assignment", "issue", "meeting", "request", "supervision_order",
    ]  # fmt: skip
    assert nouns(packs[1], tmp_path) == ["agenda_item", "assignment", "assignment", "issue", "meeting"]
    for raw in packs:
        assert (look(raw, tmp_path)["status"], checker.judge(raw)) == (0, None)


def test_only_what_the_reader_may_see(street, two, tmp_path):
    """A unit is at no meeting, and what another unit asked for is none of its business."""
    lead, co = (pack(street.office, street.actor(who), two[0]) for who in ("unit", "unit2"))
    assert {*nouns(lead, tmp_path)} == {"assignment", "issue", "request", "supervision_order"}
    assert {*nouns(co, tmp_path)} == {"assignment", "issue"}
    assert [look(raw, tmp_path)["status"] for raw in (lead, co)] == [0, 0]


def test_a_meeting_gives_its_entries_and_no_word_of_other_matters(packs, tmp_path):
    files = unpacked(packs[0], tmp_path)
    (meeting,) = (name for name in files if name.startswith("bodies/meeting"))
    assert files[meeting] == b""
    assert any(one.startswith("meeting-") for one in told(packs[0], tmp_path)["withheld"])
    assert [row[1] for row in json.loads(files["minutes.json"])] == [1, 2]


HOW = ["deleted", "inserted", "doubled", "swapped"]


def mistreat(raw: bytes, tmp_path: Path, how: str, step: int) -> None:
    """Every so many entries of every subject, each looked at alone: the first that is wrong is named."""
    files, n = unpacked(raw, tmp_path), -1
    for name in told(raw, tmp_path)["lengths"]:
        place = f"entries/{name}.jsonl"
        whole = files[place].splitlines(keepends=True)
        for at in range(len(whole)):
            n += 1
            if n % step or (how == "swapped" and at + 1 == len(whole)):
                continue
            lines = whole[:]
            if how == "swapped":
                lines[at : at + 2] = [lines[at + 1], lines[at]]
            else:
                lines[at : at + 1] = {"deleted": [], "inserted": [b"{}\n", lines[at]], "doubled": [lines[at]] * 2}[how]
            found = look(zipped(files | {place: b"".join(lines)}), tmp_path)
            first = at + 2 if how == "doubled" else at + 1
            assert (found["status"] in (1, 2), found["where"]) == (True, f"{name} · {first}"), (how, name, at)


@pytest.mark.parametrize("how", HOW)
def test_an_entry_of_whatever_belongs_that_is_gone_doubled_or_moved_is_named(packs, tmp_path, how):
    mistreat(packs[0], tmp_path, how, 7)


@pytest.mark.slow
@pytest.mark.parametrize("how", HOW)
def test_any_entry_of_whatever_belongs_that_is_gone_doubled_or_moved_is_named(packs, tmp_path, how):
    mistreat(packs[0], tmp_path, how, 1)


@pytest.mark.slow
def test_any_changed_byte_of_whatever_belongs_is_found_and_its_entry_named(packs, street, tmp_path):
    raw = packs[0]
    alike = {n for n in range(len(raw)) if inside(raw, n)}
    spoil(raw, street, tmp_path, sorted({*range(0, len(raw), 3)} - alike))


def bring(packs: list[bytes], street: Street, tmp_path: Path, noun: str) -> bytes:
    """The first pack with a subject of the second's, signed as if it belonged there."""
    mine, other = (unpacked(raw, tmp_path) for raw in packs)
    name = next(name for name in told(packs[1], tmp_path)["lengths"] if name.startswith(f"{noun}-"))
    there = {place: data for place, data in other.items() if f"/{name}.jsonl" in place}
    lengths = told(packs[0], tmp_path)["lengths"] | {name: told(packs[1], tmp_path)["lengths"][name]}
    return resigned(mine | there, street, lengths=lengths)


@pytest.mark.parametrize("noun", ["agenda_item", "assignment"])
def test_what_is_about_another_matter_is_named(packs, street, tmp_path, noun):
    forged = bring(packs, street, tmp_path, noun)
    found = look(forged, tmp_path)
    assert (found["status"], "别的事项" in found["says"]) == (1, True)
    assert checker.judge(forged) == (found["where"].split(" · ")[0], 1)


def test_a_meeting_without_an_item_of_this_matter_is_named(packs, street, tmp_path):
    files = unpacked(packs[0], tmp_path)
    lengths = told(packs[0], tmp_path)["lengths"]
    (item,) = (name for name in lengths if name.startswith("agenda_item"))
    kept = {name: data for name, data in files.items() if f"/{item}." not in name}
    forged = resigned(kept, street, lengths={name: n for name, n in lengths.items() if name != item})
    found = look(forged, tmp_path)
    assert (found["status"], found["where"]) == (1, checker.judge(forged)[0] + " · 1")


def test_a_resolution_whose_matter_knows_nothing_of_it_is_named(packs, two):
    """No chain can be cut so; it is what a server would have to do that wrote the one and not the other."""
    held = verify.Checker(verify.Pack(packs[0]))
    held.run(None, None)
    held.by_meeting.clear()
    with pytest.raises(verify.Bad, match="会议决定"):
        held.belonging(f"issue-{two[0].id}", json.loads(held.pack.read("minutes.json")))


@pytest.mark.parametrize("how", ["hash", "time", "gone", "more", "swapped"])
def test_minutes_that_are_not_the_signed_ones_are_found(packs, street, tmp_path, how):
    files = unpacked(packs[0], tmp_path)
    first, second = json.loads(files["minutes.json"])
    forged = {
        "hash": [[*first[:3], "0" * 64], second], "time": [first, [*second[:2], first[2], second[3]]],
        "gone": [first], "more": [first, second, [*second[:1], 3, *second[2:]]], "swapped": [second, first],
    }[how]  # fmt: skip
    found = look(resigned(files, street, {"minutes.json": json.dumps(forged).encode()}), tmp_path)
    assert (found["status"], "meeting-" in found["where"] or how == "more") == (1, True), found
