"""What every address of the API shares: its blueprint, and how it reads what a program sends."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, request

from web.current import db, now
from web.errors import BadRequest, WrongType
from web.forms import upload
from web.sessions import actor
from workflow.kernel.errors import BadAnswers
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Actor, Case, find, permit, require
from workflow.kernel.strict import parse
from workflow.kernel.subject import Subject

bp = Blueprint("api", __name__, url_prefix="/api/v1")

MOST, USUAL = 100, 50
UNKNOWN = N_("没有这一项")
WHOLE = N_("请填写整数")


def body(*, files: bool = False) -> dict[str, Any]:
    """The JSON object that was sent; with photos, a multipart form.

    Raises: WrongType, BadRequest.
    """
    if files and request.mimetype == "multipart/form-data":
        return _multipart()
    if not request.is_json:
        raise WrongType
    try:
        found = parse(request.get_data())
        json.dumps(found, ensure_ascii=False).encode()  # half of a character can be neither hashed nor kept
    except (ValueError, RecursionError):
        raise BadRequest(N_("内容不是有效的 JSON")) from None
    if not isinstance(found, dict):
        raise BadRequest(N_("内容应是一个 JSON 对象"))
    return found


def _multipart() -> dict[str, Any]:
    """Fields sent once are plain, sent several times a list; files are photos.

    Raises: BadRequest for a part without a name.
    """
    found: dict[str, Any] = {}
    if None in {*request.form, *request.files}:
        raise BadRequest(N_("内容不是有效的表单"))
    for name, values in request.form.lists():
        found[name] = values[0] if len(values) == 1 else values
    for name, sent in request.files.lists():
        found[name] = [upload(file) for file in sent]
    return found


def seen_version(given: dict[str, Any]) -> int | None:
    """The version the program saw, by `version` in the body or by If-Match; taken out of the body.

    Raises: BadAnswers for what is no number.
    """
    raw = given.pop("version", None)
    tag = request.headers.get("If-Match")
    if raw is None and tag is not None and tag.strip() != "*":
        raw = tag.strip().removeprefix("W/").strip('"')
        raw = int(raw) if re.fullmatch("[0-9]{1,9}", raw) else raw
    if isinstance(raw, str) and re.fullmatch("[0-9]{1,9}", raw) and request.mimetype == "multipart/form-data":
        raw = int(raw)
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise BadAnswers({"version": Sentence(WHOLE)})
    return raw


def refuse_unknown(
    model: type[Subject], id: int | None, step: Step, given: dict[str, Any], who: Actor | None = None
) -> None:
    """Name what the step does not ask; whoever may not take the step is told that first.

    Raises: BadAnswers, or the refusal of the step.
    """
    unknown = given.keys() - step.asks.keys()
    if not unknown:
        return
    asker = who or actor()
    if id is None:
        draft = model(street_id=asker.street, state=model.flow.initial, version=0, head="")
        require(Case(db(), asker, draft, now()), step)
    else:
        permit(Case(db(), asker, find(db(), asker, model, id), now()), step)
    raise BadAnswers({name[:40]: Sentence(UNKNOWN) for name in sorted(unknown)})


def limit() -> int:
    """How many items a list may have: 50 unless told, never more than 100."""
    return min(number("limit", USUAL, least=1) or USUAL, MOST)


def number(name: str, usual: int | None = None, least: int = 0) -> int | None:
    """A whole number of the query.

    Raises: BadAnswers.
    """
    raw = request.args.get(name)
    if raw is None or raw == "":
        return usual
    if not re.fullmatch("[0-9]{1,18}", raw) or int(raw) < least:
        raise BadAnswers({name: Sentence(WHOLE)})
    return int(raw)


def only(*names: str) -> None:
    """Raises: BadAnswers naming a filter that does not exist: it would silently find everything."""
    unknown = set(request.args) - set(names)
    if unknown:
        raise BadAnswers({name[:40]: Sentence(UNKNOWN) for name in sorted(unknown)})


def paged(rows: list[Any], items: list[dict[str, Any]], size: int, cursor: str) -> dict[str, Any]:
    """A list with the cursor of its next page; there is one where a row more than asked was found."""
    more = len(rows) > size
    return {"items": items[:size], "next": str(items[size - 1][cursor]) if more else None}


def key() -> str:
    """The Idempotency-Key.

    Raises: BadAnswers where it is too long to be one.
    """
    found = request.headers.get("Idempotency-Key", "")
    if len(found) > 200 or not found.isprintable():
        raise BadAnswers({"Idempotency-Key": Sentence(N_("幂等键最长 200 个字符"))})
    return found
