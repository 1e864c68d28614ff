"""The fictional street 荔园街道, made from a fixed seed by taking real steps through the desk with a moved clock."""

from __future__ import annotations

from random import Random

from sqlalchemy import select

from workflow.demo.accounts import accounts
from workflow.demo.clockwork import Play, Watch, moment
from workflow.demo.crowd import settle
from workflow.demo.ground import ORGS, lay
from workflow.demo.held import Held
from workflow.demo.programme import programme
from workflow.demo.town import Town
from workflow.kernel.clock import local
from workflow.kernel.desk import Office

__all__ = ["accounts", "build", "is_empty"]

SEED = "荔园"


def is_empty(office: Office) -> bool:
    """Whether no street stands in this database yet."""
    with office.database.reading() as db:
        return db.execute(select(ORGS.c.id).limit(1)).first() is None


def build(office: Office, full: bool = False) -> Town:
    """Build the street whole or not at all: ten weeks and a few hundred matters, or twelve months and about 3,000."""
    now = office.clock()
    weeks, matters = (52, 3000) if full else (10, 240)
    lots = Random(SEED)
    with office.database.writing() as db:
        ground = lay(db)
        posts = settle(db, ground, local(now).date(), lots)
        first = local(now).date().fromordinal(local(now).date().toordinal() - 7 * weeks)
        play = Play(Watch(moment(first, 0)), now, SEED)
        town = Town(Office(Held(office.database, db), office.secret, play.watch), ground, posts, play)
        play.run(programme(town, first, matters, lots))
    return town
