"""大字版: the reader's choice of large text, kept in a cookie. The script changes the page without asking here."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from web.access import public, safe_next

bp = Blueprint("text_size", __name__)
SIZES = ("normal", "large")
YEAR = 365 * 24 * 3600


@bp.post("/text")
@public
def choose() -> ResponseReturnValue:
    """Remember the choice and go back to where the button was."""
    answer = redirect(safe_next(request.form.get("next")), 303)
    if (size := request.form.get("text", "")) in SIZES:
        answer.set_cookie("text", size, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return answer
