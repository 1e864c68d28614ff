"""OpenAPI 3.1, made of the flows: every step an operation, its asks a schema. There is no second copy of a rule."""

from __future__ import annotations

from typing import Any

from web.api.nouns import NOUNS, births
from web.language import say, translate
from workflow.issues.flow import assignment_flow, issue_flow
from workflow.issues.model import Issue
from workflow.issues.relations import reporter
from workflow.kernel.fields import Choice, Field
from workflow.kernel.flow import Flow, Step
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.kernel.policy import CLOCK, REPORTER

BASE = "/api/v1"
ABOUT = N_("与页面同一套步骤，走同一张办事台，守同一套规则。")
PROBLEMS = {
    "400": N_("请求有误"),
    "401": N_("需要有效的访问令牌"),
    "403": N_("您不能进行这一步"),
    "404": N_("没有找到，或您无权查看"),
    "409": N_("当前状态不允许，或已被他人处理"),
    "413": N_("内容过大"),
    "415": N_("请以 application/json 发送"),
    "422": N_("填写有误"),
    "429": N_("请稍后再试"),
}
TITLES = {
    "issues": N_("事项"),
    "assignments": N_("移交单"),
    "receptions": N_("接待日"),
    "meetings": N_("联席会议"),
    "items": N_("议题"),
    "orders": N_("督办单"),
    "requests": N_("申请"),
    "emergencies": N_("平急转换"),
    "postings": N_("公开文稿"),
    "consultations": N_("民意征集"),
    "orgs": N_("组织"),
    "track": N_("凭查询码"),
}
LISTS = {"state": "string", "cursor": "string", "limit": "integer"}
ISSUE_LISTS = {"state": "string", "owner": "integer", "holder": "integer", "late": "boolean", "q": "string"}
PROOF = {"number": {"type": "string"}, "code": {"type": "string"}}


def document() -> dict[str, Any]:
    """The whole description in the reader's language."""
    paths: dict[str, Any] = {}
    _issues(paths)
    _steps(paths, "assignments", assignment_flow)
    paths["/assignments/{id}"] = {"get": _read("assignments", N_("一张移交单"))}
    for noun, model in NOUNS.items():
        _noun(paths, noun, model.flow)
    paths["/meetings/{id}/items"] = {"get": _list("items", N_("一次会议的议题"), LISTS, id=True)}
    paths["/orgs"] = {"get": _list("orgs", N_("组织列表"), {"kind": "string", "cursor": "string", "limit": "integer"})}
    _schedule(paths)
    _track(paths)
    info = {"title": translate(N_("联席开放接口")), "version": "1", "description": translate(ABOUT)}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": BASE}],
        "security": [{"bearer": []}],
        "tags": [{"name": name, "description": translate(label)} for name, label in TITLES.items()],
        "paths": paths,
        "components": _components(),
    }


def _issues(paths: dict[str, Any]) -> None:
    paths["/issues"] = {
        "get": _list("issues", N_("事项列表，新的在前"), ISSUE_LISTS | LISTS),
        "post": _register(),
    }
    paths["/issues/{id}"] = {"get": _read("issues", N_("一件事项，以及您现在能做什么"))}
    paths["/issues/{id}/history"] = {
        "get": _list("issues", N_("事项的历史"), {"cursor": "string", "limit": "integer"}, id=True)
    }
    paths["/issues/{id}/assignments"] = {"get": _list("issues", N_("事项的移交单"), {}, id=True)}
    _steps(paths, "issues", issue_flow)


def _register() -> dict[str, Any]:
    """The birth of an issue; the reporter's data stand in an object of their own."""
    step = issue_flow.find("register")
    told = _operation("issues", step.name, step.label)
    schema = _schema({name: asked for name, asked in step.asks.items() if name not in ("reception", "host")})
    own = {n: schema["properties"].pop(f"reporter_{n}") for n in ("name", "phone", "email")}
    own["channel"] = schema["properties"].pop("channel")
    schema["properties"]["reporter"] = {"type": "object", "properties": own, "additionalProperties": False}
    told["parameters"] = [_key()]
    return told | {"requestBody": _body(schema), "responses": _responses("201")}


