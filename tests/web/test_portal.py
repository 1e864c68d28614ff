"""A resident with a slip: sees where the matter stands, says what came of it, and nobody else learns a thing."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.site import Browser, Site
from workflow.issues.codes import code_for
from workflow.issues.details import photos
from workflow.issues.model import Issue
from workflow.receptions.model import Reception

PHONE = "13812345678"


class Slip:
    """A matter raised at the branch, with number and code in the resident's hand."""

    def __init__(self, site: Site) -> None:
        self.site = site
        data = {"what": "三楼楼道堆满纸箱", "place": "荔枝路12号", "reporter_name": "李老师", "reporter_phone": PHONE}
        with site.office.desk(site.street.actor("secretary")) as desk:
            self.issue = desk.begin(Issue, "register", data)
        self.code = code_for(site.office, desk.result["nonce"])
        self.browser: Browser = site.browser()

    def open(self, number: str = "", code: str = "") -> str:
        self.browser.get("/track")
        answer = self.browser.post("/track", number=number or self.issue.number, code=code or self.code)
        return self.browser.get("/follow").text if answer.status_code == 303 else answer.text

    def take(self, who: str, step: str, **data: object) -> None:
        self.site.matters.take(who, self.issue, step, **data)

    def reply(self) -> None:
        self.take("secretary", "accept", category=self.site.street.categories["clutter"], urgency="general")
        self.take("secretary", "note", text="内部备注：此人常来")
        self.take("secretary", "execute", basis="routine", plan="周明上门清理")
        self.take("secretary", "report_done", result="已清理")
        self.take("member", "verify", outcome="solved", answer="纸箱已于今天清走")


@pytest.fixture
def slip(site: Site) -> Slip:
    return Slip(site)


def test_a_code_opens_where_it_stands_who_holds_it_and_until_when(slip: Slip) -> None:
    page = slip.open()
    assert "已登记，等待受理" in page
    assert "东一网格党支部会决定是否受理并告诉您" in page
    assert "11月24日 17:30" in page


@pytest.mark.parametrize(("number", "code"), [("A1-26-0099", ""), ("", "X" * 20), ("' OR 1=1", "%")])
def test_a_wrong_number_and_a_wrong_code_get_the_same_sentence(slip: Slip, number: str, code: str) -> None:
    page = slip.open(number, code)
    assert "没有找到：请核对编号和查询码" in page
    assert "三楼" not in page


def test_the_code_may_be_typed_as_people_type(slip: Slip) -> None:
    typed = "-".join(slip.code[i : i + 4] for i in range(0, 20, 4)).lower()
    assert "已登记" in slip.open(f" {slip.issue.number.lower().replace('-', '－')} ", typed)


def test_tries_are_counted(slip: Slip) -> None:
    slip.browser.get("/track")
    answers = [slip.browser.post("/track", number=slip.issue.number, code="X" * 20).status_code for _ in range(21)]
    assert answers[:20] == [404] * 20
    assert answers[20] == 429


def test_no_name_no_phone_no_internal_word_and_no_code_is_on_the_page(slip: Slip) -> None:
    slip.reply()
    page = slip.open()
    assert "纸箱已于今天清走" in page
    for hidden in ("周明", "吴芳", "李老师", PHONE, "此人常来", slip.code):
        assert hidden not in page


def test_an_answer_is_not_shown_before_somebody_else_verified_it(slip: Slip) -> None:
    slip.take("secretary", "accept", category=slip.site.street.categories["clutter"], urgency="general")
    slip.take("secretary", "conclude", outcome="explained", answer="草拟的答复", basis="routine")
    assert "草拟的答复" not in slip.open()


def test_one_question_at_a_time_leads_to_a_closed_matter(slip: Slip) -> None:
    slip.reply()
    slip.open()
    act = "/follow/act/confirm"
    seen = slip.browser.get(act).text
    assert "工作人员联系过您吗" in seen
    assert "问题解决了吗" not in seen
    keep = {"version": _hidden(seen, "version"), "key": _hidden(seen, "key")}
    assert slip.browser.post(act, place="0", **keep).status_code == 422  # the question must be answered
    told = {"contacted": "true", **keep}
    assert "问题解决了吗" in slip.browser.post(act, place="0", **told).text
    told |= {"solved": "true"}
    assert "满意程度" in slip.browser.post(act, place="1", **told).text
    assert "想说的话" in slip.browser.post(act, place="2", **told, satisfied="5").text
    done = slip.browser.post(act, place="3", **told, satisfied="5", words="谢谢")
    assert done.status_code == 303
    page = slip.browser.get("/follow").text
    assert "您已确认，事项办结" in page
    assert "不满意" not in page


