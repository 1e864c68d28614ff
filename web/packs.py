"""The proof pack of a matter, for those who may check a chain (WORKFLOWS.md section 6); that it went out is logged."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from web.access import needs
from web.current import office, release
from web.issues import ROOM
from web.language import language
from web.sealed import MAY
from web.sessions import actor
from workflow.exchange.pack import pack
from workflow.kernel.accesses import note_alone

bp = Blueprint("packs", __name__)


@bp.get("/issues/<int:id>/pack")
@needs(*MAY)
def show(id: int) -> ResponseReturnValue:
    """Sealed up to this moment, so that it holds what the page shows."""
    issue = ROOM.find(id)
    who = actor()
    release()
    made = pack(office(), who, issue, language())
    note_alone(office(), who, "export", noun="issue", id=issue.id, what="pack")
    named = f"lianxi-{issue.number}.zip"
    return Response(
        made, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{named}"'}
    )
