"""Text as people type it, made safe to keep: what is refused and what is only tidied."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from workflow.kernel.errors import BadAnswer
from workflow.kernel.i18n import N_

BREAKS = re.compile(r"\r\n?|\u2028|\u2029")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters save tab and line break, and halves of characters."""
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
"""Never a group of a card's digits: those are written in fours or in one piece, an identity number as 6, 8 and 4."""
DIGIT, FEWEST = re.compile(r"\d"), 16
"""With fewer digits than a card has, nothing of the kind can stand in a text."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
CHECKS = "10X98765432"


def tidy(raw: Any, longest: int) -> str:
    """A text without surrounding blanks, line breaks as \\n.

    Raises: BadAnswer for what is no text, too long, holds control characters, or an identity or bank number.
    """
    if not isinstance(raw, str):
        raise BadAnswer(N_("此处应填写文字"))
    if len(raw) > longest * 2:  # do not even look at a flood
        raise BadAnswer(N_("文字过长：最多 %(longest)s 字"), longest=longest)
    text = BREAKS.sub("\n", raw).strip()
    if len(text) > longest:
        raise BadAnswer(N_("文字过长：最多 %(longest)s 字"), longest=longest)
    if CONTROL.search(text):
        raise BadAnswer(N_("文字中有无法保存的控制字符，请删除后再试"))
    if holds_private_number(text):
        raise BadAnswer(N_("请不要填写身份证号或银行卡号，办理事项不需要这些号码"))
    return text


def holds_private_number(text: str) -> bool:
    """Whether an identity number (GB 11643 checksum) or a bank card number (Luhn) stands in the text."""
    plain = unicodedata.normalize("NFKC", text)
    if len(DIGIT.findall(plain)) < FEWEST:
        return False
    apart = MOBILE.sub("、", plain)  # else a date or a flat before it makes one long number, and one in ten fits
    digits = re.sub(r"(?<=[\dXx])[\s\-·]+(?=[\dXx])", "", apart)
    return any(is_identity(m) for m in IDENTITY.findall(digits)) or any(is_card(m) for m in CARD.findall(digits))


def is_identity(number: str) -> bool:
    total = sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == number[17].upper()


def is_card(number: str) -> bool:
    doubled = [int(d) if i % 2 == 0 else sum(divmod(int(d) * 2, 10)) for i, d in enumerate(reversed(number))]
    return sum(doubled) % 10 == 0


def bigrams(text: str) -> set[str]:
    """Every two letters or signs that stand together, however wide they were typed; blanks and marks do not count."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"\w+", plain)
    return {word[i : i + 2] for word in words for i in range(max(len(word) - 1, 1))}


def plain_number(raw: Any) -> int | None:
    """A whole number from an int or from digits of any width, else None."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return raw
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,12}", text) else None
