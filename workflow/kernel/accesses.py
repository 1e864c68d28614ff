"""The second log: who looked at what is hidden, took it out, came in, was refused, was given rights.

Append-only and hash-chained like history, in one chain per person and month; nothing is written for an ordinary page.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Index, LargeBinary, String, Text, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.canonical import canonical, leaf_hash, salted
from workflow.kernel.clock import local, stamp
from workflow.kernel.db import Record, Word, bare, insert_into, update_of
from workflow.kernel.history import signature
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Actor, Capacity
from workflow.kernel.subject import Key

if TYPE_CHECKING:
    from workflow.kernel.desk import Office

KINDS = {
    "reveal": N_("查看联系方式"),
    "unveil": N_("准许承办单位查看联系方式"),
    "export": N_("导出"),
    "login": N_("登录系统"),
    "login_failed": N_("登录失败"),
    "refusal": N_("办理被拒绝"),
    "grant": N_("授权"),
    "ground": N_("建立组织和类别"),
    "audit": N_("审计查阅"),
    "resend": N_("重发邮件和推送"),
    "retry": N_("重试后台任务"),
}
"""What is noted, in words. A new kind needs a line here and no migration."""

Chain = String(60)


class Access(Record):
    """One entry. `payload` is what is hashed; the other columns repeat it for queries."""

    __tablename__ = "accesses"
    __table_args__ = (
        Index("ix_accesses_subject", "noun", "subject_id", "at"),
        Index("ix_accesses_actor", "street_id", "actor_id", "at"),
        Index("ix_accesses_at", "street_id", "at"),
    )

    chain: Mapped[str] = mapped_column(Chain, primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    street_id: Mapped[int]
    kind: Mapped[str] = mapped_column(Word)
    noun: Mapped[str] = mapped_column(Word)
    subject_id: Mapped[int] = mapped_column(Key)
    actor_id: Mapped[int]
    at: Mapped[str] = mapped_column(String(27))
    payload: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))


class AccessWords(Record):
    """The erasable part: the purpose in somebody's own words. The chain keeps only its salted digest."""

    __tablename__ = "access_words"

    chain: Mapped[str] = mapped_column(Chain, primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[str] = mapped_column(Text)


class AccessChain(Record):
    """How long a chain is and where it ends: a tail that was cut off is missed."""

    __tablename__ = "access_chains"

    chain: Mapped[str] = mapped_column(Chain, primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    street_id: Mapped[int]
    length: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))


ACCESSES, WORDS, CHAINS = bare(Access), bare(AccessWords), bare(AccessChain)
PLACE = ("chain", "month", "seq")


def chain_of(actor: Actor, noun: str, id: int) -> str:
    """Whose chain an entry goes to: a person's, or the subject's where no person acts. None is the street's."""
    return f"person:{actor.id}" if actor.id else f"{noun}:{id}"


def note(
    db: Connection,
    actor: Actor,
    kind: str,
    *,
    at: datetime,
    noun: str = "",
    id: int = 0,
    capacity: Capacity | None = None,
    request: str = "",
    chain: str = "",
    street: int = 0,
    words: str = "",
    **facts: str | int | bool,
) -> None:
    """Write one entry, in the transaction of what it is about.

    `facts` are codes and numbers (step, purpose, code, rows, claim): never a name, a contact, or what somebody wrote.
    What somebody wrote is `words`, which can be erased.
    """
    hat = capacity or next(iter(actor.capacities), Capacity("", 0, street))
    where = {"chain": chain or chain_of(actor, noun, id), "month": local(at).strftime("%Y-%m")}
    seq, before = _next(db, where, street or hat.street)
    salt = secrets.token_bytes(16)
    entry: dict[str, Any] = {**where, "seq": seq, "street": street or hat.street, "kind": kind, "noun": noun, "id": id}
    entry |= {"actor": signature(actor, hat), "facts": facts, "request": request, "at": stamp(at), "prev": before}
    payload = canonical(entry | {"words": salted(salt, words) if words else None})
    row = {"street_id": entry["street"], "kind": kind, "noun": noun, "subject_id": id, "actor_id": actor.id}
    row |= {**where, "seq": seq, "at": entry["at"], "payload": payload, "hash": leaf_hash(payload)}
    db.execute(insert_into(ACCESSES), row)
    if words:
        db.execute(insert_into(WORDS), {**where, "seq": seq, "salt": salt, "text": words})
    moved = {"key_" + name: value for name, value in where.items()}
    db.execute(update_of(CHAINS, frozenset(("head",))), moved | {"head": row["hash"]})


def _next(db: Connection, where: dict[str, str], street: int) -> tuple[int, str]:
    """The number of the next entry and the hash before it; others who write to this chain wait from here on."""
    dialect = sqlite if db.dialect.name == "sqlite" else postgresql
    first = dialect.insert(CHAINS).values(**where, street_id=street, length=1, head="")
    longer = first.on_conflict_do_update(index_elements=list(where), set_={"length": CHAINS.c.length + 1})
    row = db.execute(longer.returning(CHAINS.c.length, CHAINS.c.head)).one()
    return row.length, row.head


def length(db: Connection, chain: str, at: datetime) -> int:
    """How many entries a chain has in this month."""
    mine = (CHAINS.c.chain == chain) & (CHAINS.c.month == local(at).strftime("%Y-%m"))
    return db.execute(select(CHAINS.c.length).where(mine)).scalar() or 0


def note_alone(office: Office, actor: Actor, kind: str, **told: Any) -> None:
    """Write one entry in a short transaction of its own: there is no other, or it was just taken back."""
    with office.database.writing() as db:
        note(db, actor, kind, at=office.clock(), **told)
