"""The worker takes mails out of the house beside its clocks, and a mail that breaks holds up nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from tests.notices.conftest import Telling
from tests.notices.test_mail import choose, states
from workflow.jobs import worker
from workflow.kernel.db import Database
from workflow.notices.sending import Transport


def until(true: Callable[[], bool]) -> None:
    """Wait for it, and not for ever."""
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def test_what_is_due_leaves_the_house_and_a_fault_stops_nothing(database: Database) -> None:
    street, sent = Telling(database), []
    for who in ("unit", "unit2"):
        choose(street, who)
    street.tell()
    street.reach("transferred")
    street.tell()

    def fails_once(message: object) -> None:
        sent.append(message)
        if len(sent) == 1:
            raise RuntimeError("a fault in the code")

    stop = threading.Event()
    way = Transport("https://lianxi.example.org", "lianxi@example.org", fails_once)
    post = threading.Thread(target=worker.carry, args=(street.office, stop, way))
    post.start()
    try:
        until(lambda: "sent" in states(street))
    finally:
        stop.set()
        post.join()
    assert sorted(states(street)) == ["sent", "waiting"]
