"""Forms that are no step of a subject hear nothing beside their own questions either."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from tests.hostile.test_extras import EXTRAS
from tests.matrix.asking import Begins, Takes, WithCode
from tests.matrix.rows import ROWS
from tests.matrix.world import World
from tests.site import API
from tests.street import PASSWORD
from tests.thinning import thinned
from workflow.kernel.db import Record

Cell = tuple[str, int, str]
NEW = "three-lychees-on-a-tree"
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "POST /views": ("secretary", {"name": "我的事项", "query": "state=accepted"}),
    "POST /me/password": ("secretary", {"old": PASSWORD, "password": NEW, "again": NEW}),
    "POST /me/logins/end": ("secretary", {}),
    "POST /audit/issues/<int:id>/note": ("auditor", {"text": "已看"}),
    "POST /exports/<ledger>": ("secretary", {"how": "csv", **dict.fromkeys(("state", "owner", "holder"), "")}),
    "POST /process/export": ("auditor", {"how": "xes"}),
}
"""Who fills it in, and with what."""

PATHS = {"<int:id>": "own", "<ledger>": "issues"}
WITHOUT_AN_ANSWER = {
    "POST /login", "POST /login/code", "POST /me/codes", "POST /me/codes/drop",
    "POST /logout", "POST /raise", "POST /notices/read", "POST /me/notices",
    "POST /track", "POST /text", "POST /follow/leave", "POST /welcome/<link>",
    "POST /raise/<handle>/<page>", "POST /raise/<handle>/drop", "POST /raise/<handle>/send",
    "POST /me/logins/<login>/end", "POST /admin/deliveries/resend", "POST /exports/jobs/<int:id>/discard",
    "POST /imports", "POST /imports/<int:id>/columns", "POST /imports/<int:id>/start",
    "POST /imports/<int:id>/discard", "POST /views/<int:id>/rename", "POST /views/<int:id>/drop",
    "POST /admin/jobs/retry", "POST /admin/calendar/preview", "POST /admin/calendar",
    "POST /follow/data/act/<act>", "POST /meetings/<int:id>/together", "POST /board/consultations/<int:id>",
}  # fmt: skip
"""They name one thing by a secret or a number of ours, take a file or a step: tried where their rooms are tried."""


def test_every_form_that_is_no_step_is_tried_or_named():
    flows = (Takes, Begins, WithCode)
    others = {key for key, row in ROWS.items() if key.startswith("POST") and API not in key}
    others -= {key for key in others if isinstance(ROWS[key], flows)}
    assert others == FORMS.keys() | WITHOUT_AN_ANSWER


def cells(world: World, key: str, more: dict[str, Any]) -> dict[Cell, Any]:
    """Every cell of every table as it would have stayed."""
    who, given = FORMS[key]
    seen: dict[Cell, Any] = {}

    def look(db: Any) -> None:
        seen.update(read(db))

    path = key.partition(" ")[2]
    for hole, name in PATHS.items():
        path = path.replace(hole, str(world.ids.get(name, name)))
    kept, world.database.look = world.database.kept, look
    cookie = {"Cookie": f"lianxi={world.cookies[who]}"}
    try:
        with suppress(NoResultFound):
            world.app.test_client(use_cookies=False).post(
                path, data={"csrf_token": world.csrf[who], **given, **more}, headers=cookie
            )
    finally:
        world.database.look = lambda db: None
    assert world.database.kept > kept, "else nothing was tried"
    return seen


def read(db: Any) -> Iterator[tuple[Cell, Any]]:
    for table in Record.metadata.sorted_tables:
        for place, row in enumerate(db.execute(select(table).order_by(*table.primary_key)).mappings()):
            for name, value in row.items():
                yield (table.name, place, name), str(value)


@pytest.mark.parametrize("key", thinned(FORMS, len(FORMS)))
def test_a_form_of_no_step_hears_only_its_own_questions(world, key):
    """What differs between two plain ones is chance: salts, hashes, marks. Nothing else may differ with more said."""
    more = {**EXTRAS, "version": 99, "person_id": 1, "account_id": 1}
    extras = {name: value for name, value in more.items() if name not in FORMS[key][1]}
    one, other = cells(world, key, {}), cells(world, key, {})
    chance = {cell for cell in one.keys() | other.keys() if one.get(cell) != other.get(cell)}
    sly = cells(world, key, extras)
    cells_of_both = (one.keys() | sly.keys()) - chance
    assert {cell: (one.get(cell), sly.get(cell)) for cell in cells_of_both if one.get(cell) != sly.get(cell)} == {}
    assert not {name for _table, _place, name in chance} & {"role", "state", "owner_id", "holder_id", "outcome"}
    assert len(chance) < 60, "chance would hide everything"
