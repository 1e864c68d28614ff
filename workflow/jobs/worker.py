"""One worker process: fires clocks, tells what happened, does jobs, and takes over from workers that died.

Any number may run; what is right does not depend on how many, only how soon it happens.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable
from random import Random
from threading import Event, Thread

import structlog
from sqlalchemy import select

from workflow.exchange import imports, making
from workflow.issues import drafts
from workflow.jobs import beats, ledger
from workflow.jobs.engine import Runner
from workflow.jobs.sweep import sweep
from workflow.jobs.terms import end_terms
from workflow.kernel.clock import local
from workflow.kernel.desk import Office
from workflow.notices import forgetting
from workflow.notices.delivering import WAYS, deliver_due
from workflow.notices.dispatching import OUTBOX, dispatch
from workflow.notices.sending import Transport
from workflow.privacy import upkeep
from workflow.reports import reckoning
from workflow.sealing.work import hourly

Act = Callable[[Office, Runner], None]
TICK = 1.0
"""Seconds between two looks for what is due; a look at nothing is one read of an index."""
PARTING = 5.0
"""Seconds a mail on its way gets when the worker ends; one that was cut off is sent again with the same id."""
SOME = 200
"""Clocks fired between two beats, so that a flood of them does not look like death."""

log = structlog.get_logger()


def new_name() -> str:
    """No two processes ever share one, on whatever machine."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"


def work(
    office: Office, stop: Event, alive: Callable[[], bool] = lambda: True, transport: Transport | None = None
) -> None:
    """Work until told to stop, or until whoever started it is gone."""
    name = new_name()
    ways = (office, stop, transport or Transport())
    posts = [Thread(target=carry, args=(*ways, channel), daemon=True) for channel in WAYS]
    for post in posts:
        post.start()
    runner = Runner(office, name)
    beats.arrive(office, name)
    runner.start()
    try:
        while not stop.is_set() and alive():
            turn(office, runner)
            stop.wait(TICK)
    finally:
        stop.set()
        for post in posts:
            post.join(PARTING)
        runner.stop()
        beats.leave(office, name)


def turn(office: Office, runner: Runner) -> None:
    """Whatever is due now."""
    each(office, runner, (tend, fire, tell))


def each(office: Office, runner: Runner, acts: Iterable[Act]) -> None:
    """One after the other. What breaks in one is told, stops no other, and is tried again in a moment."""
    for act in acts:
        try:
            act(office, runner)
        except Exception as error:  # noqa: BLE001 - a database that restarts, a letter that cannot be read
            log.error("worker_disturbed", act=act.__name__, error=type(error).__name__)


def tend(office: Office, runner: Runner) -> None:
    """Now and then a sign of life, and what there is to do about the house."""
    if time.monotonic() - runner.tended < beats.EVERY.total_seconds():
        return
    runner.tended = time.monotonic()
    each(office, runner, (take_over, end, seal, forget_jobs, forget_drafts, forget_exports, forget_imports, daily))


def end(office: Office, _runner: Runner) -> None:
    """Posts and papers whose time is over."""
    end_terms(office)


def seal(office: Office, runner: Runner) -> None:
    """What the last hour wrote."""
    runner.asked = hourly(office, runner.asked)


def forget_jobs(office: Office, _runner: Runner) -> None:
    ledger.forget(office.database, office.clock() - ledger.KEPT)


def forget_drafts(office: Office, _runner: Runner) -> None:
    drafts.forget(office)


def forget_exports(office: Office, _runner: Runner) -> None:
    making.forget(office)


def forget_imports(office: Office, _runner: Runner) -> None:
    imports.forget(office)


def daily(office: Office, runner: Runner) -> None:
    """What has gone once a day."""
    if runner.kept_on != local(office.clock()).date():
        forgetting.forget(office)
        reckoning.ask(office)
    runner.kept_on = upkeep.daily(office, runner.kept_on)


def take_over(office: Office, runner: Runner) -> None:
    """What the dead had begun goes back into the queue; whoever holds work and is known to nobody is dead as well."""
    dead, holders = set(beats.beat(office, runner.name)), ledger.holders(office.database)
    with office.database.reading() as db:
        dead |= beats.strangers(db, holders)
    if dead:
        runner.adopt(sorted(dead))
        beats.bury(office, sorted(dead))


def fire(office: Office, _runner: Runner) -> None:
    """The clocks that are due."""
    sweep(office, most=SOME, lots=Random())  # noqa: S311 - no secret


def tell(office: Office, _runner: Runner) -> None:
    """What lies in the outbox."""
    if unsent(office):
        dispatch(office, office.clock())


def carry(office: Office, stop: Event, transport: Transport, channel: str | None = None) -> None:
    """Take out of the house what is due, beside all else: a server that hangs holds up no clock, no other way."""
    while not stop.wait(TICK):
        try:
            while not stop.is_set() and deliver_due(office, office.clock(), transport, 1, channel):
                pass
        except Exception as error:  # noqa: BLE001 - one broken delivery must not stop the others; its lease ends
            log.error("delivery_broken", error=type(error).__name__)


def unsent(office: Office) -> bool:
    """Whether anything lies in the outbox."""
    with office.database.reading() as db:
        return db.execute(select(OUTBOX.c.id).where(OUTBOX.c.sent_at.is_(None)).limit(1)).first() is not None
