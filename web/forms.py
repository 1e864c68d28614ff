"""A form drawn from what a step asks; refused answers stand beside their fields with the typed text kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import (
    Field,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from web.current import db, desk, now
from web.language import say, translate
from web.sessions import actor
from workflow.issues.photos import Upload
from workflow.kernel.errors import BadAnswers, Refusal
from workflow.kernel.explain import Verdict
from workflow.kernel.flow import Step
from workflow.kernel.i18n import N_
from workflow.kernel.policy import Case, permit
from workflow.kernel.subject import Subject

R = TypeVar("R")
S = TypeVar("S", bound=Subject)


class StepForm(FlaskForm):
    """The asked fields, the version seen when the page was drawn, and a key that makes a second click harmless."""

    version = HiddenField()
    key = HiddenField()
    asked_names: tuple[str, ...] = ()
    refused = ""
    """The sentence for the whole form, where one was refused."""
    status = 200

    def answers(self) -> dict[str, Any]:
        """What was typed, as the desk reads it: photos as uploads, everything else as it came."""
        return {name: _typed(self[name]) for name in self.asked_names}

    @property
    def seen(self) -> int | None:
        """The version the page was drawn from."""
        return seen_version(str(self.version.data or ""))

    @property
    def has_files(self) -> bool:
        """Whether the form must be sent as multipart."""
        return any(isinstance(self[name], MultipleFileField) for name in self.asked_names)


def upload(file: FileStorage) -> Upload:
    """A file that was sent, read at once: nothing of it stays on the server's disk."""
    with file.stream as stream:
        return Upload(file.filename or "", stream.read())


def _typed(field: Field) -> Any:
    if isinstance(field, MultipleFileField):
        return [upload(file) for file in field.data or [] if getattr(file, "filename", "")]
    if isinstance(field, SelectMultipleField):  # drawn as several lists, some of them left at their empty line
        return [value for value in field.data or [] if value]
    return field.data


def form_for(verdict: Verdict, *, only: Collection[str] = (), **defaults: Any) -> StepForm:
    """The form of a step, or of some of its questions. `defaults` fill it in when it is drawn first."""
    asks = verdict.asks(translate, only)
    drawn: dict[str, Any] = {}
    for ask in asks:
        drawn[ask["name"]] = _draw(ask, private=verdict.step.asks[ask["name"]].personal)
    drawn["asked_names"] = tuple(ask["name"] for ask in asks)
    shown = {name: _shown(value) for name, value in defaults.items()}
    made: StepForm = type("DrawnForm", (StepForm,), drawn)(data=shown)
    made.key.data = made.key.data or secrets.token_hex(16)
    made.version.data = made.version.data or str(verdict.case.subject.version)
    return made


def _shown(value: Any) -> Any:
    return [str(one) for one in value] if isinstance(value, list) else str(value)


FEW = 5
"""Up to so many choices are drawn as buttons (parts/form.html); more are a list that begins with an empty line."""


def _draw(ask: dict[str, Any], private: bool) -> Field:
    """One field for one question; a program reads the same question at the API. The desk does the validating."""
    kind, required = ask["kind"], ask["required"]
    options = [SelectChoice(str(option["value"]), option["label"]) for option in ask.get("choices") or []]
    words: dict[str, Any] = {"data-private": ""} if private else {}
    common: dict[str, Any] = {"label": ask["label"], "description": ask.get("help", ""), "render_kw": words}
    common["validators"] = [InputRequired()] if required else []
    if kind == "choice":
        empty = SelectChoice("", translate(N_("请选择") if required else N_("不选")))
        blank = [] if required and len(options) <= FEW else [empty]
        return SelectField(choices=blank + options, validate_choice=False, **common)
    if kind == "choices":
        boxes = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
        return SelectMultipleField(choices=options, validate_choice=False, **boxes, **common)
    if kind == "bool":
        yes_no = [SelectChoice("true", translate(N_("是"))), SelectChoice("false", translate(N_("否")))]
        return RadioField(choices=yes_no, validate_choice=False, **common)
    if kind == "int" and ask["max"] - ask["min"] < FEW:  # such as 1 to 5: pressed, not typed
        marks = [str(n) for n in range(ask["min"], ask["max"] + 1)]
        return RadioField(choices=[SelectChoice(mark, mark) for mark in marks], validate_choice=False, **common)
    if kind == "files":
        words |= {"accept": "image/jpeg,image/png,image/webp"}
        return MultipleFileField(**common)
    return _draw_text(ask, words, common)


