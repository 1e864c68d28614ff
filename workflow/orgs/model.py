"""The 1 + 6 + 48 tree with its grids and units, the people in it, and the dated papers that entitle them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.kernel.db import Instant, Record, Word
from workflow.kernel.subject import Key, Subject, subject
from workflow.orgs import sight
from workflow.orgs.flows import mandate_flow, post_flow


class Org(Record):
    """A Party organisation (street, community, branch) or a responsible unit."""

    __tablename__ = "orgs"
    __table_args__ = (UniqueConstraint("street_id", "code"), Index("ix_orgs_street_kind", "street_id", "kind"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    kind: Mapped[str] = mapped_column(Word)
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("orgs.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), default="")
    """Ids from the street down to itself, such as `1/3/12`."""

    @property
    def line(self) -> tuple[int, ...]:
        return line(self.path)


class Grid(Record):
    """A governance grid: the ground a branch answers for. `places` are names people use for spots in it."""

    __tablename__ = "grids"
    __table_args__ = (UniqueConstraint("street_id", "code"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80))
    branch_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), index=True)
    places: Mapped[list[str]] = mapped_column(JSON)


class Person(Record):
    """Somebody who acts in office. Residents are never rows here."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    street_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))


@subject
class Post(Subject):
    """A role in an organisation, from a day to a day (both included; open where the end is missing).

    One that has ended before its last day was over ended at `ended_at`: the rights are gone at once.
    """

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR ends >= starts", name="dates_in_order"),
        CheckConstraint("state != 'ended' OR (ends IS NOT NULL AND ended_at IS NOT NULL)", name="ended_has_an_end"),
    )
    flow = post_flow
    noun = "post"
    seen_by = sight.POST
    recorded = ("person_id", "org_id", "role", "starts", "ends", "ended_at")

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    org_id: Mapped[int] = mapped_column(ForeignKey("orgs.id"), index=True)
    role: Mapped[str] = mapped_column(Word)
    starts: Mapped[date]
    ends: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


@subject
class Mandate(Subject):
    """A paper by which somebody acts for the holder of a post: a deputy in all, a delegate in the steps it names."""

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("ends >= starts", name="dates_in_order"),
        CheckConstraint("state = 'running' OR ended_at IS NOT NULL", name="ended_has_an_end"),
    )
    flow = mandate_flow
    noun = "mandate"
    seen_by = sight.MANDATE
    recorded = ("kind", "post_id", "person_id", "starts", "ends", "steps", "ended_at")

    kind: Mapped[str] = mapped_column(Word)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    steps: Mapped[list[str] | None] = mapped_column(JSON)
    paper: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


def line(path: str) -> tuple[int, ...]:
    """The ids in a path, from the street down."""
    return tuple(int(part) for part in path.split("/") if part)
