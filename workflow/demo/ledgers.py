"""A few lines of a ledger from before this house, taken in by a branch's secretary."""

from __future__ import annotations

from datetime import timedelta

from workflow.demo.clockwork import Story, after
from workflow.demo.town import Town
from workflow.issues.model import Issue

LINES = (
    ("台账-17", "单元门禁坏了，陌生人随意进出", "物业已更换门禁主机", 700),
    ("台账-18", "下水井盖松动，夜里车过声响很大", "养护公司已更换井盖并加胶垫", 640),
    ("台账-23", "希望在空地装两张石桌石凳", "已安装，由支部党员认领维护", 520),
)
"""Number in the old ledger, what was said, what was answered, how many days ago."""


def brought_along(town: Town) -> Story:
    """One after the other, as an import does."""
    for outside, what, answer, ago in LINES:
        heard = town.today - timedelta(days=ago)
        told = {"outside": outside, "what": what, "place": "荔枝路旧台账", "outcome": "solved", "answer": answer}
        town.begin(town.head("B01"), Issue, "import_past", **told, heard=heard, ended=heard + timedelta(days=9))
        yield after(minutes=1)
