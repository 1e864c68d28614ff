"""The kept hashes of one street's tree: read a tile at a time, and grown at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from workflow.kernel.db import at_most, insert_into
from workflow.kernel.prepared import send_all
from workflow.sealing import tree
from workflow.sealing.model import LEAVES, NODES
from workflow.sealing.tree import WIDTH

Entry = dict[str, Any]
"""An entry to seal, as the columns of its leaf."""


class Shelf:
    """One street's tree as a connection sees it. What was read once is remembered: it never changes."""

    def __init__(self, db: Connection, street: int) -> None:
        self.db, self.street = db, street
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    @property
    def size(self) -> int:
        """How many leaves there are."""
        last = self.db.execute(select(func.max(LEAVES.c.place)).where(LEAVES.c.street_id == self.street)).scalar()
        return 0 if last is None else int(last) + 1

    def read(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """The hashes of a kept level; both ends lie in one tile, as whatever `tree` asks for does.

        Raises: LookupError where the database has not got them.
        """
        key = (level, start // WIDTH)
        first = key[1] * WIDTH
        if len(self._tiles.get(key, ())) < stop - first:
            self._tiles[key] = self._tile(*key)
        found = self._tiles[key][start - first : stop - first]
        if len(found) != stop - start:
            raise LookupError(f"level {level} of the tree ends before {stop}")
        return found

    def _tile(self, level: int, tile: int) -> list[bytes]:
        table = NODES if level else LEAVES
        first = tile * WIDTH
        mine = [table.c.street_id == self.street, table.c.place >= first, table.c.place < first + WIDTH]
        if level:
            mine.append(NODES.c.level == level)
        rows = self.db.execute(select(table.c.place, table.c.hash).where(*mine).order_by(table.c.place))
        found: list[bytes] = []
        for row in rows:
            if row.place != first + len(found):
                break
            found.append(bytes.fromhex(row.hash))
        return found

    def root(self, size: int) -> bytes:
        return tree.root(self.read, 0, size)

    def inclusion(self, place: int, size: int) -> list[bytes]:
        return tree.inclusion(self.read, place, size)

    def consistency(self, first: int, second: int) -> list[bytes]:
        return tree.consistency(self.read, first, second)

    def append(self, entries: Sequence[Entry], size: int) -> int:
        """Put entries behind the last of so many leaves; how many there are then."""
        leaves = [{"street_id": self.street, "place": size + n, **entry} for n, entry in enumerate(entries)]
        tail = self.read(0, size - size % WIDTH, size) if size % WIDTH else ()
        nodes = self._completed([*tail, *(bytes.fromhex(entry["hash"]) for entry in entries)], 0, size // WIDTH)
        send_all(self.db, insert_into(LEAVES), leaves)
        if nodes:
            send_all(self.db, insert_into(NODES), nodes)
        self._tiles.clear()
        return size + len(leaves)

    def _completed(self, hashes: list[bytes], level: int, tile: int) -> list[dict[str, Any]]:
        """The hashes over every tile that these fill, from this tile of a level on, and whatever those fill above."""
        whole = len(hashes) // WIDTH
        above = [tree.over(hashes[n * WIDTH : (n + 1) * WIDTH]) for n in range(whole)]
        if not above:
            return []
        place = {"street_id": self.street, "level": level + 1}
        nodes = [{**place, "place": tile + n, "hash": found.hex()} for n, found in enumerate(above)]
        before = self.read(level + 1, tile - tile % WIDTH, tile) if tile % WIDTH else ()
        return nodes + self._completed([*before, *above], level + 1, tile // WIDTH)


def place_of(db: Connection, noun: str, id: int, seq: int) -> int | None:
    """Where an entry stands in its street's tree; None where it is not sealed yet."""
    one = (LEAVES.c.noun == noun) & (LEAVES.c.subject_id == id) & (LEAVES.c.chain == "") & (LEAVES.c.seq == seq)
    found: int | None = db.execute(select(LEAVES.c.place).where(one).limit(at_most(1))).scalar()
    return found
