"""The system administrator sees what happens by itself, and tries again what was given up."""

from __future__ import annotations

import re

from tests.jobs.conftest import wait_for
from tests.site import Site
from workflow.jobs import beats, ledger
from workflow.jobs.engine import Runner
from workflow.kernel.desk import Office
from workflow.kernel.jobs import JOBS, Hopeless, Payload, enqueue, job


def test_an_empty_page_says_what_would_be_there(site: Site) -> None:
    page = site.browser("system").get("/admin/jobs").text
    for words in ("没有后台进程", "没有放弃的任务", "没有正在执行的任务", "没有等待的任务"):
        assert words in page


def test_whoever_works_and_what_is_due_is_shown_without_a_matter(site: Site) -> None:
    issue = site.matters.register()
    site.matters.watch.forward(days=1)
    beats.arrive(site.matters.office, "here-1")
    page = site.browser("system").get("/admin/jobs").text
    assert "here-1" in page
    assert "运行中" in page
    assert "受理时限" in page
    assert issue.number not in page
    assert issue.what not in page
    site.matters.watch.forward(minutes=5)
    assert "已停止" in site.browser("system").get("/admin/jobs").text


def test_others_are_shown_no_way_there(site: Site) -> None:
    assert "/admin/jobs" in site.browser("system").get("/admin/accounts").text
    assert "/admin/jobs" not in site.browser("security").get("/admin/accounts").text
    assert site.browser("security").get("/admin/jobs").status_code == 403


def test_what_was_given_up_is_tried_again_by_a_button(site: Site) -> None:
    office: Office = site.matters.office
    tried: list[Payload] = []

    @job("deliver_test")
    def deliver(_office: Office, payload: Payload) -> None:
        tried.append(payload)
        if len(tried) == 1:
            raise Hopeless("refused")

    runner = Runner(office, "here-2")
    try:
        with office.database.writing() as db:
            enqueue(db, "deliver_test", {"message": 5}, key="m-5")
        runner.start()
        wait_for(lambda: bool(ledger.tasks(office.database, ledger.DEAD)))
        system = site.browser("system")
        page = system.get("/admin/jobs").text
        assert "refused" in page
        found = re.search(r'name="id" value="([^"]+)"', page)
        assert found
        assert system.post("/admin/jobs/retry", id=found[1]).status_code == 303
        wait_for(lambda: len(tried) == 2)
        assert "没有放弃的任务" in system.get("/admin/jobs").text
    finally:
        runner.stop()
        del JOBS["deliver_test"]
