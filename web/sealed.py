"""What everybody may ask the log of hashes: the newest checkpoint, proofs, and whether a paper's root still holds.

Numbers and hashes only; whoever keeps a checkpoint elsewhere (`lianxi witness`) needs no more than this.
"""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from web.access import public
from web.current import db, number, office, word
from web.pictures.qr import qr
from web.sessions import actor
from web.settings import whole
from workflow.exchange.closing import SHORT
from workflow.kernel.errors import NotFound
from workflow.kernel.history import EVENTS
from workflow.orgs.roles import AUDITOR, COMMITTEE, SECRETARY, STREET_OFFICER
from workflow.sealing.model import CHECKPOINTS, LEAVES
from workflow.sealing.sealer import known_keys, latest
from workflow.sealing.shelf import Shelf, place_of

bp = Blueprint("sealed", __name__, url_prefix="/log")
MAY = (SECRETARY, COMMITTEE, STREET_OFFICER, AUDITOR)
"""Who gets a proof pack (WORKFLOWS.md section 6)."""
PLAIN = "text/plain; charset=utf-8"


def street() -> int:
    """The street asked for, else the first that has a log.

    Raises: NotFound.
    """
    found = number("street") or db().execute(select(func.min(CHECKPOINTS.c.street_id))).scalar()
    if found is None or found >= 2**31:
        raise NotFound
    return int(found)


@bp.get("/checkpoint")
@public
def checkpoint() -> ResponseReturnValue:
    """The newest one, as it was signed."""
    newest = latest(db(), street())
    if newest is None:
        raise NotFound
    return Response(newest.note, content_type=PLAIN)


@bp.get("/keys")
@public
def keys() -> ResponseReturnValue:
    """Every key of the log, each in the note that the one before it signed."""
    return {"keys": [{"key": row.key, "since": row.since, "note": row.note} for row in known_keys(db(), street())]}


@bp.get("/consistency")
@public
def consistency() -> ResponseReturnValue:
    """That the tree of one size is a beginning of another's."""
    shelf = Shelf(db(), street())
    first, second = number("from"), number("to")
    if first is None or second is None or not first <= second <= shelf.size:
        raise NotFound
    return {"from": first, "to": second, "proof": coded(shelf.consistency(first, second))}


@bp.get("/proof")
@public
def proof() -> ResponseReturnValue:
    """That an entry, known by its hash, stands in the tree of a size."""
    shelf, size = Shelf(db(), street()), number("size")
    mine = (LEAVES.c.street_id == shelf.street) & (LEAVES.c.place == number("place"))
    found = db().execute(select(LEAVES.c.hash).where(mine)).scalar() if number("place") is not None else None
    if found is None or found != word("hash") or size is None or not int(number("place") or 0) < size <= shelf.size:
        raise NotFound
    return {"size": size, "proof": coded(shelf.inclusion(int(number("place") or 0), size))}


def coded(hashes: list[bytes]) -> list[str]:
    return [base64.b64encode(found).decode() for found in hashes]


@bp.get("/check/<int:size>/<root>")
@public
def check(size: int, root: str) -> ResponseReturnValue:
    """What a phone opens from a paper's QR: whether what was sealed then still stands, in a sentence."""
    shelf = Shelf(db(), street())
    now = shelf.size
    if size > now:
        result = "newer"
    else:
        given = root.lower()
        result = "holds" if len(given) >= SHORT and shelf.root(size).hex().startswith(given) else "differs"
    return render_template("sealing/check.html", result=result, size=size, now=now, root=root[:64])


def pack_of(issue: int) -> str | None:
    """Where this reader gets the proof pack; None for those who do not, and where this house has no key."""
    key = office().sealing_key
    return url_for("packs.show", id=issue) if set(MAY) & actor().roles and key and key.is_file() else None


def page_of(of: int) -> str:
    """The address of the page that checks, before it is known for which checkpoint (see `closing.ANY`)."""
    return whole(url_for("sealed.check", size=0, root="0", street=of))


def stamp(of: int, noun: str = "", id: int = 0, *steps: str) -> dict[str, Any] | None:
    """What a paper shows: the newest checkpoint; with a subject, the first that holds its last such step."""
    covering = 0
    if noun:
        mine = (EVENTS.c.noun == noun) & (EVENTS.c.subject_id == id) & EVENTS.c.step.in_(steps)
        seq = db().execute(select(func.max(EVENTS.c.seq)).where(mine)).scalar()
        place = place_of(db(), noun, id, seq) if seq else None
        if place is None:
            return None
        covering = place + 1
    found = latest(db(), of, covering)
    if found is None:
        return None
    address = whole(url_for("sealed.check", size=found.size, root=found.root[:SHORT], street=of))
    return {"size": found.size, "root": found.root[:SHORT], "address": address, "picture": qr(address)}