def _draw_text(ask: dict[str, Any], words: dict[str, Any], common: dict[str, Any]) -> Field:
    if "max_length" in ask:
        words["maxlength"] = ask["max_length"]
    if ask["kind"] == "text":
        words["rows"] = 3
        return TextAreaField(**common)
    if ask["kind"] == "int":
        words["inputmode"] = "numeric"
    if ask["kind"] == "date":
        return StringField(widget=DateInput(), **common)
    return StringField(**common)


IN_PLACE = (422, 429)
"""What is said beside the form; the login also says 403 there."""


def attempt(form: FlaskForm, act: Callable[[], R]) -> R | None:
    """Do it; where it is refused for what was typed, say so in the form and return None.

    Raises: every refusal that typing differently would not change.
    """
    came = tried(act, getattr(form, "in_place", IN_PLACE))
    if not isinstance(came, Refusal):
        return came
    refuse(form, came)
    return None


def tried(act: Callable[[], R], in_place: tuple[int, ...] = IN_PLACE) -> R | Refusal:
    """What came of it: the result, or a refusal that is said beside the form.

    Raises: every other refusal.
    """
    try:
        return act()
    except Refusal as refusal:
        if refusal.status not in in_place:
            raise
        return refusal


def refuse(form: FlaskForm, refusal: Refusal) -> None:
    """Say it in the form, each sentence beside its field."""
    form.status, form.refused = refusal.status, say(refusal.sentence)
    wrong = refusal.fields if isinstance(refusal, BadAnswers) else {}
    for name in wrong.keys() & form._fields.keys():
        form[name].errors = [say(wrong[name])]
    if unasked := [say(sentence) for name, sentence in wrong.items() if name not in form]:
        form.refused = " ".join(unasked)  # a rule about what this form does not show


def take_typed(model: type[S], id: int, step: Step) -> S | Refusal:
    """Take the step with what was sent, read without drawing the form: most are not refused, and drawing costs more."""
    answers = {name: _sent(name, asked.kind) for name, asked in step.asks.items()}

    def act() -> S:
        with desk() as open_desk:
            return open_desk.take(model, id, step.name, answers, seen_version(request.form.get("version", "")))

    return tried(act)


def _sent(name: str, kind: str) -> Any:
    """An answer as it came; the desk reads it, and cleans it."""
    if kind == "files":
        return [upload(file) for file in request.files.getlist(name) if file.filename]
    return request.form.getlist(name) if kind == "choices" else request.form.get(name)


def seen_version(text: str) -> int | None:
    """The version a page was drawn from, as its form sends it back."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def take_step(form: StepForm, model: type[S], id: int, name: str) -> S | None:
    """Take the step with what the form says; None where it must be drawn again (answer with `form.status`)."""
    answers = form.answers()

    def act() -> S:
        with desk() as open_desk:
            return open_desk.take(model, id, name, answers, form.seen)

    return attempt(form, act)


def verdict_on(subject: Subject, name: str) -> Verdict:
    """What this actor may do with one step of a subject now.

    Raises: NotFound for a step that does not exist, and the refusal where it is not allowed.
    """
    step, case = subject.flow.find(name), Case(db(), actor(), subject, now())
    permit(case, step)
    return Verdict(step, case, None)


def verdict_on_birth(model: type[S], name: str) -> Verdict:
    """The same for a subject not born yet, such as a matter to register."""
    draft = model(street_id=actor().street, state=model.flow.initial, version=0, head="")
    return Verdict(model.flow.find(name), Case(db(), actor(), draft, now()), None)
