"""What was read or sent long ago is let go; what nobody read, what waits and what was given up stays."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.notices.conftest import Telling
from tests.notices.test_mail import choose
from workflow.notices.forgetting import DELIVERIES, NOTICES, READ_KEPT, SENT_KEPT, forget


def rows(street: Telling, table) -> int:
    with street.office.database.reading() as db:
        return len(db.execute(select(table.c.id)).all())


def told(street: Telling) -> int:
    """A notice for each who was told of a transfer; how many."""
    choose(street, "unit")
    street.reach("transferred")
    street.tell()
    return rows(street, NOTICES)


def test_a_notice_is_let_go_half_a_year_after_it_was_read(street: Telling) -> None:
    many = told(street)
    with street.office.database.writing() as db:
        one = db.execute(select(NOTICES.c.id).limit(1)).scalar_one()
        db.execute(NOTICES.update().where(NOTICES.c.id == one).values(read_at=street.watch.now))
    street.watch.forward(days=READ_KEPT.days - 1)
    assert (forget(street.office), rows(street, NOTICES)) == (0, many)
    street.watch.forward(days=2)
    assert (forget(street.office), rows(street, NOTICES)) == (1, many - 1)
    assert forget(street.office) == 0


@pytest.mark.parametrize(("state", "goes"), [("sent", True), ("dropped", True), ("dead", False), ("waiting", False)])
def test_a_mail_is_let_go_a_quarter_after_it_went_and_never_while_it_may_go(street, state: str, goes: bool) -> None:
    told(street)
    assert rows(street, DELIVERIES) == 1
    done = None if state == "waiting" else street.watch.now
    with street.office.database.writing() as db:
        db.execute(DELIVERIES.update().values(state=state, done_at=done))
    street.watch.forward(days=SENT_KEPT.days + 1)
    forget(street.office)
    assert rows(street, DELIVERIES) == (0 if goes else 1)
