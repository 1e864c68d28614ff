"""Found newest first on PostgreSQL, whose index tells in no order: ids are cut into stretches, and asked for so.

Each pair of signs is kept with the stretch its matter lies in. A search walks back over the stretches, more of them
with each step, and stops when it has enough: what stands everywhere is found in the newest, what is rare costs little.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from workflow.kernel.db import at_most
from workflow.kernel.grams import Sought

BITS = 11
"""A stretch has 2,048 ids (kept in the index: another number needs a migration)."""
SHIFT: ColumnElement[int] = literal_column(f"{BITS}")
WIDEST, CLOSE = 64, 4
"""So many stretches are asked for in one step at most: by a single pair, and by several that must meet."""
MOST = 4
"""So many pairs of signs tell a stretch's candidates; their text is compared anyway."""
HERE = "@"
"""Stands in a question for the stretch that is asked."""


def placed(issue_id: int, pairs: Iterable[str]) -> list[str]:
    """The pairs of a matter as they are kept: `1e8y8defz706f` for 路灯 in the stretch 488."""
    return [f"{issue_id >> BITS:x}y{pair}" for pair in pairs]


def question(sought: Sought) -> str:
    """What one stretch is asked."""
    if sought.alone:
        return f"'{HERE}y{sought.alone}':*"
    pairs = " & ".join(f"'{HERE}y{pair}'" for pair in sought.pairs[:MOST])
    return f"({pairs})"


def walked(found: Select[Any], grams: Any, limit: int, widest: int, unless: Any = None) -> Select[Any]:
    """The ids of the newest that `found` tells of these rows of pairs; `match` is the question, `newest` the start.

    No step is taken `unless` that is false.
    """
    start, nothing = _stretch_after(grams), cast(literal_column("'{}'"), ARRAY(BigInteger))
    if unless is not None:
        start = case((unless, plain(0)), else_=start)
    walk = select(start.label("low"), start.label("high"), nothing.label("ids")).cte("walk", recursive=True)
    wide = func.least(plain(widest), func.greatest(plain(1), (walk.c.high - walk.c.low) * plain(2)))
    low = func.greatest(plain(0), walk.c.low - wide)
    id = plain("(issue_grams.issue_id + 0)")  # the sum: what is found is found by the pairs, not by the ids
    within = (id >= low.op("<<")(SHIFT)) & (id < walk.c.low.op("<<")(SHIFT))  # nor by several workers at once
    here = found.where(grams.c.grams.op("@@")(_asked(low, walk.c.low - plain(1), walk)), within).order_by(id.desc())
    more = walk.c.ids.op("||")(func.array(here.limit(at_most(limit)).correlate(walk).scalar_subquery()))
    step = select(low, walk.c.low, more).where(walk.c.low > plain(0), func.cardinality(walk.c.ids) < at_most(limit))
    walk = walk.union_all(step)
    enough = select(walk.c.ids).order_by(walk.c.low).limit(at_most(1)).subquery("enough")
    return select(func.unnest(enough.c.ids).label("id")).limit(at_most(limit))


def plain(words: Any) -> ColumnElement[Any]:
    """A number as it stands in the statement."""
    return literal_column(str(words), BigInteger)


def _stretch_after(grams: Any) -> ColumnElement[Any]:
    """Behind the stretch of the last matter, or of that before which the page begins, whichever is older."""
    newest = cast(bindparam("newest", type_=BigInteger), BigInteger)
    last = func.coalesce(select(func.max(grams.c.issue_id)).scalar_subquery(), plain(0))
    return func.least(newest, last).op(">>")(SHIFT) + plain(1)


def _asked(first: Any, last: Any, walk: Any) -> ColumnElement[Any]:
    """The question for each stretch from the first to the last."""
    each = func.generate_series(first, last).column_valued("stretch")
    one = func.replace(bindparam("match", type_=Text), literal_column(f"'{HERE}'"), func.to_hex(each))
    every = func.string_agg(one, literal_column("' | '"))
    return cast(select(every).correlate(walk).scalar_subquery(), TSQUERY)
