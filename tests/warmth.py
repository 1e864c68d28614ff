"""Each test has a database of its own, but what SQLAlchemy learnt of a statement is kept for the whole process.

An engine compiles every statement the first time it meets it, and a new engine has met none: the thousands of tests
spent more time on compiling than on their databases. The statements, the connections and the rows stay real.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Dialect, Engine, event
from sqlalchemy.dialects import plugins
from sqlalchemy.engine import CreateEnginePlugin
from sqlalchemy.util import LRUCache

from tests.lines import keep_lines
from workflow.kernel.db import POOL

ROOM = 5000  # statements
_known: dict[Any, tuple[Dialect, LRUCache[Any, Any]]] = {}
"""By driver: the dialect that has met its database, and its compiled statements, which are of use to it alone."""


class Warmth(CreateEnginePlugin):
    """Gives each new engine what the first one that connected has learnt."""

    def update_url(self, url: URL) -> URL:
        return url

    def engine_created(self, engine: Engine) -> None:
        driver = engine.dialect.dbapi
        if engine.dialect.name == "postgresql":
            keep_lines(engine.dialect)
        if driver in _known:
            engine.dialect.initialize = lambda _connection: None  # type: ignore[method-assign]
            engine.dialect, statements = _known[driver]
            engine.update_execution_options(compiled_cache=statements)
        else:
            met = (engine.dialect, LRUCache[Any, Any](ROOM))
            event.listen(engine.pool, "connect", lambda *_: _known.setdefault(driver, met))


def keep_statements() -> None:
    """For every engine of the product in this process."""
    plugins.register("warmth", __name__, Warmth.__name__)
    POOL["plugins"] = ["warmth"]
