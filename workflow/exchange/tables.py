"""What a ledger is: a list of the house as a table, declared once, read a batch at a time by the list's own question.

No ledger holds contact data: what a list may not show, its ledger cannot write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from workflow.exchange.filling import Fill
from workflow.kernel.db import Database
from workflow.kernel.flow import Flow
from workflow.kernel.i18n import N_, Label
from workflow.kernel.policy import Actor
from workflow.orgs import roles

BATCH = 500
"""Rows of one short read: no transaction stays open while a ledger is written."""
EXPORTERS = (
    roles.SECRETARY, roles.COMMITTEE, roles.STREET_OFFICER, roles.HANDLER, roles.DISPATCHER, roles.AUDITOR,
)  # fmt: skip
"""WORKFLOWS.md section 6, "export a ledger, masked"."""

Page = Callable[[Connection, Actor, Any, datetime, Any, int], list[Any]]
"""The rows that follow the one given last (None: the first ones), at most so many."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, what it means, and how a row fills it."""

    name: str
    label: str
    told: str
    fill: Fill


@dataclass(frozen=True, slots=True)
class Ledger:
    """One list as a table.

    `question` is what narrows it, a dataclass of plain values; `page` reads on, `many` says how many rows there are,
    and `open_to` names the roles that have the list at all. What each of them sees of it is the list's own scope.
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    question: type[Any]
    page: Page
    many: Callable[[Connection, Actor, Any, datetime], int]
    open_to: tuple[str, ...] = EXPORTERS

    def rows(self, database: Database, actor: Actor, wanted: Any, now: datetime) -> Iterator[Any]:
        """Every row in the order of its list."""
        last: Any = None
        while True:
            with database.reading() as db:
                batch = self.page(db, actor, wanted, now, last, BATCH)
            yield from batch
            if len(batch) < BATCH:
                return
            last = batch[-1]


# -- how a row fills a column ----------------------------------------------------------------------


def as_is(name: str) -> Fill:
    return Fill(attrgetter(name))


def of(words: Mapping[str, str], name: str) -> Fill:
    """A code of the row in words."""
    return Fill(attrgetter(name), lambda code: Label(words[code]) if code in words else code)


def state(flow: Flow) -> Fill:
    return Fill(attrgetter("state"), lambda code: Label(flow.states[code].label))


YES, NO = N_("是"), N_("否")


def whether(name: str) -> Fill:
    return Fill(attrgetter(name), lambda holds: Label(YES if holds else NO))


def free_text(name: str) -> Fill:
    """What people wrote, with numbers and addresses covered: a file goes where nobody is asked for a purpose."""
    return Fill(attrgetter(name), free=True)


NUMBER = Column("number", N_("编号"), N_("事项的编号，不会重复"), as_is("number"))
WHAT = Column("what", N_("内容"), N_("登记时所写的内容"), free_text("what"))
PLACE = Column("place", N_("地点"), N_("登记或更正后的地点"), free_text("place"))
