"""What time it is, and the one place where it can be moved (demo and tests)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def local(at: datetime) -> datetime:
    """The same instant on the street's wall clock."""
    return at.astimezone(LOCAL)


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds: sorts as text, the same on every database."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_stamp(text: str) -> datetime:
    """The instant a `stamp` names."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
