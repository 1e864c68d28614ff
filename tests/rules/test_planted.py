"""Checks that cannot fail would be none: a recount that forgets what was told, and a process that forgets to look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.matters import Matters
from tests.rules import test_notices as notices
from tests.rules.notices import bring
from workflow.calendar.counting import Due, shifted
from workflow.calendar.days import Calendar
from workflow.issues import recounting
from workflow.rules import publishing


def forgetful(calendar: Calendar, due: Due) -> Due:
    return shifted(calendar, replace(due, kept=0))


def test_a_recount_that_forgets_what_was_told_is_found(matters: Matters, monkeypatch) -> None:
    monkeypatch.setattr(recounting, "recounted", forgetful)
    with pytest.raises(AssertionError):
        notices.test_a_date_that_was_told_is_kept_where_the_notice_would_shorten_it(matters)


def test_an_import_that_makes_no_new_edition_is_found(matters: Matters, monkeypatch) -> None:
    monkeypatch.setattr(publishing, "renew", lambda db, street: "")
    with pytest.raises(AssertionError):
        notices.test_a_year_is_provisional_until_its_notice_is_imported(matters)


def test_a_limit_of_another_street_stays_as_it_was(matters: Matters) -> None:
    """What is planted here is a foreign row: an import is one street's."""
    matters.watch.now = datetime(2027, 2, 3, 1, tzinfo=UTC)
    issue = matters.reach("executing")
    with matters.office.database.writing() as db:
        db.execute(notices.DEADLINES.update().values(street_id=2))
    bring(matters)
    assert matters.again(issue).due_at == issue.due_at
