"""The ground of the demo street: 1 + 6 + 48, 150 grids, 40 units, categories; facts that no step makes."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Table, insert, update

from workflow.demo.names import CATEGORIES, COMMUNITIES, ORDINALS, STREET, roads
from workflow.kernel.db import bare
from workflow.orgs.model import Grid, Org
from workflow.rules.model import Category

ORGS = bare(Org)


@dataclass
class Ground:
    """Ids by code."""

    orgs: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    grids: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Of each branch: grid and its road."""
    units: dict[str, str] = field(default_factory=dict)
    """Codes by the key that matters name them by."""
    categories: dict[str, int] = field(default_factory=dict)

    def line(self, code: str) -> list[str]:
        """From the street down to this one."""
        return [*(self.line(self.above[code]) if code in self.above else []), code]


@lru_cache(maxsize=4)
def table(name: str) -> tuple[dict[str, str], ...]:
    """A list that lies beside this file."""
    text = files(__package__).joinpath(f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def add(db: Connection, rows: Table, **row: Any) -> int:
    """One row; its id."""
    keys = db.execute(insert(rows), row).inserted_primary_key
    assert keys is not None
    return int(keys[0])


def lay(db: Connection) -> Ground:
    """The whole ground, in an empty database."""
    ground = Ground()
    _org(db, ground, "S", "street", STREET, None)
    assert ground.orgs["S"] == 1, "the street's own id is the street_id of every row"
    for c, community in enumerate(COMMUNITIES):
        _org(db, ground, f"C{c + 1}", "community", f"{community}社区党委", "S")
        for b in range(8):
            code = f"B{c * 8 + b + 1:02d}"
            _org(db, ground, code, "branch", f"{community}第{ORDINALS[b]}网格党支部", f"C{c + 1}")
    for u, unit in enumerate(table("units")):
        ground.units[unit["key"]] = f"U{u + 1:02d}"
        _org(db, ground, f"U{u + 1:02d}", "unit", unit["name"], "S")
    _grids(db, ground)
    for code, name, routine, evidence, keywords in CATEGORIES:
        row = {"code": code, "name": name, "routine": routine, "evidence": evidence, "keywords": keywords}
        ground.categories[code] = add(db, bare(Category), street_id=1, **row)
    return ground


def _org(db: Connection, ground: Ground, code: str, kind: str, name: str, parent: str | None) -> None:
    row = {"street_id": 1, "kind": kind, "code": code, "name": name, "path": ""}
    id = add(db, ORGS, **row, parent_id=ground.orgs[parent] if parent else None)
    ground.orgs[code], ground.names[code] = id, name
    if parent:
        ground.above[code] = parent
    path = "/".join(str(ground.orgs[above]) for above in ground.line(code))
    db.execute(update(ORGS).where(ORGS.c.id == id).values(path=path))


def _grids(db: Connection, ground: Ground) -> None:
    """Three to a branch, four to the first of each community."""
    names = iter(roads())
    for n in range(48):
        branch = f"B{n + 1:02d}"
        mine = ground.grids.setdefault(branch, [])
        for g in range(4 if n % 8 == 0 else 3):
            road = next(names)
            row = {"code": f"G{n + 1:02d}{g + 1}", "name": f"{road}网格", "places": [road]}
            mine.append((add(db, bare(Grid), street_id=1, branch_id=ground.orgs[branch], **row), road))