def test_who_says_solved_and_not_solved_is_brought_back_to_that_question(slip: Slip) -> None:
    slip.reply()
    slip.open()
    answer = slip.browser.post("/follow/act/confirm", place="3", contacted="true", solved="false")
    assert answer.status_code == 422
    assert "请改用“未解决”" in answer.text


def test_not_solved_goes_back_to_work_with_what_remains(slip: Slip) -> None:
    slip.reply()
    slip.open()
    slip.browser.get("/follow/act/object")
    assert slip.browser.post("/follow/act/object", place="0", remains="四楼还有").status_code == 303
    assert "没有解决，正在重新研究怎么办" in slip.browser.get("/follow").text
    assert slip.site.matters.again(slip.issue).state == "accepted"


def object_twice(slip: Slip) -> None:
    """Answered, not solved, answered again, not solved again: it climbs."""
    slip.reply()
    for step in ("object", "object_again"):
        slip.open()
        slip.browser.get(f"/follow/act/{step}")
        assert slip.browser.post(f"/follow/act/{step}", place="0", remains="四楼还有").status_code == 303
        if step == "object":
            slip.take("secretary", "execute", basis="routine")
            slip.take("secretary", "report_done", result="又清理")
            slip.take("member", "verify", outcome="solved", answer="又清了一次")


def test_after_the_second_no_nobody_reads_that_it_may_go_down_again(slip: Slip) -> None:
    object_twice(slip)
    page = slip.browser.get("/follow").text
    assert "不再交回下级" in page
    assert "交回下级办理" not in page


def test_whoever_disagrees_a_third_time_reads_the_one_way_that_is_left(slip: Slip) -> None:
    object_twice(slip)
    for step, data in (("take_up", {}), ("execute", {"basis": "routine"}), ("report_done", {"result": "装了柜子"})):
        slip.take("community", step, **data)
    slip.take("community_head", "verify", outcome="solved", answer="装了柜子")
    slip.open()
    page = slip.browser.get("/follow").text
    assert page.count("已两次表示未解决，办结后可以申请复查") == 1
    for nothing in ("不需要代表", "您不是本事项的诉求人代表", "您是最后一位", "您还没有评价"):
        assert nothing not in page
    refused = slip.browser.post("/follow/act/confirm", place="3", contacted="true", solved="false").text
    assert "请改用“仍未解决”，如实登记" in refused
    assert "请改用“未解决”" not in refused


def test_a_third_no_is_recorded_and_the_review_stands_open_at_once(slip: Slip) -> None:
    object_twice(slip)
    for step, data in (("take_up", {}), ("execute", {"basis": "routine"}), ("report_done", {"result": "装了柜子"})):
        slip.take("community", step, **data)
    slip.take("community_head", "verify", outcome="solved", answer="装了柜子")
    slip.open()
    slip.browser.get("/follow/act/still_unsolved")
    assert (
        slip.browser.post("/follow/act/still_unsolved", place="2", contacted="true", satisfied="1").status_code == 303
    )
    page = slip.browser.get("/follow").text
    assert "您表示仍未解决，事项按现有答复办结" in page
    assert 'href="/follow/act/seek_review"' in page


def test_what_was_kept_in_earlier_rounds_is_folded_behind_what_still_runs(slip: Slip) -> None:
    object_twice(slip)
    promised = slip.browser.get("/follow").text.split('id="promised"')[1].split("</section>")[0]
    running, kept = promised.split("<details", 1)
    assert "还没有到期" in running
    assert "做到</span>" not in running
    assert "做到</span>" in kept
    assert "还没有到期" not in kept


def test_who_withdrew_may_go_on_reading(slip: Slip) -> None:
    slip.open()
    slip.browser.get("/follow/act/withdraw")
    assert slip.browser.post("/follow/act/withdraw", place="0").status_code == 303
    assert "您已撤回" in slip.browser.get("/follow").text


def test_of_a_matter_that_ended_early_nobody_reads_that_the_rest_was_done(slip: Slip) -> None:
    slip.open()
    slip.browser.get("/follow/act/withdraw")
    slip.browser.post("/follow/act/withdraw", place="0")
    page = slip.browser.get("/follow").text
    assert page.count('class="station-done"') == 1  # it was registered
    assert page.count("没有到这一步") == 4


def test_a_stop_that_was_passed_over_on_the_way_to_an_answer_is_passed(slip: Slip) -> None:
    slip.reply()  # without a meeting
    assert "没有到这一步" not in slip.open()


def test_an_officers_step_is_no_act_of_the_reporter(slip: Slip) -> None:
    slip.open()
    for step in ("accept", "note", "void", "nonsense"):
        assert slip.browser.post(f"/follow/act/{step}", place="9").status_code == 404


