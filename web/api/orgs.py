"""The tree of organisations, for programs that choose among them."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from web.access import officer
from web.api.counter import bp, limit, number, only, paged
from web.current import db
from web.sessions import actor
from workflow.issues import queries


@bp.get("/orgs")
@officer
def list_orgs() -> ResponseReturnValue:
    """By id; `kind` is street, community, branch or unit."""
    only("kind", "cursor", "limit")
    size, kind = limit(), request.args.get("kind", "").replace("\0", "") or None
    rows = queries.orgs(db(), actor().street, kind, number("cursor", 0) or 0, size)
    items = [{"id": row.id, "name": row.name, "kind": row.kind, "parent": row.parent_id} for row in rows]
    return paged(rows, items, size, "id")
