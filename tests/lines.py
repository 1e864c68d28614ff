"""Connections to PostgreSQL outlive the engine that opened them: a new one costs the server 16 ms, a test has several.

What a session can leave behind in its connection is taken back before the next engine gets it; nothing else is shared
but the plans of its statements, which stay even where a test, as most do, was refused something and took it back.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from select import POLLIN, poll
from typing import Any

import psycopg
from psycopg._preparing import Prepare, PrepareManager
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Dialect

KEPT = 4  # at one address: a test has seldom more
FORGET = "SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP"
ANEW = (b"ALTER", b"DROP", b"DISCARD ALL", b"DEALLOCATE ALL")
"""After these the driver has every statement planned anew, and so do we."""
_waiting: defaultdict[str, list[psycopg.Connection]] = defaultdict(list)
"""By address: the connections that no engine has."""
_address: dict[psycopg.Connection, str] = {}


class Plans(PrepareManager):
    """The driver forgets its plans with each transaction that is taken back, lest a table of theirs went with it.

    Our tables come and go with a whole database; where nothing stays, as in tests/matrix, half the work was planning.
    """

    prepared_max = 1000

    def clear(self) -> bool:
        return False

    def _should_discard(self, prep: Prepare, results: Sequence[PGresult], *_: Any) -> bool:
        return any((result.command_status or b"").startswith(ANEW) for result in results) and super().clear()


def keep_lines(dialect: Dialect) -> None:
    """Let this dialect, of one engine, take a connection that waits and lay down the one it closes."""
    opened: Any = dialect.connect

    def connect(*words: Any, **named: Any) -> psycopg.Connection:
        told = sorted((name, value) for name, value in named.items() if name != "context")
        place = repr((os.getpid(), words, told))  # a fork has its own
        while _waiting[place]:
            if _there(waited := _waiting[place].pop()):
                return waited
            del _address[waited]
            waited.close()
        line: psycopg.Connection = opened(*words, **named)
        line._prepared = Plans()
        _address[line] = place
        return line

    dialect.connect = connect  # type: ignore[method-assign]
    dialect.do_close = lay_down  # type: ignore[method-assign,assignment]


def lay_down(line: psycopg.Connection) -> None:
    """Keep it, as it was when it was opened; close what is broken, at work or too many."""
    place = _address.get(line, "")
    if place and len(_waiting[place]) < KEPT and _forgetful(line):
        _waiting[place].append(line)
    else:
        _address.pop(line, None)
        line.close()


def _forgetful(line: psycopg.Connection) -> bool:
    if line.closed or line.info.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
        return False
    try:
        line.rollback()
        line.autocommit = True
        line.execute(FORGET)
        line.autocommit = False
    except psycopg.Error:  # the server closed it meanwhile
        return False
    return True


def _there(line: psycopg.Connection) -> bool:
    """Whether the server is still behind it: one that was stopped meanwhile has said so."""
    ear = poll()
    ear.register(line.fileno(), POLLIN)
    return not ear.poll(0)


def waiting(name: str) -> list[int]:
    """The server's processes behind the connections that wait at this database."""
    return [line.info.backend_pid for line in _at(name)]


def hang_up(name: str = "") -> None:
    """Close what waits at this database, which is going to be dropped, or at all of them."""
    for line in _at(name):
        _waiting[_address.pop(line)].remove(line)
        line.close()


def _at(name: str) -> list[psycopg.Connection]:
    open_ones = [line for lines in _waiting.values() for line in lines if not line.closed]
    return [line for line in open_ones if name in ("", line.info.dbname)]
