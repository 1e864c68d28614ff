"""Who took over from whom while a matter lay with them, told beside its entries: a post has a history of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, and_, select

from workflow.issues.model import Custody
from workflow.issues.timeline import Entry
from workflow.kernel.clock import LOCAL, local, parse_stamp
from workflow.kernel.db import bare
from workflow.kernel.history import EVENTS
from workflow.kernel.i18n import N_, Label, Sentence
from workflow.orgs.model import Org, Person, Post
from workflow.orgs.roles import SECRETARY, post_of

CUSTODY, POSTS, PEOPLE, ORGS = bare(Custody), bare(Post), bare(Person), bare(Org)
TOOK_OVER = N_("%(new)s接替%(old)s，任%(post)s")


def successions(db: Connection, issue_id: int, now: datetime) -> list[Entry]:
    """Each change of a keeper of this matter up to now, oldest first; two queries."""
    held = list(db.execute(select(CUSTODY).where(CUSTODY.c.issue_id == issue_id)))
    posts = _posts(db, [one.holder_id for one in held])
    found = [
        _entry(at, old, new)
        for at, old, new in _handed(posts)
        if at <= now and any(_with(one, old.org_id, at) for one in held)
    ]
    return sorted(found, key=lambda one: one.at)


def _posts(db: Connection, orgs: Sequence[int]) -> list[Any]:
    """The posts of those who held it, with the names and with how each was handed on, the first first."""
    handed = and_(EVENTS.c.noun == Post.noun, EVENTS.c.subject_id == POSTS.c.id, EVENTS.c.step == "replace")
    columns = (*POSTS.c, PEOPLE.c.name, ORGS.c.name.label("org"), EVENTS.c.payload, EVENTS.c.at.label("handed"))
    found = select(*columns).select_from(POSTS).join(PEOPLE, PEOPLE.c.id == POSTS.c.person_id)
    found = found.join(ORGS, ORGS.c.id == POSTS.c.org_id).outerjoin(EVENTS, handed)
    return list(db.execute(found.where(POSTS.c.org_id.in_(set(orgs))).order_by(POSTS.c.starts, POSTS.c.id)))


def _handed(posts: Sequence[Any]) -> Iterator[tuple[datetime, Any, Any]]:
    """(when, who was there, who came): by one act; of a secretary, who is the only one, whoever comes next."""
    for old in posts:
        if old.handed:
            to, at = json.loads(old.payload)["answers"]["person"], parse_stamp(old.handed)
            new = next((one for one in posts if _fills(one, old, at) and one.person_id == to), None)
            if new is not None:
                yield at, old, new
    for org in {one.org_id for one in posts}:
        heads = [one for one in posts if one.org_id == org and one.role == SECRETARY]
        for old, new in pairwise(heads):
            if not old.handed and old.person_id != new.person_id:
                yield datetime.combine(new.starts, time.min, LOCAL), old, new


def _fills(one: Any, old: Any, at: datetime) -> bool:
    """Whether this post was granted in the place of the old one."""
    same = (one.org_id, one.role, one.starts) == (old.org_id, old.role, local(at).date())
    return bool(same and one.id > old.id)


def _with(stay: Any, org: int, at: datetime) -> bool:
    """Whether the matter lay there then."""
    return bool(stay.holder_id == org and stay.from_at <= at and (stay.to_at is None or at < stay.to_at))


def _entry(at: datetime, old: Any, new: Any) -> Entry:
    told = {"new": new.name, "old": old.name, "post": post_of(old.org, old.role)}
    return Entry(
        noun=Post.noun,
        seq=new.id,
        at=at,
        step="replace",
        label=Label(N_("接任")),
        moved_to=None,
        phase="",
        who=Sentence(TOOK_OVER, told),
        unit=None,
        told=[],
        quiet=False,
        hash="",
    )
