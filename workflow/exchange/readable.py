"""The page of a proof pack for people: one file without scripts or links, in Chinese, every word of it escaped."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from workflow.kernel.clock import local, parse_stamp
from workflow.kernel.subject import SUBJECTS

STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2330}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccd;padding:.4rem;text-align:left;"
    "vertical-align:top}code{overflow-wrap:anywhere}.quiet{color:#566}"
)


def page(number: str, entries: list[tuple[dict[str, Any], str | None]], point: Any, key: str) -> str:
    """What happened, entry by entry, and how to check it."""
    rows = "".join(_row(entry, text) for entry, text in entries)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(number)} 存证包</title><style>{STYLE}</style></head><body>"
        f"<h1>{escape(number)} 存证包</h1>"
        f"<p>存证树共 {point.size} 条，根 <code>{escape(point.root)}</code>，公钥 <code>{escape(key)}</code>。</p>"
        "<p>核对方法：用另外取得的 verify.py 运行 <code>python -I verify.py 存证包.zip</code>；"
        "0 完好，1 被改动（指出哪一条），2 缺尾，3 密钥不符，4 完好但有已依法删除的正文。"
        "本页只供阅读，以 entries 文件夹里的原文为准。</p>"
        "<table><thead><tr><th>记录</th><th>步骤</th><th>谁</th><th>时间</th><th>内容</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></body></html>\n"
    )


def _row(entry: dict[str, Any], text: str | None) -> str:
    flow = SUBJECTS[entry["noun"]].flow if entry["noun"] in SUBJECTS else None
    step = flow.steps.get(entry["step"]) if flow else None
    actor = entry["actor"]
    who = " ".join(str(actor.get(part) or "") for part in ("name", "post")) if actor["name"] else actor["role"]
    at = f"{local(parse_stamp(entry['at'])):%Y-%m-%d %H:%M:%S}"
    said = "；".join(f"{name}：{value}" for name, value in json.loads(text).items()) if text else ""
    hidden = '<span class="quiet">正文未提供或已删除</span>' if entry["body"] and text is None else ""
    cells = (f"{entry['noun']} {entry['id']} · {entry['seq']}", step.label if step else entry["step"], who, at)
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + f"<td>{escape(said)}{hidden}</td></tr>"