def _noun(paths: dict[str, Any], noun: str, flow: Flow) -> None:
    paths[f"/{noun}"] = {"get": _list(noun, N_("列表，新的在前"), LISTS)}
    for step in births(flow)[:1]:
        told = _operation(noun, f"{noun}_{step.name}", step.label) | {"parameters": [_key()]}
        paths[f"/{noun}"]["post"] = told | {"requestBody": _body(_schema(step.asks)), "responses": _responses("201")}
    paths[f"/{noun}/{{id}}"] = {"get": _read(noun, N_("单个，以及您现在能做什么"))}
    paths[f"/{noun}/{{id}}/history"] = {
        "get": _list(noun, N_("历史"), {"cursor": "string", "limit": "integer"}, id=True)
    }
    _steps(paths, noun, flow)


def _steps(paths: dict[str, Any], noun: str, flow: Flow) -> None:
    """Every step a person can take is an operation of its own."""
    for step in flow.steps.values():
        if not step.by_hand or not step.sources or step.roles <= {REPORTER, CLOCK}:
            continue
        told = _operation(noun, f"{noun}_{step.name}", step.label) | {"description": _entitled(flow, step)}
        told["parameters"] = [_id(), _key(), {"name": "If-Match", "in": "header", "schema": {"type": "string"}}]
        schema = _schema(step.asks, version=True)
        told["requestBody"] = _body(schema, files=any(asked.kind == "files" for asked in step.asks.values()))
        paths[f"/{noun}/{{id}}/steps/{step.name}"] = {"post": told | {"responses": _responses("200")}}


def _entitled(flow: Flow, step: Step) -> str:
    """From where to where, and who may."""
    words = {
        "from": [Label(flow.states[name].label) for name in step.sources],
        "to": Label(flow.states[step.to].label) if step.to else Label(N_("状态不变")),
        "by": [Label(way.label) for way in step.by if way.name not in ("follows", "clock")],
    }
    return say(Sentence(N_("%(from)s → %(to)s。由：%(by)s。"), words))


def _schedule(paths: dict[str, Any]) -> None:
    """A year of reception days by one rule."""
    whole, words = {"type": "integer"}, {"type": "string"}
    rule = {"year": whole, "day": whole, "shift": {"enum": ["next", "previous", "keep"]}}
    more = {"branches": {"type": "array", "items": whole}, "hours": words, "place": words}
    schema = {"type": "object", "properties": rule | more, "required": ["year", "day"], "additionalProperties": False}
    told = _operation("receptions", "receptions_schedule", N_("按规则排定全年接待日，已有的不变"))
    filters = {"year": "integer", "day": "integer", "shift": "string", "branch": "integer"}
    paths["/receptions/schedule"] = {
        "get": _list("receptions", N_("预览按规则将排定的接待日"), filters),
        "post": told | {"requestBody": _body(schema), "responses": _responses("200")},
    }


def _track(paths: dict[str, Any]) -> None:
    """What a reporter does with number and code, without a token."""
    told = _operation("track", "track", N_("凭编号和查询码查询")) | {"security": [], "responses": _responses("200")}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": dict(PROOF),
        "required": list(PROOF),
        "additionalProperties": False,
    }
    paths["/track"] = {"post": told | {"requestBody": _body(schema)}}
    for step in Issue.flow.steps.values():
        if reporter not in step.by:
            continue
        told = _operation("track", f"track_{step.name}", step.label) | {"security": [], "parameters": [_key()]}
        schema = _schema(step.asks, version=True)
        schema["properties"] |= PROOF
        schema["required"] = [*PROOF, *schema["required"]]
        paths[f"/track/steps/{step.name}"] = {
            "post": told | {"requestBody": _body(schema), "responses": _responses("200")}
        }


def _operation(noun: str, name: str, label: str) -> dict[str, Any]:
    return {"tags": [noun], "operationId": name, "summary": translate(label)}


def _list(noun: str, label: str, filters: dict[str, str], id: bool = False) -> dict[str, Any]:
    query = [{"name": name, "in": "query", "schema": {"type": kind}} for name, kind in filters.items()]
    told = _operation(noun, "", label) | {"parameters": ([_id()] if id else []) + query}
    del told["operationId"]
    return told | {"responses": _responses("200", "List")}


