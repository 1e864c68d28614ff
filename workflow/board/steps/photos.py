"""Pictures beside the text: a blurred copy of a photo of the matter, put there and taken away by steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import delete, select

from workflow.board.blurring import Mark, Marks, blurred
from workflow.board.flow import posting_flow
from workflow.board.model import Posting, PublicPhoto
from workflow.board.relations import publicist, publicist_above
from workflow.issues.model import Attachment
from workflow.kernel.db import bare
from workflow.kernel.errors import BadAnswer
from workflow.kernel.fields import Choice, Field, Option
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case, follows

if TYPE_CHECKING:
    from workflow.kernel.desk import Desk

PHOTOS, COPIES = bare(Attachment), bare(PublicPhoto)
HEX = frozenset("0123456789abcdef")


class Digest(Field):
    """A SHA-256 that another step hands on."""

    kind: ClassVar[str] = "line"

    def parse(self, raw: Any, case: Case) -> str:
        if not isinstance(raw, str) or len(raw) != 64 or not HEX.issuperset(raw):
            raise BadAnswer(N_("请填写“%(label)s”"), label=self.label)
        return raw


def originals(case: Case) -> list[Option]:
    """Photos of the matter that do not stand with the text yet."""
    shown = {copy.attachment_id for copy in case.facts.copies}
    words = N_("照片 %(n)s（%(name)s）")
    told = enumerate(case.facts.originals, 1)
    return [(one.id, Sentence(words, {"n": n, "name": one.name})) for n, one in told if one.id not in shown]


def copies(case: Case) -> list[Option]:
    return [(one.id, Sentence(N_("照片 %(n)s"), {"n": n})) for n, one in enumerate(case.facts.copies, 1)]


@posting_flow.step(
    N_("公开照片"), "drafted", by=publicist,
    photo=Choice(label=N_("哪张照片"), among=originals),
    marks=Marks(
        label=N_("要模糊的地方"), required=False,
        help=N_("人脸、车牌、门牌等；每处写 左,上,宽,高，用百分数，用空格隔开，如 10,20,15,15"),
    ),
)  # fmt: skip
def publish_photo(desk: Desk, posting: Posting, photo: str, marks: list[Mark] | None) -> None:
    """A copy is made in which the marked places are gone; the original stays with the matter and is never public."""
    original = desk.db.execute(select(PHOTOS.c.digest, PHOTOS.c.data).where(PHOTOS.c.id == photo)).one()
    try:
        copy = blurred(original.data, marks or [])
    except (OSError, ValueError):
        raise BadAnswer(N_("这张照片已经读不出来，不能公开")) from None
    row: dict[str, Any] = {"id": copy.id, "street_id": posting.street_id, "posting_id": posting.id}
    row |= {"attachment_id": photo, "marks": len(marks or []), "size": len(copy.data), "digest": copy.digest}
    desk.add(PublicPhoto(**row, data=copy.data, at=desk.now))
    posting.drafted_by_id = desk.actor.id
    desk.follow(Posting, posting.id, "keep_copy", original=original.digest, copy=copy.digest)


@posting_flow.step(
    N_("记下照片校验值"), "drafted", by=follows,
    original=Digest(label=N_("原件校验值")), copy=Digest(label=N_("公开件校验值")),
)  # fmt: skip
def keep_copy(desk: Desk, posting: Posting, original: str, copy: str) -> None:
    """History knows which copy was made of which original, and holds neither."""


@posting_flow.step(
    N_("撤下照片"), "drafted published", by=(publicist, publicist_above),
    photo=Choice(label=N_("哪张照片"), among=copies),
)  # fmt: skip
def unpublish_photo(desk: Desk, posting: Posting, photo: str) -> None:
    """Gone at once: nobody was told to keep it, and its address is empty from now on."""
    desk.db.execute(delete(COPIES).where(COPIES.c.id == photo, COPIES.c.posting_id == posting.id))
