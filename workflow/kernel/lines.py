"""What a process of ours says as it works: one line for each happening, for a person at a terminal or for a program."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

import structlog

FIRST: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def write_lines(to: TextIO | None = None) -> None:
    """From now on: in colours where somebody watches, as JSON where the lines are collected.

    How a line is made is settled once for the process, not with every line.
    """
    stream = to or sys.stdout
    drawn = structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer(_text)
    structlog.configure(
        processors=[*FIRST, drawn],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )


def _text(happening: Any, **options: Any) -> str:
    return json.dumps(happening, ensure_ascii=False, **options)
