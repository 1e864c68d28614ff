"""`lianxi worker`: a process of its own that fires clocks and does jobs; several may run."""

from __future__ import annotations

import os
import signal
from threading import Event

import click

from workflow.cli.opened import opened
from workflow.kernel.lines import write_lines
from workflow.kernel.settings import read_settings


@click.command()
@click.option("--embedded", "keeper", type=int, hidden=True, help="此进程结束时一并结束（由 lianxi serve 使用）")
def worker(keeper: int | None) -> None:
    """让时限到点生效、通知发出、后台任务执行；可同时运行多个，任何一个中断都不丢失、不重复。"""
    from workflow.jobs.worker import work
    from workflow.notices.sending import transport

    write_lines()
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    settings = read_settings()
    with opened(settings) as office:
        work(office, stop, lambda: keeper in (None, os.getppid()), transport(settings))
