"""`lianxi roles` says in one sentence why it cannot do what was asked."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from workflow.cli import main


@pytest.fixture
def refused(tmp_path, monkeypatch, database_url):
    """The one sentence that a command ends with, on a house made before."""
    monkeypatch.setenv("LIANXI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LIANXI_DATABASE_URL", database_url)
    assert CliRunner().invoke(main, ["init"]).exit_code == 0

    def call(*words: str) -> str:
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        assert (result.exit_code, result.stdout) == (1, "")
        (sentence,) = result.stderr.strip().splitlines()
        return sentence

    return call


def test_it_asks_for_whom(refused):
    assert refused("roles") == "请用 --app 或 --auditor 说明要授权的角色"


def test_who_works_and_who_looks_are_two_roles(refused):
    assert "两个不同的角色" in refused("roles", "--app", "lianxi", "--auditor", "lianxi")


def test_where_there_are_no_roles_it_says_what_protects_instead(refused, database_url):
    sentence = refused("roles", "--app", "nobody")
    expected = "SQLite 没有角色" if database_url.startswith("sqlite") else "没有名为 nobody 的数据库角色"
    assert sentence.startswith(expected)
