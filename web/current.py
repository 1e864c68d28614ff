"""What one request works with: the office, one read transaction opened when first needed, the time, and a desk."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING

from flask import current_app, g, request
from sqlalchemy import Connection

from workflow.issues.tracking import network, within
from workflow.kernel.clock import local
from workflow.kernel.desk import NOWHERE, Origin
from workflow.kernel.errors import Refusal
from workflow.kernel.grams import LONGEST
from workflow.kernel.i18n import N_

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk, Office
    from workflow.kernel.policy import Actor


def office() -> Office:
    """The office this app was made for."""
    found: Office = current_app.extensions["lianxi"]
    return found


def db() -> Connection:
    """The read transaction of this request: one consistent view, closed at its end or before a desk opens."""
    if "db" not in g:
        opened: AbstractContextManager[Connection] = office().database.reading()
        g.db, g.db_closer = opened.__enter__(), opened
    found: Connection = g.db
    return found


def release(error: BaseException | None = None) -> None:
    """End the read transaction: where SQLite keeps no WAL, a reader would make its own writer wait for ever."""
    closer = g.pop("db_closer", None)
    g.pop("db", None)
    if closer is not None:
        closer.__exit__(None, None, None)


def now() -> datetime:
    """The time of this request: the same instant wherever it asks."""
    if "now" not in g:
        g.now = office().clock()
    found: datetime = g.now
    return found


def word(name: str, longest: int = 100) -> str:
    """A word of the address, without what no database can be asked for."""
    return request.args.get(name, "").replace("\0", "").strip()[:longest]


class TooLong(Refusal):
    """Nobody looks for a text of this length."""

    status = 422
    code = "bad_search"
    message = N_("搜索的文字过长：最多 %(longest)s 字")


def sought() -> str:
    """What is looked for.

    Raises: TooLong.
    """
    typed = request.args.get("q", "").replace("\0", "").strip()
    if len(typed) > LONGEST:
        raise TooLong(longest=LONGEST)
    return typed


def number(name: str) -> int | None:
    """A number of the address or the form; None where it is none, or more than a database counts to."""
    return next(iter(numbers(name)), None)


def numbers(name: str) -> list[int]:
    """Several of them, without those that are none."""
    found = request.values.getlist(name)
    return [int(text) for text in found if text.isascii() and text.isdigit() and len(text) < 19]


def request_id() -> str:
    """The name of this request in log, history and error page."""
    return str(g.get("request_id", ""))


def origin() -> Origin:
    """Where this request came from, as a mark to compare: another one each month, no address can be read from it."""
    client, settings = network(request.remote_addr or ""), current_app.extensions["lianxi.settings"]
    said = f"origin\0{local(now()):%Y-%m}\0{client}".encode()
    mark = hmac.new(office().secret, said, hashlib.sha256).hexdigest()[:32]
    return Origin(mark, within(request.remote_addr or "", settings.staff_networks))


def desk(as_actor: Actor | None = None, key: str | None = None) -> Desk:
    """A desk for this request's actor. A repeated form or API call carries the same key and is harmless."""
    from web.sessions import actor

    who = as_actor or actor()
    come = NOWHERE if who.id else origin()
    release()
    if key is None:
        key = request.headers.get("Idempotency-Key") or request.form.get("key", "")
    return office().desk(who, key.replace("\0", "")[:200], request_id(), come)
