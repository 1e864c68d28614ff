"""What privacy does by itself once a day, and the scrubbing that leaves no trace of it in the files."""

from __future__ import annotations

from datetime import date

from workflow.issues.search import SQLITE_MERGE
from workflow.kernel import idempotency
from workflow.kernel.clock import local
from workflow.kernel.desk import Office
from workflow.orgs import attempts
from workflow.privacy import retention


def daily(office: Office, done_on: date | None) -> date | None:
    """Let go what is over, unless this process did today; several may, for each step is taken once.

    The day on which all of it was; where there is more than is let go at a time, the day before, to be asked again.
    """
    now = office.clock()
    if done_on == local(now).date():
        return done_on
    with office.database.writing() as db:
        idempotency.forget(db, now)
        attempts.forget(db, now)
    done = retention.run(office, retention.SOME)
    office.database.settle()
    return local(now).date() if max(done.values()) < retention.SOME else done_on


def scrub(office: Office) -> bool:
    """Write the files anew without what was erased; False where others were reading, so that it is to be done again."""
    if office.database.is_sqlite:
        with office.database.writing() as db:
            db.execute(SQLITE_MERGE)
    return office.database.scrub()
