"""The first letters of Chinese words in Latin script, for those who type `lzl` to find 荔枝路.

GB 2312 lays its 3,755 common characters out by their reading, so the code tells the letter. The rarer characters are
laid out by radical: of those, the ones that names of places here use are listed below. A character with two readings
has the one of GB 2312 only, and one that stands in neither is left as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

FIRST = {
    "啊": "a", "芭": "b", "擦": "c", "搭": "d", "蛾": "e", "发": "f", "噶": "g", "哈": "h", "击": "j", "喀": "k",
    "垃": "l", "妈": "m", "拿": "n", "哦": "o", "啪": "p", "期": "q", "然": "r", "撒": "s", "塌": "t", "挖": "w",
    "昔": "x", "压": "y", "匝": "z",
}  # fmt: skip
"""The first common character of each letter."""
STARTS = [int.from_bytes(character.encode("gb2312")) for character in FIRST]
LETTERS = list(FIRST.values())
LAST = int.from_bytes("座".encode("gb2312"))
RARER = {
    "圳": "z", "迳": "j", "坜": "l", "塱": "l", "埗": "b", "坭": "n", "岙": "a", "岽": "d", "峒": "d", "嶂": "z",
    "垌": "d", "垭": "y", "埕": "c", "埭": "d", "堍": "t", "墉": "y", "圩": "x", "圯": "y", "坂": "b", "坨": "t",
    "坳": "a", "垅": "l", "浔": "x", "涠": "w", "滘": "j", "漖": "j", "濠": "h", "榕": "r", "茉": "m", "莞": "g",
    "蓢": "l", "藔": "l", "鹭": "l", "麒": "q", "骊": "l", "阆": "l", "隍": "h", "邨": "c", "邕": "y", "晖": "h",
    "曦": "x", "昕": "x", "玥": "y", "琪": "q", "珑": "l", "翡": "f", "翎": "l", "禧": "x", "祺": "q", "馨": "x",
    "鑫": "x", "淼": "m", "泓": "h", "湄": "m", "漪": "y", "潆": "y", "薇": "w", "蕙": "h", "芷": "z", "茗": "m",
    "荃": "q", "荟": "h", "菡": "h", "萃": "c", "畲": "s", "寮": "l", "岐": "q", "岚": "l",
}  # fmt: skip


@lru_cache(maxsize=8192)
def initial(character: str) -> str:
    """The letter a character's reading begins with, or the character itself."""
    if character in RARER:
        return RARER[character]
    try:
        code = int.from_bytes(character.encode("gb2312"))
    except UnicodeEncodeError:
        return character
    return LETTERS[bisect_right(STARTS, code) - 1] if STARTS[0] <= code <= LAST else character


def initials(text: str) -> str:
    """`lzl12h` for 荔枝路12号; nothing for a text that has no letter to give."""
    found = "".join(initial(character) for character in text)
    return found if found != text else ""
