"""The paper a visitor of a reception takes home, as the screen carries it along: the codes are kept nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import request

from web.pictures.qr import qr
from web.settings import whole

KEPT = re.compile(r"([A-Z0-9-]{3,24})\|([0-9A-Z ]{20,24})")
MOST = 20
"""Matters of one visitor on one slip."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One matter on the paper a visitor takes home. The code is in the page only while the visitor sits there."""

    number: str
    code: str
    what: str = ""

    @property
    def kept(self) -> str:
        """How the page hands it on to the visitor's next matter."""
        return f"{self.number}|{self.code}"

    @property
    def picture(self) -> str:
        """The address behind the QR names the matter, never the code."""
        return qr(whole(f"/track/{self.number}"))


def kept_slips() -> tuple[Slip, ...]:
    """The slip so far, as the page brought it along; nowhere else are the codes kept."""
    found = (KEPT.fullmatch(one) for one in request.form.getlist("kept")[:MOST])
    return tuple(Slip(one[1], one[2]) for one in found if one)
