"""A pack that is none, or not of this log: refused in a sentence that says where, nothing unpacked, no memory taken."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.matters import Matters
from tests.sealing.conftest import look, resigned, unpacked
from tests.sealing.streets import sealed
from workflow.exchange.pack import pack, zipped
from workflow.sealing import keys, notes
from workflow.sealing.sealer import seal

GIANT = 64 * 2**20


@pytest.fixture(scope="module")
def street(databases, tmp_path_factory) -> Iterator[Matters]:
    with sealed(databases, tmp_path_factory.mktemp("key"), Matters) as matters:
        yield matters


@pytest.fixture(scope="module")
def raw(street) -> bytes:
    issue = street.reach("accepted")
    seal(street.office, 1)
    return pack(street.office, street.actor("auditor"), issue)


def test_the_pack_itself_is_sound(raw, tmp_path):
    assert look(raw, tmp_path)["status"] == 0


def test_one_from_another_street_is_said_to_be(raw, street, tmp_path):
    other = resigned(unpacked(raw, tmp_path), street, origin="lianxi-other/1")
    told = look(other, tmp_path)
    assert (told["status"], told["where"]) == (1, "checkpoint.txt")
    assert "另一个街道" in told["says"]


def test_a_kept_checkpoint_of_another_street_is_not_held_against_it(raw, street, tmp_path):
    stranger = notes.Signer("lianxi-other/1", b"o" * 32)
    kept = notes.sign(notes.Checkpoint(stranger.name, 3, b"x" * 32).text, stranger)
    assert "另一个街道" in look(raw, tmp_path, None, kept)["says"]


@pytest.mark.parametrize("version", ["lianxi-pack/0", "lianxi-pack/1", "lianxi-pack/3", "", "zip"])
def test_another_format_version_is_named(raw, street, tmp_path, version):
    told = look(resigned(unpacked(raw, tmp_path), street, format=version), tmp_path)
    assert (told["status"], told["where"]) == (1, "MANIFEST.txt")
    assert version in told["says"]


def test_a_key_nobody_wrote_down_is_the_wrong_key(raw, street, tmp_path):
    assert look(raw, tmp_path, str(keys.load(street.office.sealing_key).all(1)[0]))["status"] == 0
    assert look(raw, tmp_path, str(notes.Signer("lianxi-other/1", b"o" * 32).public))["status"] == 3
    assert look(raw, tmp_path, "no key at all")["status"] == 3


@pytest.mark.parametrize("left", [0, 1, 21, 22, 0.25, 0.5, 0.75, 0.99, -1])
def test_a_truncated_zip_lacks_its_end(raw, tmp_path, left):
    assert look(raw[: left if isinstance(left, int) else int(len(raw) * left)], tmp_path)["status"] == 2


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/passwd",
        "..\\outside",
        "C:\\outside",
        "entries/../../issue-1.jsonl",
        "flows/",
        "a\nb",
        "备注.txt",
    ],
)
def test_a_path_that_leads_outside_is_refused_and_nothing_is_written(raw, tmp_path, name):
    told = look(zipped(unpacked(raw, tmp_path) | {name: b"x"}), tmp_path)
    assert told["status"] == 1
    assert "不该有的文件" in told["says"]
    assert {path.name for path in tmp_path.rglob("*")} <= {"pack.zip", "unpacked.zip"}


@pytest.mark.parametrize("name", ["index.html", "MANIFEST.txt"])
def test_a_compressed_giant_is_refused_without_being_unpacked(raw, tmp_path, name):
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for kept, data in (unpacked(raw, tmp_path) | {name: bytes(GIANT)}).items():
            archive.writestr(kept, data)
    tracemalloc.start()
    try:
        told = look(file.getvalue(), tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told["status"] in (1, 2)
    assert peak < GIANT // 10
