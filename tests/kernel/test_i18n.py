"""A sentence is its own message id, and its holes are filled in the reader's language."""

from __future__ import annotations

import pytest

from workflow.kernel import errors
from workflow.kernel.errors import BadAnswers, NotLegal, Refusal
from workflow.kernel.i18n import C_, Holes, Label, Sentence

ENGLISH = {
    "、": ", ",
    "还剩 %(n)s 天": "%(n)s %(n|day|days)s left",
    "由：%(who)s": "By: %(who)s",
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


@pytest.mark.parametrize(("n", "said"), [(0, "0 days left"), (1, "1 day left"), (2, "2 days left")])
def test_a_number_picks_its_word(n, said):
    assert Sentence("还剩 %(n)s 天", {"n": n}).render(english) == said


def test_the_source_needs_no_second_form():
    assert str(Sentence("还剩 %(n)s 天", {"n": 1})) == "还剩 1 天"


@pytest.mark.parametrize("text", ["%(m)s", "%(n|day)s", "%(n|a|b|c)s", "%(m|day|days)s"])
def test_a_hole_that_nothing_fills_is_an_error(text):
    with pytest.raises(KeyError):
        text % Holes(n=2)


def test_several_are_joined_as_the_language_does():
    told = Sentence("由：%(who)s", {"who": [Label("移交"), "城管中队"]})
    assert (str(told), told.render(english)) == ("由：移交、城管中队", "By: Transfer, 城管中队")


def test_a_word_in_a_context_is_its_text_everywhere_else():
    marked = C_("state", "挂账")
    assert (marked, marked.context) == ("挂账", "state")
