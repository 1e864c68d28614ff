"""A backup of the whole database as one file, and the way back into an empty one.

Nobody has to stop working meanwhile: SQLite writes a snapshot of itself, PostgreSQL's own `pg_dump` takes one. Secret
and signing key stay outside on purpose: whoever finds a backup can then read neither codes nor sessions.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import make_url

from workflow.kernel import strict
from workflow.kernel.canonical import canonical
from workflow.kernel.clock import parse_stamp
from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_
from workflow.kernel.sqlite import driver

FORMAT = "lianxi-backup/1"
MANIFEST, DATABASE = "manifest.json", "database"
NOBODYS = ("--no-owner", "--no-privileges")
"""Roles are the server's, not the backup's."""
BLOCK = 2**20
LONGEST_MANIFEST = 2**20


class BadBackup(Refusal):
    """The file cannot be restored, or none can be made; nothing was changed."""

    code = "bad_backup"
    message = N_("备份文件无法使用")


@dataclass(frozen=True)
class Manifest:
    """What the file says of itself; `checkpoints` are the signed notes over the history in it, one for each street."""

    format: str
    engine: str
    revision: str
    made_at: str
    size: int
    sha256: str
    checkpoints: list[str]


TYPES = {"format": str, "engine": str, "revision": str, "made_at": str, "size": int, "sha256": str, "checkpoints": list}
"""What a manifest that is read must hold, no more and no less."""


def make(url: str, file: Path, revision: str, made_at: str, checkpoints: list[str]) -> Manifest:
    """Write a backup of the database at `url`; it appears under its name when it is whole and on the disk.

    Raises: BadBackup where the name is taken or the database's own tool is missing or fails.
    """
    with reserved(file), tempfile.TemporaryDirectory(prefix=".lianxi-backup-", dir=file.absolute().parent) as folder:
        copy, whole = Path(folder) / DATABASE, Path(folder) / "whole"
        snapshot(url, copy)
        manifest = Manifest(FORMAT, engine(url), revision, made_at, copy.stat().st_size, digest(copy), checkpoints)
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, canonical(asdict(manifest)))
            archive.write(copy, DATABASE)
        whole.chmod(0o600)
        settle(whole)
        whole.replace(file)
    settle(file.absolute().parent)
    return manifest


@contextmanager
def reserved(file: Path) -> Iterator[None]:
    """The name is ours until something stands there, and free again where nothing came of it.

    Raises: BadBackup where it is taken.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise BadBackup(N_("%(file)s 已经存在，不会覆盖；请换一个文件名"), file=str(file)) from None
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def engine(url: str) -> str:
    return "sqlite" if url.startswith("sqlite") else "postgresql"


def snapshot(url: str, copy: Path) -> None:
    """The database as it stands at one moment.

    Raises: BadBackup with what the database says, such as that the disk is full.
    """
    if engine(url) == "sqlite":
        try:
            with closing(driver().connect(path_of(url))) as source:
                source.execute("VACUUM INTO ?", (str(copy),))
        except driver().Error as error:
            raise BadBackup(N_("%(tool)s 没有完成：%(said)s"), tool="SQLite", said=str(error)) from None
    else:
        run("pg_dump", url, "--format=custom", *NOBODYS, f"--file={copy}")


def path_of(url: str) -> str:
    return str(make_url(url).database)


def run(tool: str, url: str, *words: str) -> None:
    """One of PostgreSQL's own tools; the password is handed over where no list of processes shows it.

    Raises: BadBackup with what it says.
    """
    if not shutil.which(tool):
        raise BadBackup(N_("没有找到 %(tool)s：请安装与服务器同版本的 PostgreSQL 客户端工具"), tool=tool)
    address = make_url(url)
    env = {**os.environ, "PGPASSWORD": address.password or os.environ.get("PGPASSWORD", "")}
    place = f"--dbname={address.set(password=None).render_as_string()}"
    done = subprocess.run([tool, place, *words], capture_output=True, text=True, check=False, env=env)  # noqa: S603
    if done.returncode:
        said = "；".join(filter(None, map(str.strip, done.stderr.splitlines())))
        raise BadBackup(N_("%(tool)s 没有完成：%(said)s"), tool=tool, said=said[:300])


