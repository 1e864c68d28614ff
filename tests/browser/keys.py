"""A person without a mouse: where the focus is, whether one can see it, and the way to something by Tab."""

from __future__ import annotations

from playwright.sync_api import Page

HERE = """() => {
    const one = document.activeElement;
    const words = (one.labels && one.labels[0] || one).innerText || one.getAttribute("aria-label") || one.value || "";
    return `${one.tagName.toLowerCase()} ${words.trim().split("\\n")[0]}`;
}"""
# Visible: a line around the element, or around what is drawn upon it, that is not transparent and inside the window.
MARKED = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    const outlined = part => {
        const look = getComputedStyle(one, part);
        const clear = look.outlineStyle === "none" || look.outlineColor.startsWith("rgba");
        return !clear && parseFloat(look.outlineWidth) >= 2;
    };
    const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    return one !== document.body && seen && [null, "::after"].some(outlined);
}"""


def here(page: Page) -> str:
    """The element that has the focus: `button 登录`."""
    return str(page.evaluate(HERE))


def marked(page: Page) -> bool:
    """Whether one sees which element has the focus."""
    return bool(page.evaluate(MARKED))


def tab_to(page: Page, wanted: str, most: int = 60) -> list[str]:
    """Press Tab until the focus is where we want it; every stop on the way, each of which must be visible."""
    stops: list[str] = []
    while not stops or not stops[-1].startswith(wanted):
        assert len(stops) < most, f"no way to {wanted!r} by Tab: {stops}"
        page.keyboard.press("Tab")
        stops.append(here(page))
        assert marked(page), f"the focus cannot be seen on {stops[-1]!r}"
    return stops
