"""What the pages of one matter ask of history: its own entries, never those of all assignments there are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Connection, event

from tests.site import Browser, Site


def plan(db: Connection, statement: str, values: Any) -> list[str]:
    """How the database would find the rows, a line each; a small table is not simply read, as a large one would not."""
    if db.dialect.name == "sqlite":
        return [row[3] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    db.exec_driver_sql("SET enable_seqscan = off")
    return [row[0] for row in db.exec_driver_sql(f"EXPLAIN {statement}", values)]


def looked_up(lines: list[str]) -> list[str]:
    """How history is gone through: by which columns, or all of it."""
    found = [line for line in lines if "events" in line and line.startswith(("SEARCH", "SCAN"))]
    return found + [line for line in lines if "Index Cond" in line and "noun" in line]


def asked(site: Site, browser: Browser, path: str) -> list[tuple[str, Any]]:
    """What a page asks of history."""
    seen: list[tuple[str, Any]] = []

    def one(_db: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        seen.append((statement, values))

    engine = site.office.database.engine
    event.listen(engine, "before_cursor_execute", one)
    assert browser.get(path).status_code == 200
    event.remove(engine, "before_cursor_execute", one)
    return [question for question in seen if re.search(r"\b(FROM|JOIN) events\b", question[0])]


@pytest.mark.parametrize("page", ["", "/voices", "/past", "/note"])
def test_no_page_of_a_matter_reads_the_entries_of_every_assignment(site: Site, page: str) -> None:
    issue = site.matters.reach("handling")
    questions = asked(site, site.browser("secretary"), f"/issues/{issue.id}{page}")
    assert questions
    with site.office.database.reading() as db:
        ways = [line for question in questions for line in looked_up(plan(db, *question))]
    assert ways
    wide = [line for line in ways if "subject_id" not in line]
    assert [line for line in wide if "'post'" not in line] == []  # of posts there are few
