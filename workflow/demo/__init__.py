"""A fictional street with people, papers and matters, all of it made by real steps at a moved clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select, update

from workflow.demo.accounts import accounts
from workflow.demo.clockwork import Play, Watch
from workflow.demo.crowd import expect, settle
from workflow.demo.ground import ORGS, lay
from workflow.demo.held import Held
from workflow.demo.programme import FULL, SLICE, Scale, everything
from workflow.demo.town import Town
from workflow.jobs.sweep import earliest, sweep
from workflow.kernel.clock import local
from workflow.kernel.desk import Office
from workflow.notices.dispatching import NOTICES, dispatch

__all__ = ["FULL", "SLICE", "Scale", "accounts", "build", "is_empty"]

SEED = "荔园"


def is_empty(office: Office) -> bool:
    """Whether nobody lives there yet."""
    with office.database.reading() as db:
        return db.execute(select(ORGS.c.id).limit(1)).first() is None


def clocks(office: Office, watch: Watch) -> Callable[[datetime], None]:
    """Let every clock act at its time: what was said stands in history when it was due, a first sweep finds none."""

    def act(until: datetime) -> None:
        while (due := earliest(office)) is not None and due <= until:
            watch.now = max(due, watch.now)
            sweep(office)

    return act


def build(office: Office, scale: Scale = SLICE) -> Town:
    """Build the street up to now, whole or not at all; the same seed gives the same street."""
    now = office.clock()
    watch = Watch(now - timedelta(days=scale.days + 1))
    with office.database.writing() as db:
        held = replace(office, database=Held(office.database, db), clock=watch)
        ground = lay(db)
        posts = settle(held, watch, ground, Random(f"{SEED} people"))
        play = Play(watch, now - timedelta(minutes=2), SEED, clocks(held, watch))
        town = Town(held, ground, posts, play, local(now).date())
        town.play.run(everything(town, scale, SEED))
        expect(held, ground, posts)
    tell(office, now)
    return town


def tell(office: Office, now: datetime) -> None:
    """What happened in the last days lies in people's inboxes; what is older than a day they have read."""
    dispatch(office, now, timedelta(days=4))
    old = NOTICES.c.at < now - timedelta(days=1)
    with office.database.writing() as db:
        db.execute(update(NOTICES).where(old).values(read_at=NOTICES.c.at))
