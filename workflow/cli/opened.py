"""An office for a command: prepared before, at the newest revision, and closed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workflow import migrations
from workflow.kernel.desk import Office
from workflow.kernel.opening import open_office
from workflow.kernel.settings import BadSettings, Settings, read_settings


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Office]:
    """Raises: BadSettings where `lianxi init` has not been run, or not since the last update, or by a later version."""
    settings = settings or read_settings()
    office = open_office(settings)
    try:
        if (revision := migrations.current(settings.database)) != migrations.head():
            migrations.require_known(revision)
            raise BadSettings("数据库结构不是最新的，请先运行 lianxi init")
        yield office
    finally:
        office.database.close()
