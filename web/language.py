"""Which language a page speaks: the reader's choice, else the browser's, else Chinese, the language of the source.

`make words` takes up new sentences; then translate what is empty in translations/en. Where English needs a plural,
write `%(n)s %(n|day|days)s left`; where one Chinese word needs two English ones, mark it with `C_` (kernel/i18n.py).
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Blueprint, Flask, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from web.access import public, safe_next
from workflow.kernel.i18n import C_, Holes, spoken
from workflow.kernel.languages import catalogue, speaking

bp = Blueprint("language", __name__)
COOKIE, YEAR = "lang", 365 * 24 * 3600
LOCALES = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en")}
"""Read once: given a name in letters, Babel looks through a thousand of them, a tenth of a millisecond of each page."""
TAGS = {"zh": "zh-CN", "en": "en"}


_decided: ContextVar[str | None] = ContextVar("language", default=None)
"""Of the request at hand; asked some hundred times a page, for which Flask's own `g` would be dear."""


def language() -> str:
    """`zh` or `en`, decided once in a request."""
    known = _decided.get()
    if known is None:
        if not has_request_context():
            return "zh"
        chosen = request.cookies.get(COOKIE)
        known = chosen if chosen in LOCALES else _preferred()
        _decided.set(known)
    return known


def _forget(error: BaseException | None) -> None:
    _decided.set(None)


def _preferred() -> str:
    """The first language the browser names that we speak."""
    for tag in request.accept_languages.values():
        code = tag.lower().replace("_", "-").partition("-")[0]
        if code in LOCALES:
            return code
    return "zh"


class Catalogues(Domain):
    """Our catalogues, in the place where Flask-Babel looks."""

    def get_translations(self) -> NullTranslations:
        return catalogue(language())


def translate(text: str) -> str:
    """A marked sentence in the reader's language, its holes still empty: what `Sentence.render` wants."""
    spoken_here = language()
    return text if spoken_here == "zh" else speaking(spoken_here)(text)


def say(value: Any) -> str:
    """Anything the rules say (a sentence, a label, a message id) as text for this reader."""
    if value is None:
        return ""
    return translate(value) if isinstance(value, str) else str(spoken(value, translate))


@pass_eval_context
def worded(context: EvalContext, text: str, /, **values: Any) -> str:
    """What `_` says in a template: the sentence with its holes filled and, on a page, what fills them escaped."""
    said = Markup(translate(text)) if context.autoescape else translate(text)  # noqa: S704 - sentences are ours
    return said % Holes(values) if values else said


@bp.get("/lang/<code>")
@public
def switch(code: str) -> ResponseReturnValue:
    """Remember the choice and go back to where the link was."""
    answer = redirect(safe_next(request.args.get("next")), 303)
    if code in LOCALES:
        answer.set_cookie(COOKIE, code, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def init_app(app: Flask) -> None:
    """Templates get `_`, the filter `say`, and `lang` for the html tag."""
    babel = Babel()
    babel.init_app(
        app,
        default_locale=str(LOCALES["zh"]),
        default_timezone="Asia/Shanghai",
        locale_selector=lambda: LOCALES[language()],
    )
    babel.domain_instance = Catalogues()
    app.jinja_env.filters["say"] = say
    app.jinja_env.globals |= {"_": worded, "gettext": worded, "C_": C_}
    app.context_processor(lambda: {"lang": TAGS[language()], "language": language()})
    app.teardown_request(_forget)
    app.register_blueprint(bp)
