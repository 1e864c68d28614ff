"""The administrator's calendar: a notice is looked at, then imported; a bad one says why and changes nothing."""

from __future__ import annotations

import html
import io
import re
from datetime import UTC, datetime

from sqlalchemy import event

from tests.rules.notices import SOURCE, TEXT, bring
from tests.site import Site


def preview(browser, text: str | bytes = TEXT, year: str = "2027", source: str = SOURCE):
    browser.get("/admin/calendar")
    raw = text if isinstance(text, bytes) else text.encode()
    return browser.post("/admin/calendar/preview", year=year, source=source, file=(io.BytesIO(raw), "通知.csv"))


def confirmed(browser, page: str):
    """Press the button of the preview."""
    text = html.unescape(re.search(r'<textarea name="days" hidden>(.*?)</textarea>', page, re.DOTALL)[1])
    return browser.post("/admin/calendar", year="2027", source=SOURCE, days=text)


def test_a_notice_is_looked_at_and_then_imported(site: Site) -> None:
    site.watch.now = datetime(2027, 2, 3, 1, tzinfo=UTC)
    site.matters.reach("handling")
    system = site.browser("system")
    looked = preview(system)
    assert looked.status_code == 200
    assert "2月8日 星期一" in looked.text
    assert "办理时限" in looked.text
    assert "由 2027年2月10日 改为 2027年2月17日" in looked.text
    assert "还没有通知" in looked.text
    assert confirmed(system, looked.text).status_code == 303
    page = system.get("/admin/calendar").text
    assert SOURCE in page
    assert "张统" in page
    assert "的通知已施行" in page


def test_nothing_is_imported_before_it_is_confirmed(site: Site) -> None:
    system = site.browser("system")
    preview(system)
    assert "还没有通知" in system.get("/admin/calendar").text


def test_a_bad_file_says_why(site: Site) -> None:
    system = site.browser("system")
    refused = preview(system, TEXT.replace("2027-02-08,off,春节\n", "") + "2027-02-16,work,春节\n")
    assert refused.status_code == 422
    assert "春节的放假日期不连续，缺 2027-02-08" in refused.text
    assert "2027-02-16 是星期二，本来就上班" in refused.text
    assert "确认导入" not in refused.text
    assert "文件不是 UTF-8 编码" in preview(system, TEXT.encode("gb18030")).text
    assert "文件是空的" in preview(system, "").text


def test_what_was_tampered_with_after_the_preview_is_refused(site: Site) -> None:
    system = site.browser("system")
    system.get("/admin/calendar")
    refused = system.post(
        "/admin/calendar", year="2027", source=SOURCE, days=TEXT.replace("2027-06-09,off,端午节\n", "")
    )
    assert (refused.status_code, "通知里没有端午节" in refused.text) == (422, True)
    assert "还没有通知" in system.get("/admin/calendar").text


def test_from_november_on_a_missing_notice_is_spoken_of(site: Site) -> None:
    system = site.browser("system")
    assert "2027 年放假通知" in system.get("/today").text
    assert "2027 年的放假通知还没有导入" in system.get("/admin/calendar").text
    bring(site.matters)
    assert "2027 年放假通知" not in system.get("/today").text
    assert "还没有导入" not in system.get("/admin/calendar").text


def test_the_streets_officers_are_warned_on_their_home_page_and_nobody_below_is(site: Site) -> None:
    street = site.browser("street")
    assert "2027 年放假安排暂定" in street.get("/today").text
    assert "2027 年的放假通知还没有导入" in street.get("/rules").text
    assert "放假安排暂定" not in site.browser("community").get("/today").text
    assert "放假安排暂定" not in site.browser("secretary").get("/today").text
    bring(site.matters)
    assert "放假安排暂定" not in street.get("/today").text


def test_before_november_nobody_is_warned(site: Site) -> None:
    site.watch.now = datetime(2026, 10, 31, 1, tzinfo=UTC)
    assert "放假安排暂定" not in site.browser("street").get("/today").text
    assert "2027 年放假通知" not in site.browser("system").get("/today").text


def test_the_auditor_sees_the_calendar_and_cannot_import(site: Site) -> None:
    auditor = site.browser("auditor")
    assert "导入放假通知" not in auditor.get("/admin/calendar").text
    assert auditor.post("/admin/calendar/preview", year="2027").status_code == 403


def test_the_home_page_asks_no_more_once_a_notice_was_imported(site: Site) -> None:
    """The edition comes with the visitor: pages cost the same, whatever was imported."""
    officer = site.browser("secretary")

    def asked() -> int:
        n = []

        def count(*_args) -> None:
            n.append(1)

        event.listen(site.office.database.engine, "before_cursor_execute", count)
        officer.get("/today")
        event.remove(site.office.database.engine, "before_cursor_execute", count)
        return len(n)

    asked()
    before = asked()
    bring(site.matters)
    asked()
    assert asked() == before


def test_an_assignment_explains_both_its_dates(site: Site) -> None:
    """Until when it must be signed for, and until when it must be done."""
    sheet = site.matters.sheets(site.matters.reach("transferred"))[0]
    page = site.browser("unit").get(f"/assignments/{sheet.id}").text
    assert page.count('<div class="due-told">') == 2
    assert "签收时限：2026年11月24日 17:30" in page
    assert "办理时限：2026年11月30日 17:30" in page