def _read(noun: str, label: str) -> dict[str, Any]:
    told = _operation(noun, "", label) | {"parameters": [_id()]}
    del told["operationId"]
    return told | {"responses": _responses("200")}


def _id() -> dict[str, Any]:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}


def _key() -> dict[str, Any]:
    words = translate(N_("同一个键重复发送，只办一次"))
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "description": words,
        "schema": {"type": "string", "maxLength": 200},
    }


def _body(schema: dict[str, Any], files: bool = False) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    if files:
        content["multipart/form-data"] = {"schema": schema}
    return {"required": True, "content": content}


def _schema(asks: dict[str, Field], version: bool = False) -> dict[str, Any]:
    """The asks of a step as a JSON schema."""
    properties: dict[str, Any] = {"version": {"type": "integer"}} if version else {}
    properties |= {name: _property(asked) for name, asked in asks.items()}
    required = [name for name, asked in asks.items() if asked.required and not asked.required_if]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _property(asked: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"title": translate(asked.label)}
    if asked.help:
        told["description"] = translate(asked.help)
    return told | _shape(asked, asked.bounds())


def _shape(asked: Field, bounds: dict[str, Any]) -> dict[str, Any]:
    """The JSON type of an answer."""
    plain: dict[str, dict[str, Any]] = {"bool": {"type": "boolean"}, "date": {"type": "string", "format": "date"}}
    match asked.kind:
        case "int":
            return {"type": "integer", "minimum": bounds["min"], "maximum": bounds["max"]}
        case "choice":
            return _one_of(asked)
        case "choices":
            return {"type": "array", "items": _one_of(asked), "maxItems": bounds["max_items"]}
        case "files":
            picture = {"type": "string", "contentMediaType": "image/*"}
            return {"type": "array", "items": picture, "maxItems": bounds["max_items"]}
    return plain.get(asked.kind, {"type": "string", "maxLength": bounds.get("max_length", 5000)})


def _one_of(asked: Field) -> dict[str, Any]:
    """A fixed list is an enumeration; one made for the case is told by the subject's own `asks`."""
    if isinstance(asked, Choice) and asked.of:
        return {"enum": list(asked.of)}
    return {"type": ["integer", "string"]}


def _responses(good: str, schema: str = "Subject") -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    told: dict[str, Any] = {good: {"description": translate(N_("成功")), "content": content}}
    return told | {"default": {"$ref": "#/components/responses/Problem"}}


def _components() -> dict[str, Any]:
    problem: dict[str, Any] = {name: {"type": "string"} for name in ("type", "title", "code", "detail", "who")}
    problem |= {"status": {"type": "integer"}, "errors": {"type": "object", "additionalProperties": {"type": "string"}}}
    words = translate(N_("问题说明（RFC 9457）：")) + "; ".join(
        f"{code} {translate(text)}" for code, text in PROBLEMS.items()
    )
    ask: dict[str, Any] = {name: {"type": "string"} for name in ("name", "kind", "label")} | {
        "required": {"type": "boolean"},
        "choices": {"type": "array"},
    }
    step: dict[str, Any] = {"name": {"type": "string"}, "label": {"type": "string"}, "allowed": {"type": "boolean"}}
    step |= {"why": {"type": ["string", "null"]}, "who": {"type": ["string", "null"]}}
    step["asks"] = {"type": "array", "items": {"type": "object", "properties": ask}}
    subject: dict[str, Any] = {"id": {"type": "integer"}, "state": {"type": "string"}, "version": {"type": "integer"}}
    subject["steps"] = {"type": "array", "items": {"$ref": "#/components/schemas/Step"}}
    listing = {"items": {"type": "array", "items": {"type": "object"}}, "next": {"type": ["string", "null"]}}
    shapes = {"Problem": problem, "Step": step, "Subject": subject, "List": listing}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        "responses": {"Problem": {"description": words, "content": content}},
        "schemas": {name: {"type": "object", "properties": properties} for name, properties in shapes.items()},
    }
