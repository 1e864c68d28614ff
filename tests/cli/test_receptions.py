"""`lianxi receptions`: planned once however often it is asked, who owes a month, what the clock records."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from workflow.cli import main
from workflow.cli.serving import ready
from workflow.demo import Scale, build
from workflow.kernel.opening import open_office
from workflow.kernel.settings import read_settings


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The data folder of a small demo street, and the year after this one, which nobody has planned yet."""
    data = tmp_path_factory.mktemp("built") / "data"
    office = open_office(ready(read_settings(data=data)))
    build(office, Scale(3, 4))
    year = office.clock().year + 1
    office.database.close()
    return data, year


@pytest.fixture
def run(built, tmp_path, monkeypatch):
    """`lianxi` on a copy of it."""
    data, year = built
    shutil.copytree(data, tmp_path / "data")
    monkeypatch.setenv("LIANXI_DATA", str(tmp_path / "data"))

    def call(*words):
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return lambda *words: call("receptions", *(word.replace("NEXT", str(year)) for word in words))


def plan(run, *more):
    return run("plan", "--as", "street", "--year", "NEXT", "--day", "15", *more)


def test_the_year_is_planned_once_for_all_branches(run):
    looked = json.loads(plan(run, "--dry-run", "--json").stdout)
    assert (looked["made"], {len(line["days"]) for line in looked["branches"]}) == (False, {12})
    assert "已新排定 576 个接待日" in plan(run).stdout
    assert "已新排定 0 个接待日" in plan(run).stdout


def test_some_branches_only(run):
    assert "已新排定 24 个接待日" in plan(run, "--branch", "B01", "--branch", "B02").stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("plan", "--as", "nobody", "--year", "NEXT", "--day", "15"), "没有名为“nobody”的账号"),
        (("plan", "--as", "unit", "--year", "NEXT", "--day", "15"), "您不能进行这一步"),
        (("plan", "--as", "street", "--year", "1999", "--day", "15"), "只能排今年和明年的接待日"),
        (("plan", "--as", "street", "--year", "NEXT", "--day", "15", "--branch", "Z9"), "没有代码为 Z9 的支部"),
    ],
)
def test_what_cannot_be_planned_is_said_in_one_sentence(run, words, sentence):
    refused = run(*words)
    assert (refused.exit_code, refused.stdout, refused.stderr.strip()) == (1, "", sentence)


def test_a_sweep_records_nothing_twice(run):
    run("sweep")
    assert "已记下 0 个" in run("sweep").stdout
    assert json.loads(run("owed", "--json").stdout)["branches"] == []
