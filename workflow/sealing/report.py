"""What came of looking at one street's log, and what its exit status is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workflow.kernel.i18n import Sentence
from workflow.kernel.verify import Fault
from workflow.sealing.notes import Public

WRONG_KEY = 3
CHECKPOINT, TREE, KEY = "checkpoint", "tree", "key"


@dataclass
class LogReport:
    """What was checked of one street's log and what came of it."""

    street: int
    size: int = 0
    root: bytes = b""
    checkpoints: int = 0
    unsealed: int = 0
    altered: Fault | None = None
    missing: Fault | None = None
    wrong_key: Fault | None = None
    keys: list[Public] = field(default_factory=list)

    @property
    def first_bad(self) -> Fault | None:
        return self.altered or self.wrong_key or self.missing

    @property
    def status(self) -> int:
        """0 sound · 1 altered · 2 tail missing · 3 wrong key."""
        found = (self.altered, 1), (self.wrong_key, WRONG_KEY), (self.missing, 2)
        return next((status for fault, status in found if fault), 0)

    def alter(self, noun: str, id: Any, seq: Any, sentence: Sentence) -> None:
        self.altered = self.altered or Fault(noun, id, seq, sentence)

    def miss(self, noun: str, id: Any, seq: Any, sentence: Sentence) -> None:
        self.missing = self.missing or Fault(noun, id, seq, sentence)

    def mistrust(self, noun: str, seq: Any, sentence: Sentence) -> None:
        self.wrong_key = self.wrong_key or Fault(noun, self.street, seq, sentence)
