"""What somebody typed into a form that was refused, under the questions they saw: shown back so that it is not lost."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from web.language import say
from workflow.kernel.fields import Field, Line
from workflow.kernel.subject import SUBJECTS

SECRETS = ("csrf_token", "password", "key", "version", "code")
PASSWORDS = ("old", "again")
"""Of the forms in which a password is set: its present one, and the new one once more."""


def typed() -> list[tuple[str, str]]:
    """(question, text) of what was written by hand; kept nowhere."""
    if request.method != "POST" or (request.content_length or 0) > (request.max_content_length or 0):
        return []
    asks, given = asked(), request.form.items(multi=True)
    texts = [(name, text) for name, text in given if name and text.strip() and not secret(name)]
    typed_in = [(name, text) for name, text in texts if isinstance(asks.get(name), Line | None)]
    return [(say(asks[name].label) if name in asks else name, text) for name, text in typed_in]


def secret(name: str) -> bool:
    """Whether it was typed to be read by nobody."""
    return name in PASSWORDS or name.endswith(SECRETS)


def asked() -> Mapping[str, Field]:
    """The questions of the step this request was to take: what was typed goes back under its question."""
    step = (request.view_args or {}).get("step") or (request.endpoint or "").rpartition(".")[2]
    flows = [model.flow for model in SUBJECTS.values()]
    return next((flow.steps[step].asks for flow in flows if step in flow.steps), {})
