"""Every no as a page or as problem+json: a sentence for a person, a status and a code for a machine."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, Response, current_app, g, json, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError as DatabaseGone
from werkzeug.exceptions import BadHost, HTTPException, RequestEntityTooLarge, SecurityError

from web import log
from web.access import safe_next
from web.current import release, request_id
from web.kept import typed
from web.language import say
from web.security import Forged, parts_of
from web.sessions import API, visiting
from web.viewer import home
from workflow.kernel.errors import BadAnswers, Refusal, TooMany
from workflow.kernel.i18n import N_

DRAIN = 32 * 2**20

TITLES = {
    400: N_("请求有误"),
    401: N_("请先登录"),
    403: N_("您不能进行这一步"),
    404: N_("没有找到"),
    405: N_("不支持这种操作"),
    406: N_("不支持这种格式"),
    409: N_("情况已有变化"),
    410: N_("链接已失效"),
    413: N_("内容过大"),
    415: N_("格式不对"),
    422: N_("填写有误"),
    429: N_("请稍后再试"),
    500: N_("系统出错了"),
    503: N_("服务暂不可用"),
}
SENTENCES = {
    400: N_("服务器看不懂这个请求"),
    404: N_("没有这个页面，或您无权查看"),
    405: N_("这个地址不支持这种操作"),
    413: N_("发送的内容过大，请减少文字或照片后再试"),
    415: N_("请用规定的格式发送内容"),
    429: N_("请求过多，请稍后再试"),
    500: N_("不是您的错，已记录下来；请稍后再试，或把页面上的编号告诉管理员"),
}
STRANGE_HOST = N_("这个网址没有登记在本服务上；请管理员把它写进设置 LIANXI_TRUSTED_HOSTS")
GONE = N_("数据库正在重新启动，这一步也许还没有办成；请一分钟后再试一次，不会重复办理")
WHY = {"barred": N_("现在还不能这样办"), "not_legal": N_("现在不是这一步"), "stale": N_("刚才有人办过了")}
"""Better titles for people than the status has."""

CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_type"}


class BadRequest(Refusal):
    """A program sent what is no JSON object, a cursor of nowhere, a number that is none."""

    code = "bad_request"
    message = SENTENCES[400]


class WrongType(Refusal):
    """The body is not what this address takes."""

    status = 415
    code = "unsupported_type"
    message = N_("请以 application/json 发送")


def on_refusal(error: Refusal) -> ResponseReturnValue:
    """The desk, a relation, a guard or a view said no."""
    detail = say(error.sentence)
    told: dict[str, Any] = {"status": error.status, "code": error.code, "detail": detail}
    if error.who:
        told["who"] = say(error.who)
    if isinstance(error, BadAnswers):
        told["errors"] = {name: say(sentence) for name, sentence in error.fields.items()}
    answer = reply(told)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(60 * int(error.sentence.values.get("minutes", 1)))
    return answer


def on_http(error: HTTPException) -> ResponseReturnValue:
    """What Werkzeug says no to: no such page, no such method, too large, a wrong host."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if isinstance(
        error, SecurityError | BadHost
    ):  # a host that is not ours: no address can be built for it, so no page either
        return Response(say(STRANGE_HOST), 400, content_type="text/plain; charset=utf-8")
    if isinstance(error, RequestEntityTooLarge):
        drain()
    sentence = SENTENCES.get(status, SENTENCES[400] if status < 500 else SENTENCES[500])
    answer = reply({"status": status, "code": CODES.get(status, f"http_{status}"), "detail": say(sentence)})
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def on_break(error: Exception) -> ResponseReturnValue:
    """A mistake of ours: nothing of it is shown."""
    log.broke(error)
    if current_app.testing:
        raise error
    return reply({"status": 500, "code": "broke", "detail": say(SENTENCES[500])})


def on_gone(error: DatabaseGone) -> ResponseReturnValue:
    """The database went away or is being started: who is asking cannot be looked up, so the page is drawn for nobody.

    Nothing was kept, or what was asked is known by its key: sent once more it is taken once.
    """
    if current_app.testing and not error.connection_invalidated:
        return on_break(error)
    log.broke(error)
    g._login_user = AnonymousUserMixin()
    answer = reply({"status": 503, "code": "gone", "detail": say(GONE)})
    answer.headers["Retry-After"] = "10"
    return answer


def on_csrf(error: CSRFError) -> ResponseReturnValue:
    return on_refusal(Forged())


def reply(told: dict[str, Any]) -> Response:
    """In the form the asker reads."""
    release()
    title = say(TITLES.get(told["status"], TITLES[400]))
    return _problem(told, title) if request.path.startswith(API) else _page(told, title)


def _problem(told: dict[str, Any], title: str) -> Response:
    body = {"type": "/api/v1/docs#problems", "title": title, **told}
    answer = Response(json.dumps(body), told["status"], content_type="application/problem+json")
    if told["status"] == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _page(told: dict[str, Any], title: str) -> Response:
    """What happened, what was kept, what to do next (errors/error.html)."""
    kept = [] if told["status"] == 413 else typed()
    words = {"title": say(WHY.get(told["code"], title)), "sentence": told["detail"], "who": told.get("who")}
    text = render_template("errors/error.html", **words, kept=kept, acts=ways_on(told), request_id=request_id())
    return Response(text, told["status"], content_type="text/html; charset=utf-8")


def ways_on(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Where to go from here: the subject as it is now, the page the form stood on, home."""
    if told["status"] == 401:
        return [(url_for("login.show", next=local_part(request.referrer)), say(N_("去登录")))]
    front = (home() if visiting() else "/", say(N_("回到首页")))
    subject, here = subject_page(), local_part(request.referrer)
    if told["status"] in (404, 405):
        return [front]
    if subject:
        return [(subject, say(N_("看最新情况"))), front]
    return [(here, say(N_("回到刚才的页面"))), front] if request.method == "POST" and here != "/" else [front]


def subject_page() -> str:
    """The page of the subject in the address, unless that is the page which was refused."""
    found = re.match(r"/[a-z/]+?/\d+(?=/)", request.path)
    return found[0] if found else ""


def local_part(address: str | None) -> str:
    """The path of an address of ours, such as the page a form stood on."""
    parts = parts_of(address or "/")
    return safe_next(parts.path + ("?" + parts.query if parts.query else ""))


def drain() -> None:
    """Read away a body too large, up to a bound: else the connection breaks before the answer is read."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAIN)
    while left > 0 and (chunk := stream.read(min(left, 65536))):
        left -= len(chunk)


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(DatabaseGone, on_gone)
    app.register_error_handler(Exception, on_break)
