"""What people, copied text and attackers put into a field: each with a word that no log may ever hold."""

from __future__ import annotations

from typing import Any

SECRET = "机密词七号"

TEXTS: dict[str, str] = {
    "empty": "",
    "blanks": " \t\u3000\u2003 ",
    "flood": SECRET + "长" * 100_000,
    "escape": f"{SECRET}\x1b[2J\x07",
    "zero": f"{SECRET}\0尾",
    "markup": f"<script>alert('{SECRET}')</script><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% raw %}" + SECRET + "${7*7}%(name)s",
    "formula": f'=HYPERLINK("http://evil.example","{SECRET}")',
    "plus": f"+{SECRET}",
    "minus": f"-1+1|cmd {SECRET}",
    "at": f"@SUM({SECRET})",
    "full width": "１２３４５６７８",
    "emoji": f"🏮👩‍👩‍👧‍👦{SECRET}🇨🇳",
    "rare": f"𠮷𪚥𰻝{SECRET}",
    "combining": f"é̂̃{SECRET}" + "\u0301" * 20,
    "right to left": f"{SECRET}\u202e cod.exe\u200f\u2066",
    "quotes": f"{SECRET}'; DROP TABLE issues; -- \"\\",
    "path": f"../../../etc/passwd {SECRET}",
    "lines": f"{SECRET}\r\nSet-Cookie: a=b\r\n\r\n<b>",
    "identity": "11010519491231002X",
    "card": "6222 0212 3456 7890 128",
}
NUMBERS: dict[str, Any] = {
    "foreign": 1,
    "missing": 987_654_321,
    "huge": 10**30,
    "huger": 10**4000,
    "negative": -1,
    "least": -(2**63) - 1,
    "half": 1.5,
    "tiny": 1e-300,
}
SHAPES: dict[str, Any] = {
    "yes": True,
    "nothing": None,
    "list": [SECRET],
    "empty list": [],
    "lists": [[["x"]]],
    "object": {"name": SECRET},
    "many": list(range(500)),
    "mixed": [None, True, {}, SECRET],
}
VALUES: dict[str, Any] = {**TEXTS, **NUMBERS, **SHAPES}

REFUSED_AS_TEXT = ("flood", "escape", "zero", "identity", "card")
"""No text field keeps these: too long, control characters, numbers of a person."""

NEVER_A_TEXT = (*NUMBERS, "list", "lists", "object", "many", "mixed", "yes")
"""Nor these: they are no text."""

NEVER_A_CHOICE = ("markup", "formula", "flood", "quotes", "missing", "huge", "negative", "object", "mixed")
NEVER_A_NUMBER = ("markup", "formula", "flood", "huge", "huger", "negative", "least", "half", "yes", "list", "object")
NEVER_A_DAY = (*NEVER_A_CHOICE, "full width", "half", "yes")
REFUSED = {
    "line": (*REFUSED_AS_TEXT, *NEVER_A_TEXT),
    "email": (*REFUSED_AS_TEXT, *NEVER_A_TEXT),
    "text": (*REFUSED_AS_TEXT, *NEVER_A_TEXT),
    "choice": NEVER_A_CHOICE,
    "choices": NEVER_A_CHOICE,
    "int": NEVER_A_NUMBER,
    "date": NEVER_A_DAY,
    "bool": (*NEVER_A_CHOICE, "full width", "list"),
    "files": tuple(name for name in VALUES if name not in ("empty", "blanks", "nothing", "empty list")),
}
"""What each kind of question must refuse; of the rest some may be a right answer by chance."""
