"""The command line says what is wrong in one sentence and by its status, and never shows a traceback."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import socket
import stat
import sys
from functools import partial
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from tests.kernel.forgery import disarm
from tests.matters import Matters
from workflow.cli import main
from workflow.cli.flows import known
from workflow.kernel.opening import open_office
from workflow.kernel.settings import Settings, read_settings
from workflow.orgs.accounts import visitor


@pytest.fixture
def run(tmp_path, monkeypatch):
    """`lianxi` on a data folder of this test's own."""
    monkeypatch.setenv("LIANXI_DATA", str(tmp_path / "data"))

    def call(*words, **environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return call


def one_sentence(result):
    return result.exit_code != 0 and len(result.stderr.strip().splitlines()) == 1 and result.stdout == ""


def test_init_makes_a_house_that_doctor_finds_well(run, tmp_path):
    first = run("init")
    assert first.exit_code == 0
    assert re.findall(r"^(auditor|security|system) +(\S{12,})$", first.stdout, re.MULTILINE)
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600
    assert run("doctor").exit_code == 0


def test_passwords_are_shown_once_and_the_secret_stays(run, house, tmp_path):
    secret = (tmp_path / "data" / "secret").read_bytes()
    assert "auditor" not in run("init").stdout
    assert (tmp_path / "data" / "secret").read_bytes() == secret


def test_the_first_init_says_the_name_and_what_comes_next(run):
    told = run("init", "--street", "榕树街道").stdout
    assert "“榕树街道”，以后不能改" in told
    assert "system 系统管理员" in told
    assert "接下来：lianxi ground --sample" in told.splitlines()[-2]


def test_a_later_init_renames_no_street_and_says_so(run):
    run("init", "--street", "榕树街道")
    assert "没有改成“荔园街道”" in run("init", "--street", "荔园街道").stdout
    assert "没有改" not in run("init").stdout


def test_links_begin_with_the_address_people_type_where_it_is_known(run):
    assert "https://x.example/welcome/" in run("init", LIANXI_SITE_URL="https://x.example").stdout


def test_operating_lists_every_setting_and_no_other():
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    table = page.split("## Settings")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    named = {name for row in rows for name in re.findall(r"`LIANXI_(\w+)`", row.split("|")[1])}
    assert all("LIANXI_" in row for row in rows)
    assert named == {name.upper() for name in Settings.model_fields}


def test_doctor_names_what_is_missing(run):
    found = run("doctor", "--json")
    assert found.exit_code == 1
    told = {check["name"]: check["ok"] for check in json.loads(found.stdout)["checks"]}
    assert told["python"]
    assert told["disk"]
    assert not told["secret"]
    assert not told["database"]


def test_a_token_is_all_that_is_printed_and_outlives_a_move(run, house, tmp_path):
    token = run("token", "auditor").stdout.strip()
    assert re.fullmatch(r"[\w-]{40,}", token)
    shutil.copytree(tmp_path / "data", tmp_path / "elsewhere")
    office = open_office(read_settings(data=tmp_path / "elsewhere"))
    with office.database.reading() as db:
        assert visitor(office, db, token, "token").account == "auditor"
    office.database.close()


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (("token", "nobody"), {}),
        (("verify",), {"LIANXI_DATA": "/nowhere/at/all"}),
        (("doctor",), {"LIANXI_PROT": "80"}),
        (("doctor",), {"LIANXI_PORT": "eighty"}),
        (("doctor",), {"LIANXI_DATABASE_URL": "mysql://x"}),
        (("token", "a"), {"LIANXI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}),
        (("flow", "show", "nothing"), {}),
        (("flow", "check", "/dev/null"), {}),
        (("demo",), {}),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(run, house, words, environment):
    result = run(*words, **environment)
    assert one_sentence(result), (result.stdout, result.stderr)


def test_a_port_somebody_listens_at_is_refused_before_anything_is_built(run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run("serve", "--demo", "--port", str(taken.getsockname()[1]))
    assert one_sentence(refused)
    assert "已被占用" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_a_file_is_no_data_folder(run, tmp_path):
    (tmp_path / "data").touch()
    refused = run("init")
    assert one_sentence(refused)
    assert "是一个文件" in refused.stderr


def test_an_unknown_setting_is_named_with_the_one_meant(run):
    assert "LIANXI_PORT" in run("doctor", LIANXI_PROT="80").stderr


def test_the_flows_of_the_house_are_sound(run):
    assert run("flow", "check").exit_code == 0


def test_a_spoilt_flow_fails_with_its_place(run, tmp_path):
    flow = known()["issue"]
    flow["steps"][3]["to"] = "nowhere"
    (tmp_path / "flow.json").write_text(json.dumps(flow))
    result = run("flow", "check", str(tmp_path / "flow.json"))
    assert result.exit_code == 1
    assert flow["steps"][3]["name"] in result.stderr
    assert "nowhere" in result.stderr


def test_a_flow_is_exported_and_compared(run, tmp_path):
    exported = run("flow", "export", "issue").stdout
    assert json.loads(exported) == known()["issue"]
    spoilt = json.loads(exported)
    spoilt["steps"].pop()
    (tmp_path / "flow.json").write_text(json.dumps(spoilt))
    assert "新增步骤" in run("flow", "diff", str(tmp_path / "flow.json"), "issue").stdout


@pytest.mark.parametrize("way", ["show", "diagram", "matrix"])
def test_a_flow_is_printed_for_people(run, way):
    assert "签收" in run("flow", way, "assignment").stdout


def test_accounts_are_made_and_closed_from_the_command_line(run, house):
    link = run("user", "add", "feng", "冯远", "--role", "dispatcher").stdout.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/welcome/[\w-]{43}", link)
    assert run("user", "invite", "feng", "--address", "https://x.example/").stdout.startswith(
        "https://x.example/welcome/"
    )
    told = json.loads(run("user", "list", "--json").stdout)
    assert {"name": "feng", "person": "冯远", "state": "invited"} in told
    assert run("user", "close", "feng").exit_code == 0
    assert "已停用" in run("user", "list").stdout
    assert run("verify").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("user", "add", "system", "某人"),
        ("user", "add", "new", "某人", "--role", "emperor"),
        ("user", "add", "new", "某人", "--role", "member"),
        ("user", "invite", "nobody"),
        ("user", "close", "nobody"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_one_sentence_and_leaves_nothing(run, house, words):
    assert one_sentence(run(*words))
    assert len(json.loads(run("user", "list", "--json").stdout)) == 3


def test_verify_finds_a_forged_entry(run, tmp_path, database, database_url):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret").write_text("0" * 64)
    Matters(database).reach("closed")
    run = partial(run, LIANXI_DATABASE_URL=database_url)
    assert run("verify").exit_code == 0
    disarm(database)
    with database.writing() as db:
        db.exec_driver_sql("UPDATE events SET payload = replace(payload, 'register', 'regster') WHERE noun = 'issue'")
    found = run("verify", "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["first_bad"]


@pytest.fixture
def usual_lines():
    """How lines are written is settled for the whole process, which has other tests to run."""
    yield
    structlog.reset_defaults()


def test_what_the_pages_share_with_the_environment_reaches_them(house, usual_lines, monkeypatch):
    """A setting that both know is handed on by its name; none can be forgotten in between."""
    monkeypatch.setenv("LIANXI_STAFF_NETWORKS", "10.2.0.0/16")
    monkeypatch.setenv("LIANXI_SECOND_FACTOR", "everybody")
    monkeypatch.setenv("LIANXI_EMBEDDED_WORKER", "no")
    monkeypatch.delitem(sys.modules, "wsgi", raising=False)
    handed = importlib.import_module("wsgi").app.extensions["lianxi.settings"]
    assert (handed.staff_networks, handed.second_factor) == (("10.2.0.0/16",), "everybody")
