"""Whoever mistypes a command line reads one Chinese sentence: what is wrong, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from workflow.cli import House, main
from workflow.cli.serving import door, need_demo, warn
from workflow.kernel.db import Database
from workflow.kernel.settings import BadSettings, read_settings

Run = Callable[..., Result]
CLICKS = re.compile(r"No such|Missing|Invalid|Error|Usage|Options:|Commands:|Try |Show|OPTIONS|INTEGER|argument|not a ")
"""What click says by itself."""
PLAN = ("receptions", "plan", "--as", "zhang")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`lianxi` where nothing has been prepared."""
    monkeypatch.setenv("LIANXI_DATA", str(tmp_path / "data"))
    return lambda *words: CliRunner().invoke(main, words, prog_name="lianxi", catch_exceptions=False)


def commands(group: click.Group = main, *above: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


def told(result: Result, status: int) -> str:
    """The one sentence, after which nothing was done."""
    assert (result.exit_code, result.stdout) == (status, "")
    (line,) = result.stderr.splitlines()
    assert not CLICKS.search(line)
    return line


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("frob",), "没有命令 frob，已有的命令：backup、calendar"),
        (("usr",), "没有命令 usr，是否指 user？；写法：lianxi [选项] 命令 [参数]...，详见 lianxi --help"),
        (("user", "lst"), "没有命令 lst，是否指 list？；写法：lianxi user [选项] 命令 [参数]..."),
        (("--",), "缺少命令"),
        (("--frob",), "没有选项 --frob；写法：lianxi"),
        (("serve", "--prot", "80"), "没有选项 --prot，是否指 --port"),
        (("serve", "-p", "80"), "没有选项 -p"),
        (("token",), "缺少参数 NAME；写法：lianxi token [选项] NAME，详见 lianxi token --help"),
        ((*PLAN, "--day", "3"), "缺少选项 --year"),
        ((*PLAN, "--year", "soon"), "选项 --year 的值不可用：应为整数"),
        (("serve", "--port", "eighty"), "选项 --port 的值不可用：应为 1 到 65535 的整数"),
        (("serve", "--workers", "9" * 5000), "选项 --workers 的值不可用：应为 1 到 64 的整数"),
        (("witness", "https://x.example", "--street", "-1"), "选项 --street 的值不可用：应为不小于 1 的整数"),
        (("calendar", "show", "1066"), "参数 YEAR 的值不可用：应为 1992 到 2099 的整数"),
        (("serve", "--port"), "选项 --port 后面要写一个值"),
        (("doctor", "--json=yes"), "选项 --json 后面不写值"),
        (("token", "zhang", "li", "wang"), "多写了参数 li wang；写法：lianxi token [选项] NAME"),
        (("token", "a", "坏\n\x1b[2J" * 99), "多写了参数 坏��[2J坏"),
        (("backup", "/"), "参数 FILE 的值不可用：应为可以读取的文件"),
        (("init", "--address", "lianxi.example.org"), "选项 --address 的值不可用：应为 https://… 或 http://…"),
        (("token", "\udcff"), "命令行里有读不出的字节"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_how_to_write_it(
    run: Run, words: tuple[str, ...], sentence: str
) -> None:
    assert told(run(*words), 2).startswith(sentence)


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_refuses_an_unknown_option_and_has_its_help_in_chinese(run: Run, words: tuple[str, ...]) -> None:
    assert told(run(*words, "--no-such"), 2).startswith("没有选项 --no-such")
    shown = run(*words, "--help")
    assert shown.exit_code == 0
    assert shown.stdout.startswith(f"用法：lianxi {' '.join(words)} [选项]")
    assert "显示这份说明" in shown.stdout
    assert not CLICKS.search(shown.stdout)


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    for words in ((), ("user",)):
        shown = run(*words)
        assert shown.exit_code == 2
        assert "命令：" in shown.stderr
        assert not CLICKS.search(shown.stderr)


def test_whoever_breaks_off_reads_that(run: Run) -> None:
    house = House("lianxi")

    @house.command()
    def wait() -> None:
        raise KeyboardInterrupt

    broken = CliRunner().invoke(house, ["wait"])
    assert (broken.exit_code, broken.stderr.strip()) == (1, "已中断")


def test_what_was_typed_never_breaks_the_line_of_a_terminal(run: Run, house: Path) -> None:
    assert told(run("token", "坏\n\x1b[2J" * 999), 1).startswith("没有名为“坏 �[2J坏")


def test_a_table_wrong_in_every_line_fills_no_screen(run: Run, house: Path, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(
        "种类,编号,名称,上级,词语,常规,照片\n" + "小区,C1,东园,,,,\n" * 30, encoding="utf-8"
    )
    lines = run("ground", str(tmp_path / "table.csv")).stderr.splitlines()
    assert lines[0].startswith("第 2 行")
    assert lines[20:] == ["另有 10 处。"]


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("PORT", "eighty", "应为整数"),
        ("PORT", "0", "应不小于 1"),
        ("WORKERS", "65", "应不大于 64"),
        ("EMBEDDED_WORKER", "perhaps", "应为 yes 或 no"),
        ("PASSWORDS", "weak", "应为 modern、mlps3 之一"),
        ("SECOND_FACTOR", "never", "应为 optional、administrators、everybody 之一"),
        ("SITE_URL", "lianxi.example.org", "应为 https://… 或 http://…"),
    ],
)
def test_a_setting_that_is_none_is_named_with_what_it_may_be(
    run: Run, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"LIANXI_{setting}", value)
    assert told(run("doctor"), 1) == f"环境变量 LIANXI_{setting} 的值不可用：{sentence}"


