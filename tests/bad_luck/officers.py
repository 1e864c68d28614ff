"""Officers who work without a pause in processes of their own, and tell what they were told was done."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.matters import Matters, Watch
from workflow.issues import Issue
from workflow.issues.entitled import entitled
from workflow.kernel.db import Database, bare
from workflow.kernel.desk import Office
from workflow.kernel.history import EVENTS
from workflow.kernel.policy import Actor
from workflow.kernel.verify import verify

FORK = multiprocessing.get_context("fork")
SECRET = b"a key of tests, 32 bytes long..!"
AGAIN = 0.05
"""So many seconds before somebody whose database went away tries the same once more."""


@dataclass(frozen=True)
class Done:
    """What an officer was told: this subject has this version, with this head."""

    key: str
    id: int
    version: int
    head: str


def work(url: str, actor: Actor, file: Path, name: str) -> None:
    """Register, accept, note, note, and again: one line before each act, one after it was acknowledged."""
    office, out = Office(Database(url, pool_size=1), SECRET, Watch()), os.open(file, os.O_WRONLY | os.O_APPEND)
    nth, boss = 0, os.getppid()
    while os.getppid() == boss:  # a test that is stopped leaves nobody behind
        issue = act(office, actor, out, f"{name}.{nth}", None, "register")
        for step in ("note", "note", "note"):
            nth += 1
            act(office, actor, out, f"{name}.{nth}", issue, step)
        nth += 1


def act(office: Office, actor: Actor, out: int, key: str, issue: Issue | None, step: str) -> Issue:
    """One act under one key; where the database went away in the middle of it, the same once more."""
    os.write(out, f"begun {key}\n".encode())
    while True:
        try:
            with office.desk(actor, key=key) as desk:
                if issue is None:
                    done = desk.begin(Issue, step, {"what": f"楼道堆物 {key}", "place": "荔枝路12号"})
                else:
                    done = desk.take(Issue, issue.id, step, {"text": f"已联系 {key}"})
        except DBAPIError:
            time.sleep(AGAIN)
        else:
            os.write(out, f"done {key} {done.id} {done.version} {done.head}\n".encode())
            return done


class Crowd:
    """Several officers at work; one may be killed and another takes the place."""

    def __init__(self, url: str, actor: Actor, file: Path, how_many: int) -> None:
        self.url, self.actor, self.file, self.hired = url, actor, file, 0
        file.touch()
        self.officers = [self.hire() for _ in range(how_many)]

    def hire(self) -> multiprocessing.process.BaseProcess:
        self.hired += 1
        officer = FORK.Process(target=work, args=(self.url, self.actor, self.file, str(self.hired)))
        officer.start()
        return officer

    def kill(self, lots: Random) -> None:
        place = lots.randrange(len(self.officers))
        self.officers[place].kill()
        self.officers[place].join(60)
        self.officers[place] = self.hire()

    def leave(self) -> None:
        for officer in self.officers:
            officer.kill()
            officer.join(60)

    def lines(self, word: str) -> Iterator[list[str]]:
        for line in self.file.read_text().splitlines():
            first, *rest = line.split(" ")
            if first == word:
                yield rest

    def begun(self) -> set[str]:
        return {key for (key,) in self.lines("begun")}

    def done(self) -> list[Done]:
        return [Done(key, int(id), int(version), head) for key, id, version, head in self.lines("done")]


def employ(matters: Matters, url: str, file: Path, how_many: int) -> Crowd:
    """Nobody holds a file or a socket that a child would inherit."""
    actor = matters.actor("secretary")
    matters.office.database.close()
    return Crowd(url, actor, file, how_many)


def check(database: Database, crowd: Crowd) -> list[Done]:
    """What was acknowledged is there, once, under its own hash; every chain is whole, every state is its history."""
    done = crowd.done()
    events, mine = {}, EVENTS.c.noun == "issue"
    with database.reading() as db:
        for row in db.execute(select(EVENTS.c.subject_id, EVENTS.c.seq, EVENTS.c.hash).where(mine)):
            events[row.subject_id, row.seq] = row.hash
        heads = dict(map(tuple, db.execute(select(bare(Issue).c.id, bare(Issue).c.head))))
    lost = [one for one in done if events.get((one.id, one.version)) != one.head]
    assert lost == []
    assert len({(one.id, one.version) for one in done}) == len(done), "two acts were told that they are the same"
    assert len({one.key for one in done}) == len(done)
    last = {id: max(seq for of, seq in events if of == id) for id, _seq in events}
    assert {id: events[id, seq] for id, seq in last.items()} == heads
    assert len(events) - len(done) <= len(crowd.begun()) - len(done), "an act under one key was taken twice"
    assert verify(database, entitled).status == 0
    return done