def digest(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


def settle(path: Path) -> None:
    """What was written is on the disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(file: Path) -> Manifest:
    """What a backup says of itself, read without trust.

    Raises: BadBackup.
    """
    with opened(file) as archive:
        return manifest_of(archive)


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.namelist() != [MANIFEST, DATABASE]:
                raise BadBackup(N_("%(file)s 不是联席的备份文件"), file=str(file))
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
        raise BadBackup(N_("%(file)s 不是联席的备份文件，或已损坏、不完整"), file=str(file)) from None


def manifest_of(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
        raise BadBackup
    try:
        told = strict.parse(archive.read(MANIFEST))
    except ValueError:
        told = None
    if not isinstance(told, dict) or "format" not in told:
        raise BadBackup(N_("备份文件的说明无法读取"))
    if told["format"] != FORMAT:
        theirs = str(told["format"])[:40]
        raise BadBackup(N_("备份格式 %(format)s 不是本版本能读的 %(ours)s"), format=theirs, ours=FORMAT)
    if {name: type(value) for name, value in told.items()} != TYPES or not is_stamp(told["made_at"]):
        raise BadBackup(N_("备份文件的说明无法读取"))
    return Manifest(**told)


def is_stamp(text: str) -> bool:
    try:
        parse_stamp(text)
    except ValueError:
        return False
    return True


def restore(url: str, file: Path, revisions: set[str]) -> Manifest:
    """Fill the empty database at `url`; all of it or nothing. `revisions` are those this product knows.

    Whoever calls has looked that it is empty (`migrations.is_empty`): a SQLite file is put in its place.

    Raises: BadBackup where the file is spoilt, newer or of another engine.
    """
    with opened(file) as archive:
        manifest = manifest_of(archive)
        fits(manifest, url, revisions)
        beside = Path(path_of(url)).absolute().parent if engine(url) == "sqlite" else None
        with tempfile.TemporaryDirectory(prefix=".lianxi-restore-", dir=beside) as folder:
            copy = Path(folder) / DATABASE
            with archive.open(DATABASE) as packed, copy.open("wb") as written:
                unpack(packed, written, manifest)
            settle(copy)
            put_back(url, copy)
    return manifest


def fits(manifest: Manifest, url: str, revisions: set[str]) -> None:
    if manifest.engine != engine(url):
        raise BadBackup(
            N_("备份来自 %(theirs)s，现在设置的数据库是 %(ours)s"), theirs=manifest.engine, ours=engine(url)
        )
    if manifest.revision not in revisions:
        raise BadBackup(N_("备份的数据库结构 %(revision)s 比本版本新：请先更新联席"), revision=manifest.revision[:40])


def unpack(packed: IO[bytes], written: IO[bytes], manifest: Manifest) -> None:
    """Block by block, no further than the manifest says, and only if it is what was packed."""
    told, size = hashlib.sha256(), 0
    while block := packed.read(BLOCK):
        size += len(block)
        if size > manifest.size:
            break
        told.update(block)
        written.write(block)
    if (size, told.hexdigest()) != (manifest.size, manifest.sha256):
        raise BadBackup(N_("备份文件与它自己的校验值不符，已损坏或被改动；没有恢复任何内容"))


def put_back(url: str, copy: Path) -> None:
    if engine(url) == "postgresql":
        run("pg_restore", url, "--single-transaction", "--exit-on-error", *NOBODYS, str(copy))
        return
    target = Path(path_of(url))
    copy.chmod(0o600)
    for leftover in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    copy.replace(target)
    settle(target.absolute().parent)
