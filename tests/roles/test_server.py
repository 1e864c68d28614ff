"""A server works in the application's role, says when it works in another, and asks the owner for what only it may."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result

from tests.databases import APP, AUDITOR, seen_by
from web import Settings, create_app
from workflow.cli import main
from workflow.cli.serving import warn
from workflow.kernel.opening import open_office
from workflow.kernel.settings import BadSettings, read_settings
from workflow.migrations import downgrade


@pytest.fixture
def run(tmp_path, monkeypatch, database_url):
    """`lianxi` on a house of this test's own, as the owner or as a role."""
    monkeypatch.setenv("LIANXI_DATA", str(tmp_path / "data"))

    def call(*words: str, role: str = "postgres") -> Result:
        monkeypatch.setenv("LIANXI_DATABASE_URL", seen_by(role, database_url))
        return CliRunner().invoke(main, words, catch_exceptions=False)

    assert call("init").exit_code == 0
    return call


def test_rights_are_given_and_told(run):
    told = run("roles", "--app", APP, "--auditor", AUDITOR)
    assert told.exit_code == 0
    assert (APP in told.stdout, AUDITOR in told.stdout) == (True, True)


def test_what_would_be_run_is_printed_and_not_run(run):
    run("roles", "--app", APP)
    told = run("roles", "--app", "nobody", "--print")
    assert told.exit_code == 0
    assert "GRANT SELECT, INSERT ON TABLE public.events TO nobody;" in told.stdout.splitlines()
    assert re.fullmatch(r"((GRANT|REVOKE) [^;\n]+;\n)+", told.stdout)


def test_the_start_says_when_the_server_could_edit_history(run, capsys):
    warn(read_settings())
    assert "能修改历史" in capsys.readouterr().err
    run("doctor", role=APP)
    warn(read_settings())
    assert "能修改历史" not in capsys.readouterr().err


def test_whoever_watches_the_server_reads_whether_history_is_held(run):
    for role, word in (("postgres", "loose"), (APP, "held")):
        run("doctor", role=role)
        office = open_office(read_settings())
        app = create_app(office, Settings(testing=True, secure_cookies=False))
        assert app.test_client().get("/readyz").json["history"] == word
        office.database.close()


def test_doctor_says_which_role_is_at_work(run):
    assert "能修改历史（accesses" in run("doctor").stdout
    found = run("doctor", role=APP)
    assert (found.exit_code, f"角色 {APP} 不能修改历史" in found.stdout) == (0, True)


def test_everything_is_prepared_again_without_a_right_to_change_the_schema(run):
    assert run("init", role=APP).exit_code == 0


def test_an_old_schema_is_the_owners_to_change(run, database_url):
    downgrade(database_url, "0035")
    told = run("init", role=APP)
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("数据库结构不是最新的，而当前角色无权修改结构")


def test_after_an_update_the_server_does_not_start_without_its_rights(run, database_url):
    downgrade(database_url, "0035")
    assert run("init").exit_code == 0
    assert run("doctor", role=APP).exit_code == 1
    with pytest.raises(BadSettings, match="重新运行 lianxi roles"):
        warn(read_settings())
    assert run("roles", "--app", APP).exit_code == 0
    assert run("doctor", role=APP).exit_code == 0


def test_files_are_written_anew_by_the_owner_alone(run):
    told = run("privacy", "sweep", role=APP)
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("重写文件要由拥有这些表的角色运行")
    assert run("privacy", "sweep").exit_code == 0


@pytest.mark.usefixtures("tools")
def test_a_backup_is_taken_without_the_owner(run, tmp_path):
    assert run("backup", str(tmp_path / "street.backup"), role=APP).exit_code == 0
    assert (tmp_path / "street.backup").stat().st_size > 0
