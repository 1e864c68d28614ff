"""`lianxi backup` and `lianxi restore`: a street that comes back whole, and what is refused."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.matters import Matters
from workflow.cli import main
from workflow.exchange import backups
from workflow.kernel.clock import local, parse_stamp
from workflow.kernel.db import Database
from workflow.sealing import keys

Call = Callable[..., Result]


pytestmark = pytest.mark.usefixtures("tools")


@pytest.fixture
def matters(database: Database, peopled: None) -> Matters:
    return Matters(database)


@pytest.fixture
def call(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """`lianxi` in a data folder with secret and key; `at` names another database."""
    (tmp_path / "secret").write_text("0" * 64)
    keys.make(tmp_path / "sealing.key")
    monkeypatch.setenv("LIANXI_DATA", str(tmp_path))

    def at(*words: str, at: str = database_url) -> Result:
        monkeypatch.setenv("LIANXI_DATABASE_URL", at)
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return at


@pytest.fixture
def file(call: Call, matters: Matters, tmp_path: Path) -> Path:
    """A backup of a street with a closed matter."""
    matters.reach("closed")
    made = tmp_path / "street.backup"
    done = call("backup", str(made))
    assert done.exit_code == 0, done.output
    return made


def told(result: Result) -> Any:
    return json.loads(result.stdout)


def test_what_comes_back_is_what_was_there(call: Call, file: Path, bare_database_url: str) -> None:
    before = told(call("verify", "--json"))
    restored = call("restore", str(file), at=bare_database_url)
    assert restored.exit_code == 0, restored.output
    assert told(call("verify", "--json", at=bare_database_url)) == before


def test_from_when_it_is_is_said_by_the_streets_clock(call: Call, file: Path, bare_database_url: str) -> None:
    made = local(parse_stamp(backups.read(file).made_at))
    assert f"已恢复 {made:%Y-%m-%d %H:%M:%S} 的备份" in call("restore", str(file), at=bare_database_url).stdout


def test_it_works_while_people_write(call: Call, matters: Matters, tmp_path: Path, bare_database_url: str) -> None:
    stop, taken = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            taken.append(matters.register().number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = call("backup", str(tmp_path / "live.backup"))
    finally:
        stop.set()
        writer.join()
    assert made.exit_code == 0
    restored = call("restore", str(tmp_path / "live.backup"), at=bare_database_url)
    assert restored.exit_code == 0, restored.output
    assert taken


def test_neither_secret_nor_key_is_in_it(file: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
    assert b"0" * 64 not in held
    assert keys.load(tmp_path / "sealing.key").text.splitlines()[-1].encode() not in held
    assert file.stat().st_mode & 0o077 == 0


def test_a_name_that_is_taken_is_not_overwritten(call: Call, file: Path) -> None:
    before = file.read_bytes()
    again = call("backup", str(file))
    assert again.exit_code == 1
    assert "不会覆盖" in again.stderr
    assert file.read_bytes() == before


def test_a_database_with_anything_in_it_is_not_restored_into(call: Call, file: Path) -> None:
    refused = call("restore", str(file))
    assert refused.exit_code == 1
    assert "空的数据库" in refused.stderr
    assert call("verify").exit_code == 0


def spoil(file: Path, change: Callable[[dict[str, Any]], None] = lambda said: None, cut: int = 0) -> Path:
    """The same backup with another manifest, or with a database that is `cut` bytes shorter."""
    with zipfile.ZipFile(file) as archive:
        said, held = json.loads(archive.read("manifest.json")), archive.read("database")
    change(said)
    spoilt = file.with_name("spoilt.backup")
    with zipfile.ZipFile(spoilt, "w") as archive:
        archive.writestr("manifest.json", json.dumps(said))
        archive.writestr("database", held[: len(held) - cut])
    return spoilt


@pytest.mark.parametrize(
    ("change", "cut", "sentence"),
    [
        (lambda said: None, 1, "校验值不符"),
        (lambda said: said.update(size=said["size"] - 1), 0, "校验值不符"),
        (lambda said: said.update(format="lianxi-backup/9"), 0, "lianxi-backup/9"),
        (lambda said: said.update(revision="9999"), 0, "请先更新联席"),
        (lambda said: said.update(engine="oracle"), 0, "oracle"),
        (lambda said: said.pop("sha256"), 0, "说明无法读取"),
        (lambda said: said.pop("format"), 0, "说明无法读取"),
        (lambda said: said.update(size="1"), 0, "说明无法读取"),
        (lambda said: said.update(revision=["0001"]), 0, "说明无法读取"),
        (lambda said: said.update(more=1), 0, "说明无法读取"),
        (lambda said: said.update(made_at="\x1b[2J yesterday"), 0, "说明无法读取"),
    ],
)  # fmt: skip
def test_a_spoilt_backup_is_named_and_leaves_the_database_empty(
    call: Call, file: Path, bare_database_url: str, change: Any, cut: int, sentence: str
) -> None:
    refused = call("restore", str(spoil(file, change, cut)), at=bare_database_url)
    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert call("restore", str(file), at=bare_database_url).exit_code == 0


@pytest.mark.parametrize("content", [b"", b"what", b"PK\x03\x04 torn"])
def test_what_is_no_backup_is_refused_in_a_sentence(
    call: Call, tmp_path: Path, bare_database_url: str, content: bytes
) -> None:
    (tmp_path / "other").write_bytes(content)
    refused = call("restore", str(tmp_path / "other"), at=bare_database_url)
    assert refused.exit_code == 1
    assert "备份文件" in refused.stderr


def test_without_the_secret_nothing_is_restored(call: Call, file: Path, tmp_path: Path, bare_database_url: str) -> None:
    (tmp_path / "secret").unlink()
    refused = call("restore", str(file), at=bare_database_url)
    assert refused.exit_code == 1
    assert "放回原处" in refused.stderr


def test_an_older_backup_is_found_by_the_checkpoint_beside_the_key(
    call: Call, file: Path, matters: Matters, bare_database_url: str
) -> None:
    matters.register()
    call("seal")
    restored = call("restore", str(file), at=bare_database_url)
    assert "已恢复" in restored.stdout
    assert restored.exit_code == 2


def test_a_backup_is_made_even_where_nothing_can_be_sealed(call: Call, matters: Matters, tmp_path: Path) -> None:
    matters.register()
    (tmp_path / "sealing.key").unlink()
    made = call("backup", str(tmp_path / "unsealed.backup"))
    assert made.exit_code == 0
    assert "没有封存" in made.stderr
    assert backups.read(tmp_path / "unsealed.backup").checkpoints == []


def test_packed_bytes_that_cannot_be_unpacked_are_said_to_be_damaged(
    call: Call, file: Path, tmp_path: Path, bare_database_url: str
) -> None:
    with zipfile.ZipFile(file) as archive:
        begins = archive.getinfo("database").header_offset + len("database") + 30
    spoilt = bytearray(file.read_bytes())
    spoilt[begins : begins + 8] = b"\xff" * 8
    (tmp_path / "spoilt.backup").write_bytes(spoilt)
    refused = call("restore", str(tmp_path / "spoilt.backup"), at=bare_database_url)
    assert (refused.exit_code, "已损坏" in refused.stderr) == (1, True)


def test_what_the_database_says_when_it_cannot_be_copied_is_passed_on(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database at all, " * 100)
    with pytest.raises(backups.BadBackup, match="SQLite 没有完成：file is not a database"):
        backups.make(f"sqlite:///{tmp_path}/broken.db", tmp_path / "broken.backup", "0001", "", [])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["broken.db"]
