"""The same rows as the desk writes for `accept`, by the database driver alone: what the desk is measured against."""

from __future__ import annotations

import json
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import psycopg

from bench.street import ACCEPT, Street
from workflow.issues import Issue
from workflow.kernel.db import bare
from workflow.kernel.sqlite import driver, prepare

SUBJECT = f"SELECT {', '.join(bare(Issue).columns.keys())} FROM issues WHERE id = ?"
STOP = "UPDATE deadlines SET stopped_at = ? WHERE noun = ? AND subject_id = ? AND stopped_at IS NULL AND kind != ?"
START = (
    "INSERT INTO deadlines (noun, subject_id, seq, kind, street_id, started_at, amount, unit, paused, extended, due_at,"
    " provisional, stage, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
EVENT = (
    "INSERT INTO events (noun, subject_id, seq, street_id, step, from_state, to_state, actor_id, at, payload, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
MOVE = (
    "UPDATE issues SET category_id = ?, counts = ?, accepted_at = ?, due_at = ?, state = ?, version = ?, head = ?"
    " WHERE id = ?"
)
TELL = "INSERT INTO outbox (street_id, topic, noun, subject_id, seq, payload, at) VALUES (?, ?, ?, ?, ?, ?, ?)"


class Raw:
    """One connection, kept open, and statements as text: there is no faster way from Python."""

    def __init__(self, street: Street) -> None:
        url = street.database.url
        self.sqlite = street.database.is_sqlite
        self.flow = Issue.flow.digest
        self.actor = {"id": 1, "name": "张书记", "role": "secretary", "org": 3, "post": "丰安网格党支部"}
        self.connection: Any = (
            self._sqlite(url.database or "")
            if self.sqlite
            else psycopg.connect(url.render_as_string(hide_password=False))
        )
        self.cursor: Any = self.connection.cursor()
        mark = "?" if self.sqlite else "%s"
        lock = "" if self.sqlite else " FOR UPDATE"
        self.words = [text.replace("?", mark) for text in (SUBJECT + lock, STOP, START, EVENT, MOVE, TELL)]
        self.columns = list(bare(Issue).columns.keys())

    def _sqlite(self, path: str) -> sqlite3.Connection:
        connection: sqlite3.Connection = driver().connect(path)
        prepare(connection, None)
        return connection

    def accept(self, id: int) -> None:
        """Read the matter, write seven rows, commit."""
        if self.sqlite:
            self.cursor.execute("BEGIN IMMEDIATE")
        self._write(id)
        if self.sqlite:
            self.cursor.execute("COMMIT")
        else:
            self.connection.commit()

    def _write(self, id: int) -> None:
        subject, stop, start, event, move, tell = self.words
        run = self.cursor.execute
        issue = dict(zip(self.columns, run(subject, (id,)).fetchone(), strict=True))
        now = datetime.now(UTC)
        at, seq = self.instant(now), issue["version"] + 1
        decide, answer = self.instant(now + timedelta(15)), self.instant(now + timedelta(60))
        run(stop, (at, "issue", id, "answer"))
        clocks = (("answer", 60, answer), ("decide", 15, decide))
        rows = [("issue", id, seq, kind, 1, at, days, "days", 0, 0, due, False, 0, due) for kind, days, due in clocks]
        self.cursor.executemany(start, rows)
        stamp = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        payload = self.entry(issue, seq, stamp)
        head = sha256(b"\x00" + payload.encode()).hexdigest()
        run(event, ("issue", id, seq, 1, "accept", issue["state"], "accepted", 1, stamp, payload, head))
        counts = json.loads(issue["counts"]) if self.sqlite else issue["counts"]
        counts = json.dumps(counts | {"accept": counts.get("accept", 0) + 1})
        run(move, (ACCEPT["category"], counts, at, decide, "accepted", seq, head, id))
        run(tell, (1, "issue.accept", "issue", id, seq, json.dumps({"to": "accepted"}), at))

    def instant(self, at: datetime) -> Any:
        return at.replace(tzinfo=None).isoformat(" ") if self.sqlite else at

    def entry(self, issue: dict[str, Any], seq: int, stamp: str) -> str:
        """The canonical text that the chain hashes."""
        entry = {
            "noun": "issue", "id": issue["id"], "street": 1, "seq": seq, "step": "accept",
            "from": issue["state"], "to": "accepted", "at": stamp, "actor": self.actor,
            "request": secrets.token_hex(8), "flow": self.flow, "answers": ACCEPT, "body": None, "prev": issue["head"],
        }  # fmt: skip
        return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def close(self) -> None:
        self.connection.close()
