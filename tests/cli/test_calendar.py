"""`lianxi calendar`: looked at first, imported once, and every bad file one sentence."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.rules.notices import SOURCE, TEXT
from workflow.cli import main


@pytest.fixture
def run(house, tmp_path, monkeypatch):
    """`lianxi calendar` in a fresh house; FILE is the notice of 2027."""
    (tmp_path / "FILE").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, ("calendar", *words), catch_exceptions=False)


def test_a_dry_run_tells_what_would_change_and_changes_nothing(run):
    looked = json.loads(run("import", "FILE", "--source", SOURCE, "--dry-run", "--json").stdout)
    assert (looked["made"], looked["year"]) == (False, 2027)
    assert {"day": "2027-02-08", "was": "工作日", "becomes": "春节放假"} in looked["days"]
    assert {"day": "2027-02-14", "was": "周末", "becomes": "春节调休上班"} in looked["days"]
    assert json.loads(run("show", "2027", "--json").stdout)["status"] == "provisional"


def test_an_imported_year_is_official_and_names_its_source(run):
    assert "已导入 2027 年的通知" in run("import", "FILE", "--source", SOURCE).stdout
    found = json.loads(run("show", "2027", "--json").stdout)
    assert (found["status"], found["source"]) == ("official", SOURCE)
    assert {"date": "2027-02-20", "kind": "work", "name": "春节"} in found["days"]
    assert json.loads(run("show", "2026", "--json").stdout)["status"] == "official"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("import", "FILE"), "请写明通知的来源"),
        (("import", "NOTHING", "--source", "x"), "没有文件 NOTHING"),
        (("import", "EMPTY", "--source", "x"), "请写明通知是哪一年的"),
        (("import", "EMPTY", "--source", "x", "--year", "2027"), "文件是空的"),
        (("import", "FILE", "--source", "x", "--year", "2026"), "不属于 2026 年的通知"),
    ],
)
def test_what_cannot_be_imported_is_said_in_one_sentence(run, tmp_path, words, sentence):
    (tmp_path / "EMPTY").touch()
    refused = run(*words)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert sentence in refused.stderr
    assert json.loads(run("show", "2027", "--json").stdout)["status"] == "provisional"
