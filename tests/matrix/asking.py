"""Kinds of rows: each says who asks which address of a route, and what they must be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from tests.matrix.births import may_begin
from tests.matrix.flows import STEPS, answer
from tests.matrix.people import EVERYBODY, RAISED, REPORTER, Somebody
from tests.matrix.statement import FORBIDDEN, TAKEN, UNSEEN, Told, sees
from tests.matrix.world import World
from tests.site import API

Statuses = frozenset[int]
DONE = frozenset({200, 201, 303, 422})
"""Taken, or asked for an answer that was left empty: nothing stood in the way."""


@dataclass(frozen=True)
class Ask:
    """Somebody at one address of a route."""

    who: Somebody
    values: dict[str, Any]
    expected: Statuses
    about: str = ""


def one(status: int) -> Statuses:
    return frozenset({status})


def login(method: str, rule: str) -> Statuses:
    """A program is told that it needs a token, a page leads to the login, a form is refused with what was typed."""
    return one(303 if method in ("GET", "HEAD") and not rule.startswith(API) else 401)


@dataclass(frozen=True)
class Row:
    """Everybody logged in is told `status`; nobody else gets in."""

    status: int = 200
    values: tuple[tuple[str, Any], ...] = ()
    says_who: ClassVar[bool] = True
    """Whether a 403 must name who could."""

    def asks(self, world: World, method: str, rule: str, *, every: bool) -> Iterator[Ask]:
        for who in EVERYBODY:
            told = self.told(who) if who.hats else login(method, rule)
            yield Ask(who, dict(self.values), told)

    def told(self, who: Somebody) -> Statuses:
        return one(self.status)


class Officers(Row):
    """Open to whoever is logged in; the lists it draws hold only what each may see."""


@dataclass(frozen=True)
class Anybody(Row):
    """Open to all; where people who are logged in, or hold a code, are told something else, these say what."""

    officers: int = 0
    reporter: int = 0
    says_who: ClassVar[bool] = False

    def asks(self, world: World, method: str, rule: str, *, every: bool) -> Iterator[Ask]:
        for who in EVERYBODY:
            told = (who.hats and self.officers) or (who is REPORTER and self.reporter) or self.status
            yield Ask(who, dict(self.values), one(told))


@dataclass(frozen=True)
class Only(Row):
    """Open to people with one of these roles, who are told `status`; others read 403."""

    roles: tuple[str, ...] = ()

    def told(self, who: Somebody) -> Statuses:
        return one(self.status if who.roles & set(self.roles) else FORBIDDEN)


@dataclass(frozen=True)
class OfStreet(Only):
    """Something of this street for people with one of these roles; those of another street read 404."""

    def told(self, who: Somebody) -> Statuses:
        told = super().told(who)
        return one(UNSEEN) if told != one(FORBIDDEN) and who.hats[0].org == "elsewhere" else told


@dataclass(frozen=True)
class Begins(Row):
    """The birth of a subject: 403 for those who may not, else the form, or what an empty one is told."""

    noun: str = ""

    def told(self, who: Somebody) -> Statuses:
        return DONE if may_begin(who, self.noun) else one(FORBIDDEN)


@dataclass(frozen=True)
class Shows(Row):
    """One subject: 200 for those who see it, 404 for all others; with `role`, 403 for other roles.

    At the API everybody tries all they may not see; of the pages half of that, and of the rest some, in turn.
    """

    noun: str = ""
    role: str = ""

    def asks(self, world: World, method: str, rule: str, *, every: bool) -> Iterator[Ask]:
        for w, who in enumerate(EVERYBODY):
            for n, it in enumerate(world.of(self.noun)):
                told = self.told_of(who, it) if who.hats else login(method, rule)
                rare = 1 if told == one(UNSEEN) else 5
                if every or (w + n) % (rare if rule.startswith(API) else 2 * rare) == 0:
                    yield Ask(who, {"id": world.ids[it.name], **dict(self.values)}, told, it.name)

    def told_of(self, who: Somebody, it: Told) -> Statuses:
        if self.role and self.role not in who.roles:
            return one(FORBIDDEN)
        return one(self.status if sees(who, it) else UNSEEN)


@dataclass(frozen=True)
class Packs(Shows):
    """The proof pack: for secretaries, committees, the street and the auditor, of what they see."""

    def told_of(self, who: Somebody, it: Told) -> Statuses:
        if not who.roles & {"secretary", "committee", "street_officer", "auditor"}:
            return one(FORBIDDEN)
        return super().told_of(who, it)


@dataclass(frozen=True)
class Together(Shows):
    """The form for several items of a meeting: who sees the meeting but may settle none of its open items reads 403."""

    def asks(self, world: World, method: str, rule: str, *, every: bool) -> Iterator[Ask]:
        for ask in super().asks(world, method, rule, every=every):
            item = world.told.get(f"item_{ask.about.removeprefix('meeting_')}")
            barred = ask.who.hats and item and item.state == "open" and answer(ask.who, item, "decide_execute")
            refused = barred == FORBIDDEN and ask.expected == one(self.status)
            yield replace(ask, expected=one(FORBIDDEN)) if refused else ask


@dataclass(frozen=True)
class Photo(Shows):
    """A photo, by the issue it belongs to: with any other issue's address it is not there."""

    def asks(self, world: World, method: str, rule: str, *, every: bool) -> Iterator[Ask]:
        for ask in super().asks(world, method, rule, every=every):
            told = ask.expected if ask.about == "own" or not ask.who.hats else one(UNSEEN)
            yield Ask(ask.who, {**ask.values, "photo": world.photo}, told, ask.about)


