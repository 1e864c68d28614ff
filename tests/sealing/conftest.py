"""A street with a sealing key, in which things have happened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.matters import Matters
from workflow.exchange import verify
from workflow.exchange.pack import zipped
from workflow.kernel.canonical import canonical
from workflow.kernel.db import Database
from workflow.sealing import keys, notes


@pytest.fixture(scope="module", autouse=True)
def remembered() -> Iterator[None]:
    """The same signature of the same text is worked out once: in plain Python it takes most of a check."""
    plain, verify.signed = verify.signed, lru_cache(maxsize=4096)(verify.signed)
    yield
    verify.signed = plain


@pytest.fixture
def matters(database: Database, peopled: None, tmp_path: Path) -> Matters:
    found = Matters(database)
    keys.make(tmp_path / "sealing.key")
    found.office = replace(found.office, sealing_key=tmp_path / "sealing.key")
    return found


def look(raw: bytes, tmp_path: Path, *said: str | None) -> dict[str, Any]:
    """What the checker says of these bytes."""
    path = tmp_path / "pack.zip"
    path.write_bytes(raw)
    return verify.check(path, *said)


def unpacked(raw: bytes, tmp_path: Path) -> dict[str, bytes]:
    (tmp_path / "unpacked.zip").write_bytes(raw)
    with ZipFile(tmp_path / "unpacked.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def resigned(files: dict[str, bytes], street: Matters, changed: dict[str, bytes] | None = None, **said: Any) -> bytes:
    """The files with a manifest that agrees with them but for what it is to say, signed by the log's own key."""
    signer = keys.load(street.office.sealing_key).signer(1)
    rest = {name: data for name, data in (files | (changed or {})).items() if name != "MANIFEST.txt"}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in rest.items()}
    told = json.loads(notes.read(files["MANIFEST.txt"].decode()).text) | {"files": hashes} | said
    return zipped({"MANIFEST.txt": notes.sign(canonical(told) + "\n", signer).encode(), **rest})
