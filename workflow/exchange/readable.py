"""The page of a proof pack for people: one file without scripts or links, in the reader's language, to print as well.

Every word that somebody wrote is escaped; what counts are the entries beside it, this page only tells them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

from workflow.exchange.styling import STYLE
from workflow.issues.timeline import Entry
from workflow.kernel.clock import local
from workflow.kernel.i18n import N_, Sentence, Translate, spoken
from workflow.kernel.languages import SOURCE, speaking

KINDS = {
    "issue": N_("这件事项"),
    "assignment": N_("移交单 %(n)s"),
    "agenda_item": N_("议题 %(n)s"),
    "meeting": N_("会议 %(n)s"),
    "request": N_("申请 %(n)s"),
    "supervision_order": N_("督办单 %(n)s"),
}
TAGS = {"zh": "zh-CN"}
HOW = N_("怎样核对")
ADVICE = N_("本页只供阅读，以 entries 文件夹里的原文为准。用另外取得的 verify.py 运行：")
HIDDEN = N_("正文没有提供给这位读者，摘要仍在记录里")
MEETING = N_("会议谈到的不只是这件事项，这里只列步骤")
VERDICTS = (
    (0, N_("完好")), (1, N_("被改动，并指出是哪一条")), (2, N_("末尾缺少")), (3, N_("密钥不符")),
    (4, N_("完好，另有依法清除的正文")),
)  # fmt: skip


@dataclass
class Chapter:
    """The history of one subject, and which of its texts are not in the pack."""

    noun: str
    id: int
    entries: list[Entry]
    withheld: set[int] = field(default_factory=set)


@dataclass
class Story:
    """What the page tells."""

    number: str
    point: Any
    key: str
    made: str
    chapters: list[Chapter] = field(default_factory=list)


def page(story: Story, language: str = SOURCE) -> str:
    """What happened, entry by entry, and how to check it."""
    translate = speaking(language)

    def say(text: str, /, **values: Any) -> str:
        return escape(Sentence(text, values).render(translate))

    title = say(N_("%(number)s 存证包"), number=story.number)
    chapters = "".join(_chapter(one, translate, say) for one in story.chapters)
    verdicts = "".join(f"<li><b>{status}</b> {say(text)}</li>" for status, text in VERDICTS)
    facts = (
        (N_("制作时间（北京时间）"), story.made), (N_("检查点"), say(N_("存证树共 %(n)s 条"), n=story.point.size)),
        (N_("存证树的根"), f"<code>{escape(story.point.root)}</code>"),
        (N_("签名的公钥"), f"<code>{escape(story.key)}</code>"),
    )  # fmt: skip
    told = "".join(f"<div><dt>{say(name)}</dt><dd>{value}</dd></div>" for name, value in facts)
    return (
        f'<!doctype html><html lang="{TAGS.get(language, language)}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f"<header><h1>{title}</h1><dl>{told}</dl></header>"
        f"<section><h2>{say(HOW)}</h2>"
        f"<p>{say(ADVICE)}</p>"
        f"<pre>python -I verify.py lianxi-{escape(story.number)}.zip</pre><ul>{verdicts}</ul></section>"
        f"<main>{chapters}</main></body></html>\n"
    )


def _chapter(chapter: Chapter, translate: Translate, say: Any) -> str:
    title = say(KINDS[chapter.noun], n=chapter.id)
    note = f'<p class="quiet">{say(MEETING)}</p>' if chapter.noun == "meeting" else ""
    lines = "".join(_line(one, one.seq in chapter.withheld, translate, say) for one in chapter.entries)
    name = f"{chapter.noun}-{chapter.id}"
    return f'<section><h2>{title} <code class="quiet">{name}</code></h2>{note}<ol>{lines}</ol></section>'


def _line(entry: Entry, withheld: bool, translate: Translate, say: Any) -> str:
    def words(value: Any) -> str:
        return escape(str(spoken(value, translate)))

    moved = f' <span class="to">→ {words(entry.moved_to)}</span>' if entry.moved_to else ""
    told = [(words(label), words(value)) for label, value in entry.told]
    answers = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in told)
    hidden = f'<p class="quiet">{say(HIDDEN)}</p>' if withheld else ""
    unit = f" · {words(entry.unit)}" if entry.unit else ""
    return (
        f'<li value="{entry.seq}"><h3>{words(entry.label)}{moved}</h3>'
        f'<p class="meta"><time>{local(entry.at):%Y-%m-%d %H:%M:%S}</time> · {words(entry.who)}{unit}</p>'
        f"{f'<dl>{answers}</dl>' if answers else ''}{hidden}"
        f'<p class="meta"><code>{escape(entry.hash)}</code></p></li>'
    )
