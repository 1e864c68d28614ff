"""A clock that is moved, and stories that wait for it: whichever story comes next goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random

from workflow.calendar.days import Calendar
from workflow.kernel.clock import LOCAL, local
from workflow.kernel.errors import Refusal

Pause = Callable[[datetime, Random], datetime]
"""When a story goes on, seen from now."""

Story = Iterator[Pause]
OPENS, CLOSES = 8 * 60 + 40, 17 * 60 + 10


class Watch:
    """The office's clock; each look takes a second, so that dwell times are never nothing."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def moment(day: date, minute: int) -> datetime:
    """So many minutes after midnight on the street's wall clock."""
    return (datetime.combine(day, time(), LOCAL) + timedelta(minutes=minute)).astimezone(UTC)


def working(days: int) -> Pause:
    """Some time within office hours, that many working days later (0: later today)."""

    def pause(now: datetime, lots: Random) -> datetime:
        if days == 0:
            return now + timedelta(minutes=lots.randint(15, 95))
        day = Calendar.seeded().add_working_days(local(now).date(), days)
        return moment(day, lots.randint(OPENS, CLOSES))

    return pause


def after(**span: float) -> Pause:
    """Exactly so much later."""
    return lambda now, _lots: now + timedelta(**span)


def on(day: date, hour: int, minute: int = 0) -> Pause:
    """On a day at an hour, or at once where that has passed."""
    return lambda now, _lots: max(now, moment(day, hour * 60 + minute))


@dataclass
class Play:
    """All stories under way; they end where the present begins."""

    watch: Watch
    until: datetime
    seed: str
    meanwhile: Callable[[datetime], object] = lambda _at: None
    """What happens by itself up to then: clocks act while stories wait."""
    _waiting: list[tuple[datetime, int, Story, Random]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    """A story that is refused a step ends there; none should be."""
    _told: int = 0

    def add(self, at: datetime, story: Story) -> None:
        """A story that begins at this time."""
        self._told += 1
        heappush(self._waiting, (at, self._told, story, Random(f"{self.seed} {self._told}")))

    def run(self, stories: Iterable[tuple[datetime, Story]] = ()) -> None:
        for at, story in stories:
            self.add(at, story)
        while self._waiting:
            at, number, story, lots = heappop(self._waiting)
            if at > self.until:
                continue
            self.meanwhile(at)
            self.watch.now = max(at, self.watch.now)
            if (pause := self._on(story)) is not None:
                heappush(self._waiting, (pause(self.watch.now, lots), number, story, lots))
        self.meanwhile(self.until)

    def _on(self, story: Story) -> Pause | None:
        """The next stretch of a story; when it wants to go on."""
        try:
            return next(story, None)
        except Refusal as refusal:
            self.refused.append(refusal)
            return None
