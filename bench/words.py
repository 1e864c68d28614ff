"""What generated matters tell: words people use there, and by chance; few enough that searches find something."""

from __future__ import annotations

import random

THINGS = [
    "路灯", "楼道", "电梯", "下水道", "垃圾", "围墙", "噪音", "积水", "井盖",
    "树枝", "车位", "消防通道", "油烟", "漏水", "充电桩", "护栏",
]  # fmt: skip
TROUBLES = [
    "不亮", "堆物", "停运", "堵塞", "无人清", "开裂", "扰民", "严重", "缺失",
    "倒伏", "被占", "不通", "太大", "没人修", "起火", "松动",
]  # fmt: skip
PLACES = [
    "荔枝路", "丰安里", "新学巷", "圳美村", "迳口村", "龙塘街", "凤凰大道", "果园路", "河滨路",
    "观澜街", "福城里", "同富路",
]  # fmt: skip
RARE = "麒麟嶂"
"""Stands in one matter of a thousand."""
SIGNS = "的一是在了有人这上大来和个中说要下用好小多年得可里后么心样起与去向到已经常次每夜间口边旁内外东西南北"


def what_of(dice: random.Random) -> str:
    """A trouble, and what somebody says about it."""
    more = "".join(dice.choices(SIGNS, k=dice.randint(10, 40)))
    return f"{dice.choice(THINGS)}{dice.choice(TROUBLES)}，{more}"


def place_of(dice: random.Random) -> str:
    place = RARE if dice.random() < 1 / 1000 else dice.choice(PLACES)
    return f"{place}{dice.randint(1, 300)}号"


def typed(dice: random.Random, length: int) -> str:
    """As people search: from what there is much of, from what is rare, and by chance."""
    how = dice.random()
    chance = "".join(dice.sample(SIGNS, length))
    longer = [one for one in (*THINGS, *TROUBLES, *PLACES) if len(one) >= length]
    source = RARE if how < 0.2 and length <= len(RARE) else dice.choice(longer) if how < 0.8 and longer else chance
    start = dice.randrange(len(source) - length + 1)
    return source[start : start + length]
