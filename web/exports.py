"""Lists taken out as ledgers, as they are narrowed: what will be in it, then the file, and a line in the log.

The file is written before any of it is sent: what the log says of it is true, and nothing half is taken for whole.
A long one is made by a job (web/kept_exports.py).
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from web.access import needs
from web.asked import LISTS
from web.current import db, desk, now, office, release, request_id
from web.language import language, say, translate
from web.lists import kept
from web.sealed import page_of
from web.sessions import actor
from workflow.exchange import making
from workflow.exchange.closing import newest_seal
from workflow.exchange.ledgers import LEDGERS
from workflow.exchange.tables import EXPORTERS, Ledger
from workflow.exchange.writing import FORMATS, TYPES, About, write
from workflow.kernel import accesses
from workflow.kernel.clock import local
from workflow.kernel.errors import NotFound, NotPermitted
from workflow.kernel.i18n import N_, Sentence

bp = Blueprint("exports", __name__, url_prefix="/exports")
ENDINGS = {"xlsx": "xlsx", "csv": "csv", "gb18030": "csv"}


@bp.app_template_global("export_of")
def export_of(ledger: str) -> str:
    """The way to the ledger of the list at hand, as it is narrowed; nothing for those who may take none out."""
    if not actor().roles & set(LEDGERS[ledger].open_to):
        return ""
    narrowed: dict[str, Any] = dict(kept(ledger))
    return url_for("exports.show", ledger=ledger, **narrowed)


def named(ledger: str) -> Ledger:
    """Raises: NotFound; NotPermitted for those who do not have the list."""
    if ledger not in LEDGERS:
        raise NotFound
    if not actor().roles & set(LEDGERS[ledger].open_to):
        raise NotPermitted
    return LEDGERS[ledger]


@bp.get("/<ledger>")
@needs(*EXPORTERS)
def show(ledger: str) -> ResponseReturnValue:
    """What would be in it: how it is narrowed, how many rows, which columns."""
    asked, narrowed = named(ledger), kept(ledger)
    wanted, told = LISTS[ledger].question()
    rows = asked.many(db(), actor(), wanted, now())
    many = say(Sentence(N_("共 %(n)s 行"), {"n": rows}))
    return render_template(
        "exports/show.html", ledger=asked, filters=[say(one) for one in told], formats=FORMATS, many=many, rows=rows,
        kept=narrowed, back=LISTS[ledger].address(LISTS[ledger].query(narrowed)), long=making.LONG,
    )  # fmt: skip


@bp.post("/<ledger>")
@needs(*EXPORTERS)
def take(ledger: str) -> ResponseReturnValue:
    """The file, or the page that says how far it is. What was typed stands in the log where it can be erased."""
    asked, at = named(ledger), now()
    how = request.form.get("how", "")
    if how not in FORMATS:
        return redirect(url_for(".show", ledger=ledger), 303)
    wanted, told = LISTS[ledger].question()
    page = page_of(actor().street)
    seal = newest_seal(db(), actor().street, page)
    release()
    rows = list(islice(asked.rows(office().database, actor(), wanted, at), making.LONG + 1))
    if len(rows) > making.LONG:
        return have_made(making.Asked(ledger, wanted, told, how, language(), request_id(), page))
    file = TemporaryFile()  # noqa: SIM115 - it is sent after this function has ended
    n = write(asked, rows, About(at, actor().name, told, seal), how, file, translate)
    words = "；".join(str(one) for one in told)
    told_log: dict[str, Any] = {"request": request_id(), "words": words, "ledger": ledger, "rows": n, "format": how}
    accesses.note_alone(office(), actor(), "export", **told_log)
    file.seek(0)
    return sent(file, asked, how, at)


def have_made(asked: making.Asked) -> ResponseReturnValue:
    """Too long to wait for: a job writes it, and its page says how far it is."""
    with desk() as open_desk:
        id = making.order(open_desk, asked)
    return redirect(url_for("kept_exports.show", id=id), 303)


def sent(file: IO[bytes], ledger: Ledger, how: str, at: datetime) -> ResponseReturnValue:
    """A finished ledger as a file to be kept."""
    name = f"{say(ledger.label)}-{local(at):%Y%m%d-%H%M}.{ENDINGS[how]}"
    answer = send_file(file, TYPES[how], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
