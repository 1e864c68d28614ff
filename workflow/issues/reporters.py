"""Those who raised a matter as officers choose among them: by their place in the line, masked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from workflow.issues.masking import masked_name, masked_phone
from workflow.issues.model import Claim, Contact
from workflow.kernel.db import bare
from workflow.kernel.fields import Option
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case

CLAIMS, CONTACTS = bare(Claim), bare(Contact)


def everybody(case: Case) -> list[Option]:
    """Everybody who raised it and is still there."""
    return [(row.id, named(place, row)) for place, row in enumerate(_reporters(case), 1)]


def callable_ones(case: Case) -> list[Option]:
    """Those who left a number."""
    return [(row.id, named(place, row)) for place, row in enumerate(_reporters(case), 1) if row.phone]


def _reporters(case: Case) -> list[Any]:
    ids = [claim.id for claim in case.facts.claims]
    joined = CLAIMS.outerjoin(CONTACTS, CONTACTS.c.id == CLAIMS.c.contact_id)
    found = select(CLAIMS.c.id, CONTACTS.c.name, CONTACTS.c.phone).select_from(joined).where(CLAIMS.c.id.in_(ids))
    return list(case.db.execute(found.order_by(CLAIMS.c.id)))


def named(place: int, row: Any) -> Sentence:
    """第 2 位（张* 138****5678）; of an anonymous one only the place."""
    told = " ".join(filter(None, (masked_name(row.name), masked_phone(row.phone))))
    words = N_("第 %(place)s 位（%(told)s）") if told else N_("第 %(place)s 位（没有留联系方式）")
    return Sentence(words, {"place": place, "told": told})
