"""For whoever watches the server: it is alive; it is ready to work."""

from __future__ import annotations

from functools import lru_cache

from alembic.migration import MigrationContext
from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from web.access import public
from web.current import db, now
from workflow import migrations
from workflow.jobs import beats
from workflow.migrations import roles
from workflow.sealing import work

bp = Blueprint("health", __name__)


@lru_cache(maxsize=1)
def newest() -> str:
    """The newest revision this code knows; it reads files, so once is enough."""
    return migrations.head()


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The database answers and its schema is the one this code was written for.

    Whether a worker lives, history is sealed in time, and the server keeps it from this role's hand, is told as well:
    without them pages work all the same.
    """
    db().execute(text("SELECT 1"))
    current = MigrationContext.configure(db()).get_current_revision() == newest()
    told = {
        "status": "ok" if current else "not_ready",
        "database": "ok",
        "migrations": "current" if current else "behind",
    }
    if current:
        told["worker"] = beats.state(db(), now())
        told["sealing"] = work.overall(db(), now())
        told["history"] = roles.word(db())
    return told, 200 if current else 503
