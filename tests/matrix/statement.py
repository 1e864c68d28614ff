"""What WORKFLOWS.md says of who sees and who may act, said once more and by hand: the product is asked nothing here.

See → 200 · not see → 404 · sees, but may not → 403 · not from this state → 409 · not logged in → login or 401.
Where several apply, the first of: not seen, a role that never takes the step, the state, the relation, a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.matrix.people import KIND, OFFICERS, PARENT, Hat, Somebody, line

SEEN, TAKEN, FORBIDDEN, UNSEEN, ILLEGAL = 200, 200, 403, 404, 409
ACTING = {"secretary", "delegate", "committee", "street_officer"}
HEADS = {"secretary", "delegate"}


@dataclass(frozen=True)
class Told:
    """One subject of the world, as whoever built it tells of it."""

    name: str
    noun: str
    state: str
    org: str
    """Whose it is: the owner of an issue, the body of a meeting, the branch of a reception."""
    path: tuple[str, ...] = ()
    """The branch and the community it came through."""
    units: tuple[str, ...] = ()
    """Those it was sent to (and not taken back from) or who were called."""
    unit: str = ""
    """Whose share an assignment is."""
    called: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()
    """Units that still see it but have done their share."""
    restricted: bool = False
    recused: tuple[str, ...] = ()
    workers: tuple[str, ...] = ()
    seen_to: tuple[str, ...] = ()
    """Who took any step in it so far, where that matters: at the street nobody is above."""
    lead_org: str = ""
    """The owner of the issue it was merged into."""
    host: str = ""
    invited: tuple[str, ...] = ()
    """Those on the list of a meeting by name."""
    issuer: str = ""
    """Who issued a supervision order."""
    author: str = ""
    """The person who did."""
    deciders: tuple[str, ...] = ()
    """Organisations whose officers may decide a request."""
    barred: dict[str, int | dict[str, int]] = field(default_factory=dict)
    """Steps a rule refuses here although state and relation fit: with which status, for all or for some."""


# -- who sees ----------------------------------------------------------------------------------

BRANCH, COMMUNITY, STREET, UNIT, NONE = "B", "C", "S", "U", "–"
LETTER = {"branch": BRANCH, "community": COMMUNITY, "street": STREET}
COLUMN = {
    "dispatcher": STREET, "auditor": STREET, "handler": UNIT, "security_admin": NONE, "system_admin": NONE,
}  # fmt: skip
"""The letter of each role in the first line of section 6; officers and members have that of their organisation."""

BLIND = {
    "meeting": {"handler", "dispatcher", "security_admin", "system_admin"},
    "agenda_item": {"handler", "dispatcher", "security_admin", "system_admin"},
    "reception": {"handler", "security_admin", "system_admin"},
    "supervision_order": {"dispatcher", "security_admin", "system_admin"},
    "webhook": ACTING - {"street_officer"} | {"member", "handler", "dispatcher", "security_admin"},
    "inspection": {"member", "handler", "dispatcher", "security_admin", "system_admin"},
}
"""Roles with a dash in the line on meetings; a reception is announced to all who work with residents.

To whom something leaves the house is seen by its administrator, by the street that answers for it, and by the auditor.
"""


def sees(who: Somebody, it: Told) -> bool:
    return any(sees_as(hat, it) for hat in who.hats)


def sees_as(hat: Hat, it: Told) -> bool:
    """By one hat."""
    if hat.org == "elsewhere" or hat.role in BLIND.get(it.noun, ()):
        return False
    if it.noun in HOLDING:
        over = it.state == "concluded" and hat.org in {"street", *it.path}
        return it.noun != "inspection" or hat.role == "auditor" or over
    if it.noun in OFFICE:
        near = hat.role in OVERSEERS or hat.org in {it.org, PARENT[it.org]}
        return hat.role in OFFICE[it.noun] and near
    letter = COLUMN.get(hat.role) or LETTER[KIND[hat.org]]
    if letter in (NONE, STREET) or it.noun == "emergency":  # everybody who works with matters knows of it
        letter = letter if letter == NONE else STREET
        return letter == STREET
    if it.restricted and hat.role == "member":
        return False
    return hat.org in it.units or (letter != UNIT and hat.org in {it.org, *it.path})


# -- who stands how ----------------------------------------------------------------------------

OVERSEERS = {"auditor", "security_admin", "system_admin"}
OFFICE = {"account": OVERSEERS, "post": OVERSEERS, "mandate": OVERSEERS | ACTING}
"""Who sees accounts and grants; a paper is also seen where it was given, and one level above."""

HOLDING = {"holiday_notice", "rule", "stop_days", "webhook", "inspection"}
"""What holds for everybody in the street is seen by everybody in office there, but for the blind.