@pytest.mark.parametrize("name", ["", "  ", "街" * 81, "荔园\x1b街道"])
def test_a_street_that_cannot_be_called_so_is_not_founded(run: Run, tmp_path: Path, name: str) -> None:
    assert told(run("init", "--street", name), 1).startswith("街道的名称")
    assert not (tmp_path / "data").exists()


def test_a_database_of_a_later_version_is_left_alone(run: Run, house: Path) -> None:
    database = Database(read_settings().database)
    with database.writing() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    for words in (("init",), ("user", "list"), ("verify",)):
        assert "数据库的结构是 9999，比本版本的" in told(run(*words), 1)
    assert "比本版本新，请换用更新的版本" in run("doctor").stdout


def test_a_real_street_is_never_served_as_a_demo(house: Path) -> None:
    with pytest.raises(BadSettings, match="数据库里是东园街道，不是演示街道"):
        need_demo(read_settings(demo=True))


def test_a_door_is_written_as_addresses_are() -> None:
    assert door(read_settings(host="::1", port=8000)) == "[::1]:8000"
    assert door(read_settings(host="localhost", port=80)) == "localhost:80"


def test_a_server_nobody_could_stay_logged_in_at_says_so(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warn(read_settings())
    assert "LIANXI_SECURE_COOKIES=no" in capsys.readouterr().err
    for fit in ({"proxies": 1}, {"secure_cookies": False}):
        warn(read_settings(**fit))
        assert capsys.readouterr().err == ""


def test_a_port_to_try_instead_is_one_that_there_is(run: Run) -> None:
    for port, other in (("65535", "8000"), ("80", "8000"), ("8000", "8001")):
        refused = told(run("serve", "--host", "nowhere.invalid", "--port", port), 1)
        assert refused.endswith(f"make run PORT={other}")


def test_what_the_system_refuses_is_said_in_chinese(run: Run, house: Path) -> None:
    assert told(run("backup", "/nowhere/at/all"), 1) == "没有这个文件或文件夹：/nowhere/at/all"
    assert told(run("restore", "/nowhere/at/all"), 1).startswith("数据库里已有内容")
    assert "没有这个地址" in told(run("serve", "--host", "nowhere.invalid"), 1)
