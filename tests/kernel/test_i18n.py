"""A sentence is its own message id, and its holes are filled in the reader's language."""

from __future__ import annotations

import pytest

from workflow.kernel import errors
from workflow.kernel.errors import BadAnswers, NotLegal, Refusal
from workflow.kernel.i18n import Label, Sentence

ENGLISH = {
    "移交": "Transfer",
    "已受理": "accepted",
    "无": "none",
    "当前状态为“%(state)s”，不能进行“%(step)s”": "It is %(state)s: no %(step)s",
}


def english(text: str) -> str:
    return ENGLISH.get(text, text)


def test_holes_are_translated_where_they_hold_message_ids_and_kept_where_they_hold_names():
    refusal = NotLegal.here("已受理", "移交")
    assert str(refusal.sentence) == "当前状态为“已受理”，不能进行“移交”"
    assert refusal.sentence.render(english) == "It is accepted: no Transfer"
    assert Sentence("由%(name)s", {"name": "移交"}).render(english) == "由移交"


def test_sentences_nest():
    inner = Sentence("%(a)s", {"a": Label("无")})
    assert Sentence("甲：%(inner)s", {"inner": inner}).render(english) == "甲：none"


def test_a_percent_sign_in_a_name_breaks_nothing():
    assert Sentence("由%(name)s办", {"name": "100%s"}).render() == "由100%s办"
    assert Sentence("办结率 100%").render() == "办结率 100%"


@pytest.mark.parametrize("kind", [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, Refusal)])
def test_every_refusal_has_a_status_a_code_and_a_sentence_of_its_own(kind):
    assert 400 <= kind.status < 500
    assert kind.code.isidentifier()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in kind.message)


def test_wrong_answers_are_counted_in_words():
    assert "2" in str(BadAnswers({"a": Sentence("甲"), "b": Sentence("乙")}))
