"""`lianxi receptions`: planned once however often it is asked, who owes a month, what the clock records."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.street import Street, small_street
from workflow.cli import main
from workflow.kernel.clock import local, utc_now
from workflow.kernel.db import Database
from workflow.kernel.desk import Office
from workflow.receptions import Reception

Run = Callable[..., Result]


@pytest.fixture
def street(database: Database) -> Street:
    """The small street, as of today: nobody has planned next year yet."""
    return small_street(Office(database, b"0" * 32, utc_now))


@pytest.fixture
def run(street: Street, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`lianxi receptions` there; NEXT is the year after this one."""
    (tmp_path / "secret").write_text("0" * 64)
    monkeypatch.setenv("LIANXI_DATA", str(tmp_path))
    monkeypatch.setenv("LIANXI_DATABASE_URL", database_url)
    year = str(local(utc_now()).year + 1)

    def call(*words: str) -> Result:
        said = ("receptions", *(word.replace("NEXT", year) for word in words))
        return CliRunner().invoke(main, said, catch_exceptions=False)

    return call


def plan(run: Run, *more: str) -> Result:
    return run("plan", "--as", "street", "--year", "NEXT", "--day", "15", *more)


def test_the_year_is_planned_once_for_all_branches(run: Run) -> None:
    looked = json.loads(plan(run, "--dry-run", "--json").stdout)
    assert (looked["made"], [len(line["days"]) for line in looked["branches"]]) == (False, [12] * 4)
    assert "已新排定 48 个接待日" in plan(run).stdout
    assert "已新排定 0 个接待日" in plan(run).stdout


def test_some_branches_only(run: Run) -> None:
    assert "已新排定 24 个接待日" in plan(run, "--branch", "A1", "--branch", "B2").stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("plan", "--as", "nobody", "--year", "NEXT", "--day", "15"), "没有名为“nobody”的账号"),
        (("plan", "--as", "unit", "--year", "NEXT", "--day", "15"), "您不能进行这一步"),
        (("plan", "--as", "street", "--year", "1999", "--day", "15"), "只能排今年和明年的接待日"),
        (("plan", "--as", "street", "--year", "NEXT", "--day", "15", "--branch", "Z9"), "没有代码为 Z9 的支部"),
        (("owed", "NEXT-13"), "月份写作 2026-10"),
        (("owed", "abc"), "月份写作 2026-10"),
    ],
)
def test_what_cannot_be_planned_is_said_in_one_sentence(run: Run, words: tuple[str, ...], sentence: str) -> None:
    refused = run(*words)
    assert (refused.exit_code, refused.stdout, refused.stderr.strip()) == (1, "", sentence)


def test_a_sweep_records_nothing_twice(run: Run, street: Street) -> None:
    assert json.loads(run("owed", "--json").stdout)["branches"] == [], "before the first reception nobody owes one"
    last_month = local(utc_now()).replace(day=1) - timedelta(days=1)
    then = replace(street.office, clock=lambda: last_month)
    with then.desk(street.actor("secretary")) as desk:
        desk.begin(Reception, "plan", {"on": last_month.date().isoformat(), "place": "党群服务中心", "hours": "9:00"})
    assert "已记下 1 个" in run("sweep").stdout
    assert "已记下 0 个" in run("sweep").stdout
    assert "东一网格党支部" in json.loads(run("owed", "--json").stdout)["branches"]
