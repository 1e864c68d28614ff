"""What a process says as it works, as whoever collects it reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from workflow.kernel.lines import write_lines


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    yield
    structlog.reset_defaults()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_collected_line_is_one_json_object_with_its_time_and_level() -> None:
    write_lines(lines := StringIO())
    structlog.get_logger().info("request", path="/issues/<int:id>", status=200)
    told = json.loads(lines.getvalue())
    assert (told["event"], told["level"], told["path"], told["status"]) == ("request", "info", "/issues/<int:id>", 200)
    assert told["timestamp"].endswith("Z")


def test_what_breaks_the_line_stays_inside_it() -> None:
    write_lines(lines := StringIO())
    structlog.get_logger().info("request", method="GET\n{}")
    assert lines.getvalue().count("\n") == 1


def test_a_person_at_a_terminal_reads_no_json() -> None:
    write_lines(lines := Terminal())
    structlog.get_logger().warning("broke", kind="ValueError")
    assert "ValueError" in lines.getvalue()
    assert not lines.getvalue().startswith("{")