An inspection is seen by the street, and by whoever something was found with, once it has its finding: a sample under
way would tell what is looked at.
"""

Stands = Callable[[Somebody, Hat, Told, str], bool]
RELATIONS: dict[str, tuple[set[str], Stands]] = {}


def relation(name: str, roles: set[str]) -> Callable[[Stands], Stands]:
    def declare(stands: Stands) -> Stands:
        RELATIONS[name] = (roles, stands)
        return stands

    return declare


def fit(who: Somebody, it: Told) -> bool:
    return who.name not in it.recused


def fresh_at(it: Told, step: str) -> tuple[str, set[str]]:
    """The nearest organisation from the owner upwards with officers who did no work in it, and who they are."""
    for org in line(it.org):
        there = {who.name for who in OFFICERS.values() for hat in who.hats
                 if hat.org == org and hat.role in ACTING and (hat.only is None or step in hat.only)}  # fmt: skip
        if left := there - set(it.workers) - set(it.recused):
            return org, left
    return "", set()


def parent_of(who: Somebody, hat: Hat, it: Told, step: str) -> bool:
    """At the street nothing is above: an officer of it who took no earlier step."""
    above = PARENT[it.org]
    return fit(who, it) and (hat.org == above if above else hat.org == it.org and who.name not in it.seen_to)


relation("owner", ACTING)(lambda who, hat, it, step: hat.org == it.org and fit(who, it))
relation("head", HEADS)(lambda who, hat, it, step: hat.org == it.org and fit(who, it))
relation("other", ACTING)(
    lambda who, hat, it, step: hat.org == fresh_at(it, step)[0] and who.name in fresh_at(it, step)[1]
)
relation("parent", ACTING)(parent_of)
relation("above", ACTING)(lambda who, hat, it, step: hat.org in line(it.org)[1:] and fit(who, it))
relation("fresh", ACTING)(lambda who, hat, it, step: hat.org == it.org and who.name not in it.workers and fit(who, it))
relation("lead's owner", ACTING)(lambda who, hat, it, step: hat.org == it.lead_org and fit(who, it))
relation("discloser", ACTING | {"handler"})(
    lambda who, hat, it, step: hat.role != "handler" and hat.org in {it.org, *it.path[:1]} and fit(who, it)
)
relation("inspected", ACTING)(lambda who, hat, it, step: hat.org in it.path)
relation("dispatcher", {"dispatcher"})(lambda who, hat, it, step: fit(who, it))
relation("called", {"handler"})(lambda who, hat, it, step: hat.org in it.called and fit(who, it))
relation("reporter", {"reporter"})(lambda who, hat, it, step: False)
relation("raising", {"reporter"})(lambda who, hat, it, step: False)  # for whoever has no code yet
relation("unit", ACTING | {"handler"})(lambda who, hat, it, step: hat.org == it.unit and fit(who, it))
relation("assigner", ACTING)(lambda who, hat, it, step: hat.org == it.org and fit(who, it))
relation("superior", ACTING)(lambda who, hat, it, step: hat.org == "street" and fit(who, it))
relation("of the body", ACTING)(lambda who, hat, it, step: hat.org == it.org and fit(who, it))
relation("recorder", ACTING | {"member"})(lambda who, hat, it, step: hat.org == it.org)
relation("chair", HEADS)(lambda who, hat, it, step: hat.org == it.org and fit(who, it))
relation("acting chair", ACTING | {"member"})(lambda who, hat, it, step: False)  # nobody is recused in an item here
relation("invited", ACTING | {"member", "handler"})(lambda who, hat, it, step: who.name in it.invited)
relation("branch officer", ACTING)(lambda who, hat, it, step: hat.org == it.org)
relation("branch's secretary", HEADS)(lambda who, hat, it, step: hat.org == it.org and hat.role == "secretary")
relation("branch", ACTING | {"member"})(lambda who, hat, it, step: hat.org == it.org)
relation("host", ACTING | {"member"})(
    lambda who, hat, it, step: hat.org == it.org and (hat.role in HEADS or who.name == it.host)
)
relation("overseer", ACTING)(lambda who, hat, it, step: hat.org in line(it.org)[1:])
relation("ordered", ACTING | {"handler"})(lambda who, hat, it, step: hat.org == it.org)
relation("issuer", ACTING)(lambda who, hat, it, step: hat.org == it.issuer)
relation("author", ACTING)(lambda who, hat, it, step: hat.org == it.issuer and who.name == it.author)
relation("issuing head", HEADS)(lambda who, hat, it, step: hat.org == it.issuer)
relation("importer", ACTING - {"delegate"})(lambda who, hat, it, step: True)
relation("registrar", ACTING | {"member", "dispatcher", "handler"})(lambda who, hat, it, step: True)
relation("auditor", {"auditor"})(lambda who, hat, it, step: True)
relation("system administrator", {"system_admin"})(lambda who, hat, it, step: True)
relation("security administrator", {"security_admin"})(lambda who, hat, it, step: True)
relation("rule maker", ACTING - {"delegate"})(lambda who, hat, it, step: hat.org in ("street", it.org))
relation("street office", ACTING)(lambda who, hat, it, step: hat.org == "street")
relation("owner of the account", {"holder"})(lambda who, hat, it, step: False)
relation("lender", ACTING)(
    lambda who, hat, it, step: (
        not hat.lent and ((hat.role == "secretary" and hat.org == it.org) or hat.org == PARENT[it.org])
    )
)
relation("declarer", ACTING)(
    lambda who, hat, it, step: KIND[hat.org] == "street" or (KIND[hat.org] == "community" and hat.org == it.org)
)
relation("commander", ACTING)(lambda who, hat, it, step: KIND[hat.org] in ("street", "community"))
relation("decider", ACTING)(lambda who, hat, it, step: hat.org in it.deciders and fit(who, it))
relation("data subject", {"reporter"})(lambda who, hat, it, step: False)
relation("head of the street", HEADS)(lambda who, hat, it, step: hat.org == "street" and fit(who, it))
relation("publicist", ACTING)(lambda who, hat, it, step: hat.org == it.org and fit(who, it))
relation("publicist above", ACTING)(lambda who, hat, it, step: hat.org in line(it.org)[1:] and fit(who, it))
relation("reviewer", ACTING)(
    lambda who, hat, it, step: hat.org in line(it.org)[:2] and who.name not in it.workers and fit(who, it)
)
relation("asker", ACTING)(lambda who, hat, it, step: KIND[hat.org] != "unit")
relation("consulter", ACTING)(lambda who, hat, it, step: hat.org == it.org)
relation("consulter above", ACTING)(lambda who, hat, it, step: hat.org in line(it.org)[1:])
relation("consultation reviewer", ACTING)(
    lambda who, hat, it, step: hat.org in line(it.org)[:2] and who.name not in it.workers
)
relation("anybody", {"anybody"})(lambda who, hat, it, step: False)
relation("nobody", {"clock"})(lambda who, hat, it, step: False)


@relation("involved", ACTING | {"handler", "member"})
def involved(who: Somebody, hat: Hat, it: Told, step: str) -> bool:
    """The line of organisations from the owner up, the branch it came from, the units at work in it."""
    if hat.role == "handler":
        return hat.org in it.units and hat.org not in (*it.called, *it.finished) and fit(who, it)
    return hat.org in {*line(it.org), *it.path[:1]} and fit(who, it)
