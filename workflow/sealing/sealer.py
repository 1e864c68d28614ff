"""Seals what history has gained: leaves at the end of the tree, then a checkpoint over all of it, signed.

It stands beside the desk and takes nothing of its time: a step neither waits for it nor writes a row for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from workflow.kernel.clock import stamp
from workflow.kernel.db import at_most
from workflow.kernel.desk import Office
from workflow.kernel.errors import Refusal
from workflow.kernel.i18n import N_
from workflow.sealing import keys, notes, unsealed
from workflow.sealing.keys import Keys
from workflow.sealing.model import CHECKPOINTS
from workflow.sealing.model import KEYS as LOG_KEYS
from workflow.sealing.notes import Checkpoint, Public, Signer
from workflow.sealing.shelf import Entry, Shelf

BATCH = 500
"""Entries sealed in one transaction: whoever writes meanwhile waits for that long."""
ALONE = 0x1A2D  # of a PostgreSQL advisory lock: one seals a street at a time
ROTATION = "lianxi key/1"


class Torn(Refusal):
    """The database's tree does not continue what was signed last: nothing more is signed."""

    status = 409
    code = "log_torn"
    message = N_(
        "存证与最后签名的检查点（%(size)s 条）接不上：恢复了较早的备份，或历史被改写。已停止封存，请核对 %(file)s"
    )


class OtherKey(Refusal):
    """The database names another key than the file holds."""

    status = 409
    code = "other_sealing_key"
    message = N_("数据库里登记的公钥与密钥文件不符，已停止封存")


def seal(office: Office, street: int) -> Checkpoint:
    """Everything written so far has its leaf, under the checkpoint given back.

    Raises: NoKey, Torn or OtherKey; what is sealed already stays.
    """
    held = keys.load(office.sealing_key)
    assert office.sealing_key is not None
    with office.database.reading() as db:
        _continue(db, street, office.sealing_key, held)
    while _fill(office, street):
        pass
    return _sign(office, street, held, office.sealing_key)


def seal_all(office: Office) -> list[Checkpoint]:
    """Every street's."""
    with office.database.reading() as db:
        found = unsealed.streets(db)
    return [seal(office, street) for street in found]


def _fill(office: Office, street: int) -> bool:
    """Whether something was found that had no leaf; it has one now, from this sealer or from a faster one."""
    with office.database.reading() as db:
        size = Shelf(db, street).size
        found = unsealed.gather(db, street, size)
    for start in range(0, len(found), BATCH):
        if not _append(office, street, size + start, found[start : start + BATCH]):
            break
    return bool(found)


def _append(office: Office, street: int, size: int, found: list[Entry]) -> bool:
    """Whether they were put there; not where another sealer was faster."""
    with office.database.writing() as db:
        _alone(db, street)
        shelf = Shelf(db, street)
        if shelf.size != size:
            return False
        shelf.append(found, size)
    return True


def _alone(db: Connection, street: int) -> None:
    if db.dialect.name != "sqlite":
        db.execute(text(f"SELECT pg_advisory_xact_lock({ALONE}, {int(street)})"))


def _continue(db: Connection, street: int, path: Path, held: Keys) -> None:
    """What was signed last must be a beginning of the tree that is there now.

    Raises: Torn.
    """
    note = keys.last(path, street)
    if note is None:
        return
    signed = notes.read(note)
    was, shelf = Checkpoint.read(signed.text), Shelf(db, street)
    if not signed.by(*held.all(street)):
        raise OtherKey
    if was.size > shelf.size or shelf.root(was.size) != was.root:
        raise Torn(size=was.size, file=keys.last_file(path, street).name)


def _sign(office: Office, street: int, held: Keys, path: Path) -> Checkpoint:
    """A checkpoint over what is there, unless the newest says the same already."""
    signer = held.signer(street)
    with office.database.writing() as db:
        _alone(db, street)
        introduce(db, street, signer)
        shelf = Shelf(db, street)
        point = Checkpoint(signer.name, size := shelf.size, shelf.root(size), stamp(office.clock()))
        newest = latest(db, street)
        note = newest.note if newest is not None and newest.size == size else None
        if note is None or not notes.read(note).by(signer.public):
            note = notes.sign(point.text, signer)
            row = {"street_id": street, "number": newest.number + 1 if newest else 1, "size": size}
            row |= {"root": point.root.hex(), "at": point.at, "note": note}
            db.execute(insert(CHECKPOINTS), row)
        else:
            point = Checkpoint.read(notes.read(note).text)
    keys.replace(keys.last_file(path, street), note)
    return point


def latest(db: Connection, street: int, covering: int = 0) -> Any:
    """The newest checkpoint; with `covering` the first that holds so many leaves. None where there is none."""
    mine = select(CHECKPOINTS).where(CHECKPOINTS.c.street_id == street, CHECKPOINTS.c.size >= covering)
    order = CHECKPOINTS.c.number if covering else CHECKPOINTS.c.number.desc()
    return db.execute(mine.order_by(order).limit(at_most(1))).one_or_none()


# -- keys --------------------------------------------------------------------------------------


def introduce(db: Connection, street: int, signer: Signer) -> None:
    """The log's first key stands in the database before anything is signed with it.

    Raises: OtherKey where the newest key there is not this one.
    """
    newest = known_keys(db, street)
    if not newest:
        _enter(db, street, 0, signer, signer)
    elif Public.read(newest[-1].key) != signer.public:
        raise OtherKey


def known_keys(db: Connection, street: int) -> list[Any]:
    """The keys the database names, the oldest first."""
    mine = select(LOG_KEYS).where(LOG_KEYS.c.street_id == street)
    return list(db.execute(mine.order_by(LOG_KEYS.c.number)))


def handover(name: str, number: int, since: int, key: Public) -> str:
    """What the old key signs when a new one takes over."""
    return f"{ROTATION}\n{name}\n{number}\n{since}\n{key}\n"


def _enter(db: Connection, street: int, number: int, old: Signer, new: Signer) -> None:
    since = int(db.execute(select(func.count()).where(CHECKPOINTS.c.street_id == street)).scalar_one()) + 1
    signers = (old,) if old == new else (old, new)
    note = notes.sign(handover(new.name, number, since, new.public), *signers)
    row = {"street_id": street, "number": number, "since": since, "key": str(new.public), "note": note}
    db.execute(insert(LOG_KEYS), row)


def rotate(office: Office) -> Public:
    """A new key takes over in every street, signed for by the old; then the file changes.

    Where it breaks off between the two, nothing is sealed until it is called again and ends what was begun.
    """
    path, held = office.sealing_key, keys.load(office.sealing_key)
    assert path is not None
    beside = path.with_name(path.name + ".next")
    turned = keys.load(beside) if beside.exists() else held.turned()
    if not _taken_over(office, turned):
        seal_all(office)
        keys.replace(beside, turned.text)
        with office.database.writing() as db:
            for street in unsealed.streets(db):
                _alone(db, street)
                _enter(db, street, len(known_keys(db, street)), held.signer(street), turned.signer(street))
    beside.replace(path)
    seal_all(office)
    return turned.signer(0).public


def _taken_over(office: Office, turned: Keys) -> bool:
    with office.database.reading() as db:
        found = [(known_keys(db, street), turned.signer(street).public) for street in unsealed.streets(db)]
    return bool(found) and all(known and Public.read(known[-1].key) == key for known, key in found)
