"""`lianxi ground`: a street that is no demo gets its organisations from a table, and can begin to work."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from workflow.cli import main
from workflow.issues.model import Issue
from workflow.kernel.accesses import ACCESSES
from workflow.kernel.clock import local
from workflow.kernel.opening import open_office
from workflow.kernel.settings import read_settings
from workflow.orgs import capacities
from workflow.orgs.accounts import Account
from workflow.orgs.entering import operator
from workflow.orgs.model import Post
from workflow.rules import ground

HEAD = ",".join(ground.HEAD)


@pytest.fixture
def run(house, tmp_path, monkeypatch):
    """`lianxi …` in a house that was founded a moment ago; FILE is the table it brings as a sample."""
    monkeypatch.chdir(tmp_path)

    def command(*words):
        return CliRunner().invoke(main, words, catch_exceptions=False)

    (tmp_path / "FILE").write_text(command("ground", "--sample").stdout, encoding="utf-8")
    return command


@pytest.fixture
def office():
    opened = open_office(read_settings())
    yield opened
    opened.database.close()


def known(office):
    with office.database.reading() as db:
        return ground.known(db, 1)


def test_the_sample_is_a_table_that_can_be_brought_and_brought_again(run):
    assert "已建立：社区 1 个、支部 1 个、单位 1 个、网格 1 个、类别 3 个" in run("ground", "FILE").stdout
    assert "已建立：无；原有 7 个不变" in run("ground", "FILE").stdout


def test_a_dry_run_changes_nothing(run, office):
    assert "将建立：社区 1 个" in run("ground", "FILE", "--dry-run").stdout
    assert [key for key, said in known(office).items() if said[0] != "street"] == []


def test_a_matter_can_be_registered_and_accepted_on_the_new_ground(run, office):
    run("ground", "FILE")
    with office.database.reading() as db:
        branch = db.execute(ground.ORGS.select().where(ground.ORGS.c.code == "B01")).one()
        category = db.execute(ground.CATEGORIES.select().where(ground.CATEGORIES.c.code == "clutter")).one()
    assert branch.path == "/".join(str(id) for id in (1, branch.parent_id, branch.id))
    with office.desk(operator()) as desk:
        owner = desk.begin(Account, "create", {"name": "zhou", "person_name": "周明"})
        post = {"person": owner.person_id, "org": branch.id, "role": "secretary", "starts": desk.today}
        desk.begin(Post, "grant", post)
    with office.database.reading() as db:
        secretary = capacities.actor(db, owner.person_id, local(office.clock()).date())
    with office.desk(secretary) as desk:
        issue = desk.begin(Issue, "register", {"what": "楼道堆满纸箱", "place": "东园路8号"})
        taken = desk.take(Issue, issue.id, "accept", {"category": category.id, "urgency": "general"})
    assert (taken.state, taken.owner_id, taken.number[:4]) == ("accepted", branch.id, "B01-")


def test_what_was_laid_stands_in_the_second_log(run, office):
    run("ground", "FILE")
    with office.database.reading() as db:
        (payload,) = db.execute(ACCESSES.select().where(ACCESSES.c.kind == "ground")).mappings()
    facts = json.loads(payload["payload"])["facts"]
    assert facts == {"community": 1, "branch": 1, "unit": 1, "grid": 1, "category": 3}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "第一行应是：种类"),
        ("name,code\n", "第一行应是：种类"),
        (f"{HEAD}\n小区,C1,东园,,,,\n", "第 2 行：种类应是社区、支部、单位、网格或类别"),
        (f"{HEAD}\n社区,C 1,东园,,,,\n", "第 2 行：编号应是不超过 16 个字母和数字"),
        (f"{HEAD}\n社区,C1,,,,,\n", "第 2 行：没有名称"),
        (f"{HEAD}\n社区,C1,东园,,,,\n社区,C1,西园,,,,\n", "第 3 行：编号 C1 已经用过"),
        (f"{HEAD}\n社区,S,东园,,,,\n", "第 2 行：编号 S 已经用过"),
        (f"{HEAD}\n支部,B1,东一,C9,,,\n", "第 2 行：东一的上级应是一个社区，没有编号为 C9 的"),
        (f"{HEAD}\n支部,B1,东一,,,,\n", "第 2 行：东一的上级应是一个社区，没有编号为 – 的"),
        (f"{HEAD}\n类别,x,堆物,,,也许,\n", "第 2 行：常规和照片应填是或否"),
        (f"{HEAD}\n类别,x,堆物,,{'词' * 201},,\n", "第 2 行：词语太长"),
        (f"{HEAD}\n支部,b01,东一,C1,,,\n", "第 2 行：组织的编号须用大写字母"),
        (f"{HEAD}\n社区,C1,东\0园,,,,\n", "第 2 行：有看不见的控制字符"),
        (f"{HEAD}\n社区,C1,东\N{RIGHT-TO-LEFT OVERRIDE}园,,,,\n", "第 2 行：有看不见的控制字符"),
        (f'{HEAD}\n社区,C1,"东园,,,,\n社区,C2,西园,,,,\n', "引号没有成对"),
        (f"{HEAD}\n社区,C1,{'园' * 140_000},,,,\n", "内容过长"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_laid(run, office, tmp_path, text, sentence):
    (tmp_path / "BAD").write_text(text + ("社区,C7,好的社区,,,,\n" if text else ""), encoding="gb18030")
    refused = run("ground", "BAD")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert sentence in refused.stderr
    assert {said[0] for said in known(office).values()} == {"street"}


def test_a_file_that_is_not_there_or_not_named_is_said(run):
    assert "没有文件 NOTHING" in run("ground", "NOTHING").stderr
    assert "lianxi ground --sample" in run("ground").stderr
