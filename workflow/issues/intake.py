"""How an issue comes to be: where it belongs, its number, and the reporter's claim."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from workflow.issues.codes import code_for, hash_of
from workflow.issues.model import Claim, Contact, Issue, Numbering, Referral
from workflow.kernel.clock import local
from workflow.kernel.db import bare, fetch_one, plain, update_of
from workflow.kernel.errors import BadAnswers, Refusal
from workflow.kernel.fields import Option
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Actor, Case
from workflow.kernel.prepared import fetch_rows
from workflow.orgs.model import Grid, Org
from workflow.orgs.roles import PARTY

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

GRIDS, ORGS, NUMBERS = bare(Grid), bare(Org), bare(Numbering)
PLACES = select(GRIDS.c.id, GRIDS.c.name, GRIDS.c.branch_id, GRIDS.c.places)
OF_STREET = PLACES.where(GRIDS.c.street_id == bindparam("street"))
OF_GRID = PLACES.where(GRIDS.c.id == bindparam("grid"))
ORG, CODE = select(ORGS).where(ORGS.c.id == bindparam("org")), select(ORGS.c.code).where(ORGS.c.id == bindparam("org"))

MOVE = update_of(NUMBERS, frozenset({"last"}))


class OutsideChannel(Refusal):
    """A matter about the street's own staff: nothing is kept here but the referral."""

    status = 422
    code = "outside_channel"
    message = N_(
        "反映街道工作人员的事项不由本系统受理，请向区纪委监委（12388）反映；这里只记录了一次转告，没有保存内容"
    )


def grids_for(case: Case) -> list[Option]:
    """Grids the actor may register a matter in: of the own branches and communities, else the whole street's."""
    return case.once(grids_for, lambda: _grids(case))


def _grids(case: Case) -> list[Option]:
    found = fetch_rows(case.db, grids_of(case.actor), {})
    return [(row.id, row.name) for row in sorted(found, key=lambda row: row.code)]


@lru_cache(maxsize=2048)
def grids_of(actor: Actor) -> Select[Any]:
    """Those grids, as a query that others build on."""
    hats = [hat for hat in actor.capacities if hat.kind in ("branch", "community")]
    found = select(GRIDS.c.id, GRIDS.c.name, GRIDS.c.code).join(ORGS, ORGS.c.id == GRIDS.c.branch_id)
    found = found.where(GRIDS.c.street_id == actor.street)
    if hats and len(hats) == len(actor.capacities):  # nothing at the street, no unit
        own = [GRIDS.c.branch_id == hat.org if hat.kind == "branch" else ORGS.c.parent_id == hat.org for hat in hats]
        found = found.where(or_(*own))
    return found


def staff_of(case: Case) -> list[Option]:
    """Organisations whose staff a matter may be about."""
    statement = select(ORGS.c.id, ORGS.c.name).where(ORGS.c.street_id == case.actor.street).order_by(ORGS.c.code)
    return [(row.id, row.name) for row in case.db.execute(statement)]


def locate(desk: Desk, issue: Issue, grid_id: int | None, place: str | None, about: int | None) -> None:
    """Set the path and the owner: the grid's branch, else the registrar's own organisation, else the street."""
    case = desk.case(issue)
    grid = grid_chosen(case, grid_id) if grid_id else grid_named(case, place or "")
    if about:
        put_above(desk, issue, about)
        issue.grid_id = grid.id if grid else None
        return
    hat = desk.capacity
    org = grid.branch_id if grid else hat.org if hat and hat.kind in PARTY else issue.street_id
    issue.grid_id = grid.id if grid else None
    place_under(desk, issue, org)


def place_under(desk: Desk, issue: Issue, org_id: int) -> None:
    """This organisation becomes the owner, its line the issue's path."""
    org = desk.once((ORG, org_id), lambda: plain(Org, *fetch_rows(desk.db, ORG, {"org": org_id})))
    line = org.line
    issue.owner_id = org.id
    issue.community_id = line[1] if len(line) > 1 and org.kind in ("community", "branch") else None
    issue.branch_id = org.id if org.kind == "branch" else None


