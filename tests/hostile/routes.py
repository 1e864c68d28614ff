"""Every address of the app as somebody would really call it, read from the route map: a new route is tried unasked."""

from __future__ import annotations

from tests.matrix.walking import addresses
from tests.matrix.world import World

NOUNS = {"/meetings": "meeting_session", "/receptions": "reception_open", "/items": "item_session"}


def routes(world: World, method: str) -> list[tuple[str, str]]:
    """(row, path) of every address with this method, for a secretary's own matters."""
    build = world.app.url_map.bind("localhost")
    own = {"id": world.ids["own"], "photo": world.photo, "step": "note", "number": "A1-26-0001", "code": "en"}
    found = []
    for key, asked, rule, fixed in addresses(world.app):
        if asked == method and rule.endpoint != "static":
            of = next((world.ids[name] for part, name in NOUNS.items() if part in key), None)
            values = {**own, **({"id": of} if of else {}), **fixed, "filename": "x"}
            values |= dict.fromkeys(rule.arguments - values.keys(), "x")
            values |= {
                name: 1 for name, kind in rule._converters.items() if "Id" in type(kind).__name__ and name != "id"
            }
            found.append((key, build.build(rule.endpoint, {n: values[n] for n in rule.arguments}, method=method)))
    return found