def test_the_door_closes_by_itself_and_by_hand(slip: Slip) -> None:
    slip.open()
    assert slip.browser.get("/follow").status_code == 200
    slip.site.watch.forward(minutes=31)
    assert slip.browser.get("/follow").status_code == 303
    slip.browser.get("/track")
    assert slip.browser.post("/follow/act/supplement", place="0", more="x").status_code == 403
    slip.open()
    slip.browser.post("/follow/leave")
    assert slip.browser.get("/follow").status_code == 303


def test_nobody_else_opens_it_with_a_copied_address(slip: Slip) -> None:
    slip.open()
    assert slip.site.browser().get("/follow").status_code == 303
    assert "三楼" not in slip.site.browser().get(f"/track/{slip.issue.number}").text


def test_a_merged_matter_shows_how_its_lead_stands(site: Site) -> None:
    lead, mine = Slip(site), Slip(site)
    lead.take("secretary", "accept", category=site.street.categories["clutter"], urgency="general")
    mine.take("secretary", "merge", lead=lead.issue.id)
    page = mine.open()
    assert mine.issue.number in page
    assert "已与相同事项并案办理" in page
    assert "已受理，正在研究怎么办" in page


def _hidden(page: str, name: str) -> str:
    field = page.split(f'name="{name}"')[1].split(">", maxsplit=1)[0]
    return field.split('value="')[1].split('"')[0]


def test_the_front_page_says_when_somebody_listens_and_names_nobody(site: Site) -> None:
    with site.office.desk(site.street.actor("secretary")) as desk:
        planned = desk.begin(Reception, "plan", {"on": "2026-11-26", "hours": "9:00-11:00", "place": "支部会议室"})
        resident = site.browser()
    assert "还没有公告" in resident.get("/").text
    site.matters.take("secretary", planned, "announce")
    page = resident.get("/").text
    assert "东一网格党支部" in page
    assert "11月26日" in page
    assert "周明" not in page


def test_an_officer_goes_from_the_front_page_to_work(site: Site) -> None:
    assert site.browser("secretary").get("/").headers["Location"] == "/today"


def test_the_way_is_a_picture_and_a_table_in_the_residents_words(slip: Slip) -> None:
    slip.reply()
    page = slip.open()
    assert page.count('class="way-picture"') == 2  # whole, and its last three hops for a phone
    assert "开始办理" in page
    assert "核实答复</title>" not in page
    assert "以表格查看" in page


def test_what_was_promised_stands_beside_what_was_kept(slip: Slip) -> None:
    slip.reply()
    assert "答应 11月30日，11月23日 做到" in slip.open()
    slip.site.watch.forward(days=9)
    late = Slip(slip.site)
    late.site.watch.forward(days=9)
    assert "已经过期，还没有做到" in late.open()


def test_a_photo_comes_with_what_is_added(slip: Slip) -> None:
    slip.open()
    seen = slip.browser.get("/follow/act/supplement").text
    keep = {"version": _hidden(seen, "version"), "key": _hidden(seen, "key"), "more": "门也堵了"}
    asked = slip.browser.post("/follow/act/supplement", place="0", **keep).text
    assert 'enctype="multipart/form-data"' in asked
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    bad = slip.browser.post("/follow/act/supplement", place="1", **keep, photos=(io.BytesIO(b"%PDF"), "x.png"))
    assert (bad.status_code, "不是可用的照片" in bad.text) == (422, True)
    picture.seek(0)
    done = slip.browser.post("/follow/act/supplement", place="1", **keep, photos=(picture, "门口.png"))
    assert done.status_code == 303
    with slip.site.office.database.reading() as db:
        assert [photo.name for photo in photos(db, slip.issue.id)] == ["门口.png"]


def test_of_several_each_reads_whose_word_it_was(site: Site) -> None:
    lead, mine = Slip(site), Slip(site)
    lead.take("secretary", "accept", category=site.street.categories["clutter"], urgency="general")
    mine.take("secretary", "merge", lead=lead.issue.id)
    lead.take("secretary", "execute", basis="routine")
    lead.take("secretary", "report_done", result="已清理")
    lead.take("member", "verify", outcome="solved", answer="已清走")
    mine.open()
    mine.browser.get("/follow/act/object")
    assert mine.browser.post("/follow/act/object", place="0", remains="四楼还有").status_code == 303
    assert "您表示未解决，正在重新办理" in mine.open()
    assert "另一位诉求人表示未解决，正在重新办理" in lead.open()
    assert "您表示未解决" not in lead.open()
