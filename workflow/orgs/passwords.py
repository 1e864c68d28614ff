"""What a password must be (two profiles), and how it is kept: argon2id, never anything else."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from string import digits, punctuation

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow.kernel.errors import BadAnswers
from workflow.kernel.i18n import N_, Sentence

LONGEST = 200
"""Nobody types more; argon2 need not chew on a flood."""

COMMON = frozenset(files(__package__).joinpath("common_passwords.txt").read_text("utf-8").split())
"""What guessers try first, here and elsewhere."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How long, of how many kinds of characters, and for how many days (None: until it is changed)."""

    shortest: int
    kinds: int
    days: int | None
    told: str


PROFILES = {
    "modern": Profile(12, 1, None, N_("至少 12 个字符，越长越好；不要用常见密码、账号或连续重复的字符")),
    "mlps3": Profile(8, 3, 90, N_("至少 8 个字符，含大写、小写、数字、符号中的三类；每 90 天更换一次")),
}
"""`modern` follows NIST SP 800-63B; `mlps3` what the third level of the national protection scheme is checked for."""


def require(profile: Profile, password: str, account: str) -> None:
    """Raises: BadAnswers where the profile does not take it."""
    if wrong := _wrong(profile, password, account):
        raise BadAnswers({"password": wrong})


def _wrong(profile: Profile, password: str, account: str) -> Sentence | None:
    if len(password) < profile.shortest:
        return Sentence(N_("密码至少要 %(n)s 个字符"), {"n": profile.shortest})
    if len(password) > LONGEST:
        return Sentence(N_("密码最多 %(n)s 个字符"), {"n": LONGEST})
    if kinds_in(password) < profile.kinds:
        return Sentence(N_("密码须含大写字母、小写字母、数字、符号中的三类"))
    low = password.casefold()
    known = {low, low.strip(digits + punctuation)} & COMMON
    if known or account.casefold() in low or len(set(low)) < 5 or _runs(low):
        return Sentence(N_("这个密码太容易猜到，请换一个"))
    return None


def kinds_in(password: str) -> int:
    """Small and capital letters, digits, everything else (Chinese among it)."""
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum() or not c.isascii())
    return sum(any(test(c) for c in password) for test in tests)


def _runs(text: str) -> bool:
    """12345678, abcdefgh and the like, upwards or downwards."""
    round_ = 10 if text.isdigit() else 0x110000
    steps = {(ord(b) - ord(a)) % round_ for a, b in pairwise(text)}
    return steps in ({1}, {round_ - 1})


def expired(profile: Profile, since: datetime | None, now: datetime) -> bool:
    """Whether the password must be changed before anything else."""
    return profile.days is not None and since is not None and now - since > timedelta(days=profile.days)


@lru_cache(maxsize=1)
def hasher() -> PasswordHasher:
    """argon2id with t=2 and 19 MiB (OWASP's first choice): 25 ms instead of the default's 141 ms."""
    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


@lru_cache(maxsize=1)
def _decoy() -> str:
    return hasher().hash(secrets.token_hex(8))


def matches(kept: str, password: str) -> bool:
    """Whether it is the password; nothing kept takes as long to refuse as a wrong one."""
    try:
        return hasher().verify(kept or _decoy(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
