"""The reporter's own receipt: that the entries of the matter stand in the sealed log, without a word of them."""

from __future__ import annotations

import base64
import json
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from web.access import public
from web.current import db
from web.dates import exact
from web.portal import granted, raised
from web.sealed import stamp
from workflow.exchange.closing import SHORT
from workflow.issues.model import Issue
from workflow.kernel.clock import parse_stamp
from workflow.sealing.receipts import receipts
from workflow.sealing.sealer import latest

bp = Blueprint("receipt", __name__, url_prefix="/follow/receipt")


@bp.get("")
@public
def show() -> ResponseReturnValue:
    """How many entries are sealed, under which checkpoint, with the QR that checks it; a page to print or keep."""
    if not granted():
        return redirect(url_for("portal.track"), 303)
    issue = raised()[0]
    newest = latest(db(), issue.street_id)
    found = receipts(db(), issue.street_id, issue.noun, issue.id, newest.size) if newest else []
    words: dict[str, Any] = {"issue": issue, "found": found, "waiting": issue.version - len(found), "short": SHORT}
    words |= {"seal": stamp(issue.street_id), "at": exact(parse_stamp(newest.at)) if newest else ""}
    return render_template("sealing/receipt.html", **words)


@bp.get("/copy")
@public
def copy() -> ResponseReturnValue:
    """The same as a file: the hash of each entry with its way to the root, and the signed checkpoint."""
    if not granted():
        return redirect(url_for("portal.track"), 303)
    issue = raised()[0]
    named = {"Content-Disposition": f'attachment; filename="{issue.number}-receipt.json"'}
    return Response(json.dumps(proof(issue), indent=1), content_type="application/json", headers=named)


def proof(issue: Issue) -> dict[str, Any]:
    """What anybody can check with RFC 9162 and the log's public key."""
    newest = latest(db(), issue.street_id)
    found = receipts(db(), issue.street_id, issue.noun, issue.id, newest.size) if newest else []
    entries = [
        {"seq": one.seq, "hash": one.hash, "place": one.place, "path": [base64.b64encode(p).decode() for p in one.path]}
        for one in found
    ]
    return {"number": issue.number, "checkpoint": newest.note if newest else "", "entries": entries}
