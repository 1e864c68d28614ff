"""A worker in a process of its own, to be killed: `python -m tests.jobs.labourer URL FILE`.

Its job writes one line for each time it is done; its beats are quick, so that others soon take over.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta
from threading import Event

from workflow.jobs import beats
from workflow.jobs.worker import work
from workflow.kernel.db import Database
from workflow.kernel.desk import Office
from workflow.kernel.jobs import Payload, job

JOB = "mark"


@job(JOB, first=0.1)
def mark(office: Office, payload: Payload) -> None:
    """Done is a line; on the way there is time to be killed."""
    time.sleep(0.02)
    line = os.open(payload["file"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(line, f"{payload['n']}\n".encode())
    os.close(line)
    time.sleep(0.02)


if __name__ == "__main__":
    beats.EVERY, beats.SILENT = timedelta(seconds=0.5), timedelta(seconds=3)
    parent = os.getppid()  # a test that is stopped leaves nobody behind
    work(Office(Database(sys.argv[1]), b"s" * 32), Event(), alive=lambda: os.getppid() == parent)
