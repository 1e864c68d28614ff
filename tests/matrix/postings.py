"""Postings in every state, with and without a picture beside them, each about a matter of its own."""

from __future__ import annotations

import io

from PIL import Image

from tests.matrix.issues import A1, marked
from tests.matrix.statement import Told
from tests.matters import Matters
from workflow.board import Posting
from workflow.issues.photos import Upload
from workflow.kernel.db import bare, fetch

POSTINGS = bare(Posting)
DONE = "楼道已清理，已提醒物业每周巡查"


def make(m: Matters, ids: dict[str, int], told: dict[str, Told]) -> None:
    """The secretary did the work and writes; the member, who is no delegate in this, does not let it out."""
    states = (("drafted", ""), ("published", "publish"), ("withdrawn", "withdraw"), ("retired", "retire"))
    for name, step in states:
        posting = drafted(m, name)
        if step == "withdraw":
            m.take("secretary", posting, step, reason="写错了地点")
        elif step:
            m.take("community", posting, "publish")
        if step == "retire":
            m.take(m.clock(), posting, step)
        ids[f"posting_{name}"] = posting.id
        told[f"posting_{name}"] = Told(f"posting_{name}", "posting", name, "a1", A1, workers=("secretary",))


def drafted(m: Matters, name: str) -> Posting:
    """Its matter has two photos; one of them stands with the text."""
    issue = m.reach("replied", what=marked(f"posted_{name}"))
    m.take("secretary", issue, "attach", photos=[Upload("前.png", picture()), Upload("后.png", picture())])
    m.take("secretary", issue, "draft_public", text=DONE)
    with m.office.database.reading() as db:
        (posting,) = fetch(db, Posting, POSTINGS.c.issue_id == issue.id)
        first = posting.facts(db, posting).originals[0].id
    m.take("secretary", posting, "publish_photo", photo=first, marks="10,10,50,50")
    return posting


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 48), 90).save(out, "PNG")
    return out.getvalue()
