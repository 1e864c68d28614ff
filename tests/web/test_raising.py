"""A resident raises a matter without an account: danger first, one question a page, once, and nothing of it leaks."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from tests.site import Site
from tests.web.raisers import ID, PHONE, WHAT, Raising, slip
from workflow.issues import consent, drafts, raising
from workflow.issues.model import Attachment, Claim, Contact, Draft, Issue, Referral, Tally
from workflow.kernel.clock import local
from workflow.kernel.db import Database, bare
from workflow.orgs.model import Grid


def test_the_numbers_to_call_stand_before_any_question(site: Site) -> None:
    page = site.browser().get("/raise").text
    assert [page.count(f'href="tel:{number}"') for number in ("110", "119", "120")] == [1, 1, 1]


def test_danger_is_counted_without_a_person_and_nobody_is_lost(site: Site) -> None:
    resident = Raising(site).begin(danger="yes")
    assert "tel:119" in resident.browser.get(f"{resident.at}/what").text
    Raising(site).begin(danger="yes")
    (row,) = resident.rows(Tally)
    assert (row.kind, row.n) == ("danger", 2)
    resident.told().send()
    assert [row.urgency for row in resident.rows(Issue)] == ["danger"]
    with site.office.database.reading() as db:
        assert raising.dangers(db, site.street.orgs["street"], local(site.office.clock()).date()) == 2


def test_a_receipt_has_number_code_and_what_comes_next(resident: Raising) -> None:
    page = resident.told().send()
    number, code = slip(page)
    assert number.startswith("A1-")
    assert "东一网格党支部会决定是否受理并告诉您" in page
    assert "最晚 " in page
    assert code.replace(" ", "") not in page.replace(code, "")  # neither in the QR nor in any address
    resident.browser.get("/track")
    assert resident.browser.post("/track", number=number, code=code).status_code == 303
    assert "已登记" in resident.browser.get("/follow").text


def test_from_the_receipt_it_is_one_press_to_the_matter(resident: Raising) -> None:
    page = resident.told().send()
    number, code = slip(page)
    form = page[page.index('action="/track"') :]
    fields = dict(re.findall(r'<input type="hidden" name="(number|code)" value="([^"]+)">', form))
    assert fields == {"number": number, "code": code}
    assert resident.browser.post("/track", **fields).headers["Location"] == "/follow"


def test_without_a_name_there_is_no_contact(resident: Raising) -> None:
    resident.told().send()
    assert resident.rows(Contact) == []
    assert [(one.contact_id, one.channel) for one in resident.rows(Claim)] == [(None, "online")]


def test_a_name_and_a_phone_are_kept_as_contact(resident: Raising) -> None:
    resident.told(reporter_name="李老师", reporter_phone=PHONE).send()
    assert [(one.name, one.phone) for one in resident.rows(Contact)] == [("李老师", PHONE)]


def test_an_address_that_cannot_be_one_is_said_at_once(resident: Raising) -> None:
    page = resident.says("contact", 422, reporter_name="李老师", reporter_email="li at example")
    assert "李老师" in page
    assert 'id="reporter_email-error"' in page


def test_an_address_is_kept_as_it_can_be_written_to(resident: Raising) -> None:
    resident.told(reporter_email=" li＠example.org ").send()
    assert [one.email for one in resident.rows(Contact)] == ["li@example.org"]


def test_the_claim_keeps_the_version_agreed_to_and_the_receipt_prints_it(resident: Raising) -> None:
    page = resident.told().send()
    assert [one.notice for one in resident.rows(Claim)] == [consent.current().version]
    assert consent.current().short in page
    assert "我们收集什么" in resident.browser.get(f"/raise/notice/{consent.current().short}").text


@pytest.mark.parametrize("more", [{"agree": ""}, {"notice": "made-up"}])
def test_nothing_is_sent_without_a_known_notice_agreed_to(resident: Raising, more: dict[str, str]) -> None:
    resident.told().send(422, **more)
    assert resident.rows(Issue) == []


@pytest.mark.parametrize(
    "text",
    [
        f"我的身份证{ID}，楼道有纸箱",
        "我的身份证１１０１０５１９４９１２３１００２Ｘ，楼道有纸箱",
        "身份证 110105 19491231 002x 楼道",
        "卡号 4111 1111 1111 1111 被盗刷",
    ],
)
def test_an_identity_or_card_number_is_explained_and_nothing_typed_is_lost(resident: Raising, text: str) -> None:
    page = resident.says("what", 422, what=text)
    assert "请不要填写身份证号或银行卡号" in page
    assert text in page
    assert "what" in resident.browser.get(f"{resident.at}/send").headers["Location"]


def test_sent_twice_makes_one_and_shows_the_same_code(resident: Raising) -> None:
    first = slip(resident.told().send())
    assert slip(resident.send(200)) == first
    assert len(resident.rows(Issue)) == 1


def test_the_code_is_on_no_page_afterwards(resident: Raising) -> None:
    _number, code = slip(resident.told().send())
    for page in ("what", "send"):
        assert code not in resident.browser.get(f"{resident.at}/{page}").text


def test_two_tabs_are_two_matters(site: Site) -> None:
    one = Raising(site).begin().told()
    other = Raising(site)
    other.browser = one.browser
    other.begin().told(what="路灯不亮三天了", place="圳美村口")
    one.send()
    other.send()
    assert sorted(row.what for row in one.rows(Issue)) == sorted([WHAT, "路灯不亮三天了"])


def test_a_draft_is_sealed_and_another_browser_cannot_read_it(resident: Raising) -> None:
    resident.told(reporter_phone=PHONE)
    (row,) = resident.rows(Draft)
    assert WHAT.encode() not in row.sealed
    assert PHONE.encode() not in row.sealed
    stranger = resident.site.browser()
    stranger.get("/raise")
    assert stranger.get(f"{resident.at}/send").status_code == 303
    assert WHAT not in stranger.text


def test_a_draft_is_over_after_a_day_and_what_is_typed_then_begins_anew(resident: Raising) -> None:
    resident.told()
    resident.site.watch.forward(hours=25)
    assert resident.browser.get(f"{resident.at}/where").headers["Location"] == "/raise"
    resident.browser.get("/raise")
    assert resident.browser.post(f"{resident.at}/where", place="荔枝路12号").status_code == 303
    assert resident.browser.get(f"{resident.at}/send").headers["Location"] == f"{resident.at}/what"


def test_the_worker_forgets_what_is_over(resident: Raising) -> None:
    resident.told()
    drafts.forget(resident.site.office)
    assert len(resident.rows(Draft)) == 1
    resident.site.watch.forward(hours=25)
    drafts.forget(resident.site.office)
    assert resident.rows(Draft) == []


def test_a_page_of_a_session_that_is_over_gives_back_what_was_typed(resident: Raising) -> None:
    resident.browser.client.delete_cookie("lianxi")
    page = resident.says("what", 400, what=WHAT, csrf_token="old")
    assert "页面已失效" in page
    assert "反映什么" in page
    assert WHAT in page


def test_a_deleted_draft_leaves_nothing(resident: Raising) -> None:
    resident.told().browser.get(f"{resident.at}/send")
    resident.browser.post(f"{resident.at}/drop")
    assert resident.rows(Draft) == []


def test_going_back_shows_what_was_answered(resident: Raising) -> None:
    resident.told()
    assert WHAT in resident.browser.get(f"{resident.at}/what").text
    assert "荔枝路12号三楼" in resident.browser.get(f"{resident.at}/where").text


def test_a_poster_names_the_grid(site: Site) -> None:
    resident = Raising(site)
    with site.office.database.reading() as db:
        table = bare(Grid)
        code = db.execute(select(table.c.code).where(table.c.id == site.street.grids["b1g2"])).scalar_one()
    resident.begin(code=code)
    resident.says("what", what=WHAT)
    assert "西一第二网格" in resident.browser.get(f"{resident.at}/send").text
    resident.send()
    assert [row.branch_id for row in resident.rows(Issue)] == [site.street.orgs["b1"]]


def test_a_torn_poster_still_leads_on(site: Site) -> None:
    assert site.browser().get("/raise/at/nowhere").status_code == 200


def test_a_place_in_no_grid_goes_to_the_street(resident: Raising) -> None:
    resident.told(place="不知道哪里")
    assert "没有认出属于哪个网格" in resident.browser.get(f"{resident.at}/send").text
    resident.send()
    assert [row.owner_id for row in resident.rows(Issue)] == [resident.site.street.orgs["street"]]


def test_nowhere_is_asked_again(resident: Raising) -> None:
    resident.says("what", what=WHAT)
    assert "二者至少填一项" in resident.says("where", 422, place=" ")


def test_about_a_branchs_staff_goes_one_level_up(resident: Raising) -> None:
    street = resident.site.street
    resident.says("what", what="书记收了礼", about_staff_of=str(street.orgs["a1"]))
    resident.says("where", place="荔枝路12号")
    page = resident.browser.get(f"{resident.at}/send").text
    assert "将由它的上一级东社区党委办理" in page
    resident.send()
    assert [(row.owner_id, row.about_org_id) for row in resident.rows(Issue)] == [(street.orgs["a"], street.orgs["a1"])]


def test_about_the_streets_own_staff_names_the_outside_channel_and_keeps_nothing(resident: Raising) -> None:
    street = str(resident.site.street.orgs["street"])
    page = resident.says("what", 422, what="街道干部收了礼", about_staff_of=street)
    assert "12388" in page
    assert len(resident.rows(Referral)) == 1
    assert "what" in resident.browser.get(f"{resident.at}/send").headers["Location"]


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more: object) -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return io.BytesIO(out.getvalue()), f"现场.{kind.lower()}"


def test_a_photo_loses_where_it_was_taken(resident: Raising) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    resident.told().send(photos=[picture(exif=exif)])
    (kept,) = resident.rows(Attachment)
    assert not Image.open(io.BytesIO(kept.data)).getexif()


NO_PHOTO = "不是可用的照片（JPEG、PNG 或 WebP）"


@pytest.mark.parametrize(
    ("hostile", "said"),
    [
        (b"<svg onload=alert(1)>", NO_PHOTO),
        (b"GIF89a", NO_PHOTO),
        (b"%PDF-1.7", NO_PHOTO),
        (b"\x00\x00\x00\x18ftypheic", "是 HEIC 格式"),
    ],
)
def test_a_hostile_file_is_explained_and_everything_else_is_still_there(
    resident: Raising, hostile: bytes, said: str
) -> None:
    page = resident.told().send(422, photos=[(io.BytesIO(hostile), "照片.heic")])
    assert said in page
    assert WHAT in page
    assert resident.rows(Issue) == []
    resident.send()


# -- floods --------------------------------------------------------------------------------------


def test_a_flood_from_one_address_is_slowed_and_nobody_else_is(site: Site) -> None:
    flood = Raising(site)
    flood.browser.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    for n in range(20):
        flood.begin().told(what=f"第{n}件事没有道理", place="别处").send()
    flood.begin().told()
    flood.browser.get(f"{flood.at}/send")
    fields = {"agree": "yes", "notice": consent.current().version}
    refused = flood.browser.post(f"{flood.at}/send", **fields)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert WHAT in refused.text
    Raising(site).begin().told().send()
    site.watch.forward(minutes=16)
    flood.send()


def test_a_household_of_the_newer_addresses_counts_as_one(site: Site) -> None:
    for n in range(61):
        browser = site.browser()
        browser.client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:1::{n:x}"
        browser.get("/raise")
        status = browser.post("/raise", danger="no").status_code
    assert status == 429


def test_behind_a_proxy_the_flood_is_counted_by_the_address_it_comes_from(database: Database) -> None:
    site = Site(database, own=True, proxies=1)
    statuses = []
    for n in range(62):
        browser = site.browser()
        browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"198.51.100.77, 203.0.113.{n % 2}"
        browser.get("/raise")
        statuses.append(browser.post("/raise", danger="no").status_code)
    assert statuses == [303] * 62


def test_without_a_proxy_nobody_names_an_address_of_their_own(site: Site) -> None:
    for n in range(61):
        browser = site.browser()
        browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{n}"
        browser.get("/raise")
        answer = browser.post("/raise", danger="yes")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, "900")
    assert "tel:119" in answer.text  # whoever is in danger reads whom to call all the same


def test_nothing_written_stands_in_an_address_or_a_cookie(resident: Raising) -> None:
    resident.told(reporter_phone=PHONE)
    cookie = resident.browser.client.get_cookie("lianxi")
    assert cookie is not None
    assert len(cookie.value) < 400
    assert cookie.expires is None
    assert re.fullmatch(r"/raise/[0-9a-f]{16}", resident.at)


def test_an_unknown_page_of_a_draft_is_no_page(resident: Raising) -> None:
    assert resident.browser.get(f"{resident.at}/nothing").status_code == 404