def put_above(desk: Desk, issue: Issue, about: int) -> None:
    """About somebody's staff: the organisation above them owns it, their side never sees it."""
    org = fetch_one(desk.db, Org, ORGS.c.id == about)
    if org is None or org.parent_id is None:
        raise OutsideChannel
    issue.about_org_id = org.id
    place_under(desk, issue, org.parent_id)


def grid_chosen(case: Case, id: int) -> Any:
    return case.once((OF_GRID, id), lambda: next(iter(fetch_rows(case.db, OF_GRID, {"grid": id})), None))


def grid_named(case: Case, place: str) -> Any:
    """The grid one of whose known places stands in the text; the longest name wins."""
    if not place:
        return None
    hits = [(len(name), grid) for name, grid in case.once(OF_STREET, lambda: _places(case)) if name in place]
    return max(hits, key=lambda hit: hit[0])[1] if hits else None


def _places(case: Case) -> list[tuple[str, Any]]:
    """Every place known by name where the actor may register, with its grid."""
    allowed = {value for value, _name in grids_for(case)}
    grids = fetch_rows(case.db, OF_STREET, {"street": case.actor.street})
    return [(name, grid) for grid in grids if grid.id in allowed for name in grid.places if name]


def number_for(desk: Desk, org_id: int, kind: str = "issue") -> tuple[str, int, int]:
    """(organisation's code, year, running number): one counter per organisation, kind and year."""
    year = local(desk.now).year
    number = next(desk.once((NUMBERS, org_id, year, kind), lambda: _numbers(desk, org_id, year, kind)))
    (org,) = desk.once((CODE, org_id), lambda: fetch_rows(desk.db, CODE, {"org": org_id}))
    return org.code, year, number


def _numbers(desk: Desk, org_id: int, year: int, kind: str) -> Iterator[int]:
    """From the next one on; the counter moves with each."""
    counted = {"org_id": org_id, "year": year, "kind": kind, "last": 1}
    (row,) = fetch_rows(desk.db, _counting(desk.db.dialect.name), counted)
    yield row.last
    for number in count(row.last + 1):
        desk.put(MOVE, {"key_org_id": org_id, "key_year": year, "key_kind": kind, "last": number})
        yield number


@lru_cache(maxsize=2)
def _counting(name: str) -> Any:
    """One more, or the first."""
    first = (sqlite if name == "sqlite" else postgresql).insert(NUMBERS)
    again = first.on_conflict_do_update(index_elements=["org_id", "year", "kind"], set_={"last": NUMBERS.c.last + 1})
    return again.returning(NUMBERS.c.last)


def open_claim(desk: Desk, issue: Issue, channel: str, contact: dict[str, Any], notice: str | None = None) -> None:
    """A claim with a fresh code; the code goes to whoever registers, and to nobody else.

    `notice` is the version of the privacy notice that was agreed to.
    """
    nonce = secrets.token_hex(16)
    desk.result["nonce"] = nonce
    known = {key: value for key, value in contact.items() if value}
    contact_id = desk.add(Contact(street_id=issue.street_id, **known)).id if known else None
    hashed = hash_of(desk.office, code_for(desk.office, nonce))
    desk.add(
        Claim(
            street_id=issue.street_id,
            issue_id=issue.id,
            code_hash=hashed,
            contact_id=contact_id,
            channel=channel,
            notice=notice,
            at=desk.now,
        )
    )


def refuse_about_street(desk: Desk, about: int | None) -> None:
    """Raises: OutsideChannel for a matter about the street's own staff."""
    if about and about == desk.actor.street:
        raise OutsideChannel


def need_where(place: str | None, grid: int | None) -> None:
    """Raises: BadAnswers unless a place or a grid was named."""
    if not place and not grid:
        raise BadAnswers({"place": Sentence(N_("请写明地点或选择网格，二者至少填一项"))})


def keep_referral(desk: Desk) -> None:
    """That somebody was sent to the outside channel: a date, nothing else."""
    desk.add(Referral(street_id=desk.actor.street, at=desk.now))
