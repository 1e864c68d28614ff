"""One matter with all that belongs to it, held against history and log: one mechanism for page and command.

The auditor's page and `lianxi verify NUMBER` ask here, so that both give the same verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from workflow.exchange.belonging import belonging
from workflow.issues.entitled import entitled
from workflow.issues.model import Issue
from workflow.issues.timekeeping import clock_faults
from workflow.kernel.db import bare
from workflow.kernel.desk import Office
from workflow.kernel.legible import read
from workflow.kernel.policy import Actor
from workflow.kernel.subject import SUBJECTS, Subject
from workflow.kernel.verify import Fault, Report, one_view, verify_one
from workflow.meetings.checking import minutes_faults
from workflow.meetings.model import Meeting
from workflow.meetings.ratified import ratification_faults
from workflow.sealing import keys
from workflow.sealing.notes import Public
from workflow.sealing.proving import prove
from workflow.sealing.report import LogReport

WORST = (1, 3, 2, 4)
"""Of several findings the status that weighs most."""


@dataclass
class Checked:
    """What the chain and the logs say together."""

    chain: Report
    logs: list[LogReport] = field(default_factory=list)
    without_key: bool = False
    subjects: list[Subject] = field(default_factory=list)
    """What was looked at, where it was not everything."""

    @property
    def parts(self) -> list[Report | LogReport]:
        return [self.chain, *self.logs]

    @property
    def status(self) -> int:
        said = {one.status for one in self.parts}
        return next((status for status in WORST if status in said), 0)

    @property
    def first_bad(self) -> Fault | None:
        """The first bad entry of whatever gave the status."""
        return next((one.first_bad for one in self.parts if one.status == self.status and one.first_bad), None)


def trusted(office: Office, street: int) -> list[Public]:
    """The keys of this house's own file; none where this machine has not got it."""
    try:
        return keys.load(office.sealing_key).all(street)
    except keys.NoKey:
        return []


def beside(db: Connection, subjects: Sequence[Subject] | None = None) -> Iterator[Fault]:
    """What stands beside the chains of these subjects, or of all, and is not as they have it."""
    ids: dict[str, list[int]] = {noun: [] for noun in SUBJECTS}
    for one in subjects or ():
        ids[one.noun].append(one.id)
    whole = subjects is None
    yield from minutes_faults(db, None if whole else ids[Meeting.noun])
    yield from ratification_faults(db, None if whole else ids[Issue.noun])
    yield from clock_faults(db, None if whole else ids)


def check_matter(office: Office, id: int, kept: Sequence[str] = ()) -> Checked:
    """Each chain of it, minutes and emergency acts, and each entry in its place under the newest checkpoint.

    `kept` are checkpoints known from elsewhere, beside the one this house remembers.
    """
    with one_view(office.database) as db:
        (issue,) = read(db, Issue, bare(Issue).c.id == id)
        report, subjects = _chains(db, issue)
        report.altered = report.altered or next(beside(db, subjects), None)
        known, street = trusted(office, issue.street_id), issue.street_id
        last = keys.last(office.sealing_key, street) if office.sealing_key else None
        log = prove(db, street, subjects, known, [*kept, *([last] if last else [])])
    return Checked(report, [log], not known, subjects)


def _chains(db: Connection, issue: Issue) -> tuple[Report, list[Subject]]:
    judge, subjects, report = entitled(db), list[Subject](), Report()
    for noun, id in belonging(db, Actor.clock(issue.street_id), issue):
        subjects += read(db, model := SUBJECTS[noun], bare(model).c.id == id)
        _merge(report, verify_one(db, subjects[-1], judge))
    return report, subjects


def _merge(report: Report, other: Report) -> None:
    report.events += other.events
    report.subjects += other.subjects
    report.flows, report.erased = other.flows, report.erased + other.erased
    report.unseen += other.unseen
    report.altered = report.altered or other.altered
    report.missing = report.missing or other.missing
