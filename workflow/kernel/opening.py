"""Opening the office: the data folder, its secret, and the database behind every desk."""

from __future__ import annotations

import os
import secrets

from workflow.kernel.clock import Clock, utc_now
from workflow.kernel.db import Database
from workflow.kernel.desk import Office
from workflow.kernel.settings import BadSettings, Settings
from workflow.kernel.system import why

SHORTEST = 32


def open_office(settings: Settings, clock: Clock = utc_now) -> Office:
    """The office these settings name; it must have been prepared.

    Raises: BadSettings where the secret is missing or spoilt.
    """
    try:
        secret = settings.secret.read_bytes().strip()
    except OSError:
        raise BadSettings(f"没有密钥文件 {settings.secret}，请先运行 lianxi init") from None
    if len(secret) < SHORTEST:
        raise BadSettings(f"密钥文件 {settings.secret} 已损坏，请从备份恢复")
    return Office(Database(settings.database), secret, clock, settings.sealing_key)


def prepare(settings: Settings) -> bool:
    """Make the data folder and its secret; False where they are there already. Neither is ever overwritten.

    Raises: BadSettings where the folder cannot be written.
    """
    if settings.data.exists() and not settings.data.is_dir():
        raise BadSettings(f"{settings.data} 是一个文件，不能作数据目录")
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(settings.secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        raise BadSettings(f"无法写入 {error.filename or settings.data}：{why(error)}") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    return True
