"""The checkpoint under a ledger: which one was the newest when it was taken, and where a phone checks it.

A table ends with a line of it, a workbook tells it beside its columns; whoever takes a table in passes the line over.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from sqlalchemy import Connection

from workflow.exchange.reading import MARK, PAGE
from workflow.kernel.i18n import N_, Sentence, Translate
from workflow.sealing.sealer import latest

SHORT = 32
"""Letters of a root that stand on a paper: as hard to meet by chance as a whole key."""
ANY = f"{PAGE}0/0"
"""How an address of the page that checks begins before it is known for which checkpoint."""


@dataclass(frozen=True, slots=True)
class Seal:
    """How much was sealed, the root over it, and the page that says whether it still holds."""

    size: int
    root: str
    address: str

    def line(self, translate: Translate) -> str:
        holes = {"n": self.size, "root": self.root, "address": self.address}
        return MARK + Sentence(N_("存证检查点：%(n)s 条，根 %(root)s，核对 %(address)s"), holes).render(translate)

    @property
    def picture(self) -> io.BytesIO:
        """The QR of the page, as a PNG."""
        made = io.BytesIO()
        segno.make(self.address, error="m", micro=False).save(made, kind="png", scale=4, border=2)
        return made


def newest_seal(db: Connection, street: int, page: str) -> Seal | None:
    """Of the newest checkpoint; `page` is the address of the page for `ANY`. None where nothing is sealed."""
    found = latest(db, street)
    if found is None:
        return None
    root = found.root[:SHORT]
    return Seal(found.size, root, page.replace(ANY, f"{PAGE}{found.size}/{root}"))