@dataclass(frozen=True)
class Takes(Row):
    """Steps of a subject, by everybody, wherever it stands; `form` where only its form is asked for.

    At the API each step meets each person, in turn with a subject from whose state it starts or with any; a page is
    the same step through the same desk, so that a third of them will do. `every` is for those who have time.
    """

    noun: str = ""
    step: str = ""

    def asks(self, world: World, method: str, rule: str, *, every: bool) -> Iterator[Ask]:
        all_of = world.of(self.noun)
        for s, step in enumerate([self.step] if self.step else STEPS[self.noun]):
            here = [it for it in all_of if it.state in STEPS[self.noun][step].sources]
            for w, who in enumerate(EVERYBODY):
                turn = s + w
                pool = here if here and turn % 4 else all_of
                some = [pool[turn % len(pool)]] if turn % 3 == 0 or rule.startswith(API) or self.step else []
                for it in all_of if every else some:
                    yield Ask(who, self.address(world, it, step), self.told_of(who, it, step, method, rule), it.name)

    def address(self, world: World, it: Told, step: str) -> dict[str, Any]:
        return {"id": world.ids[it.name], "step": step, "name": step}

    def told_of(self, who: Somebody, it: Told, step: str, method: str, rule: str) -> Statuses:
        if not who.hats:
            return login(method, rule)
        told = answer(who, it, step)
        return DONE if told == TAKEN else one(told)


@dataclass(frozen=True)
class Decides(Takes):
    """A step of an agenda item, at the address of its meeting."""

    def address(self, world: World, it: Told, step: str) -> dict[str, Any]:
        meeting = "meeting_" + it.name.split("_")[1]
        return {"id": world.ids[meeting], "item": world.ids[it.name], "step": step}


@dataclass(frozen=True)
class WithCode(Row):
    """Steps of whoever showed a code here half an hour ago at most; everybody else is led to the door."""

    says_who: ClassVar[bool] = False

    def asks(self, world: World, method: str, rule: str, *, every: bool) -> Iterator[Ask]:
        closed = one(303 if method == "GET" else FORBIDDEN)
        for who in EVERYBODY:
            for step in STEPS["issue"] if who is REPORTER else ("confirm",):
                told = self.told_to_reporter(world.told[RAISED], step) if who is REPORTER else closed
                yield Ask(who, {"step": step}, told, RAISED)

    def told_to_reporter(self, it: Told, step: str) -> Statuses:
        said = STEPS["issue"][step]
        if "reporter" not in said.by:
            return one(UNSEEN)
        if it.state not in said.sources:
            return one(409)
        return one(BY_CODE[step]) if step in BY_CODE else DONE


BY_CODE = dict.fromkeys(("rate", "still_unsolved", "revise", "object_again", "leave", "stand", "stand_down"), 409)
"""Refused to the only reporter of a matter answered for the first time."""
