"""Those who raised a matter as officers choose among them: by their place in the line, masked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from workflow.issues.masking import masked_email, masked_name, masked_phone
from workflow.issues.model import Claim, Contact
from workflow.kernel.db import bare
from workflow.kernel.fields import Option
from workflow.kernel.i18n import N_, Sentence
from workflow.kernel.policy import Case

CLAIMS, CONTACTS = bare(Claim), bare(Contact)


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody who raised a matter, already masked."""

    id: int
    name: str | None
    phone: str | None
    email: str | None


def everybody(case: Case) -> list[Option]:
    """Everybody who raised it and is still there."""
    return [(row.id, named(place, row)) for place, row in enumerate(_reporters(case), 1)]


def callable_ones(case: Case) -> list[Option]:
    """Those who left a number."""
    return [(row.id, named(place, row)) for place, row in enumerate(_reporters(case), 1) if row.phone]


def _reporters(case: Case) -> list[Whom]:
    return reporters_of(case.db, [claim.id for claim in case.facts.claims])


def reporters_of(db: Connection, claims: list[int]) -> list[Whom]:
    """Name, phone and e-mail behind these claims, in the order they came; masked before anybody sees them."""
    joined = CLAIMS.outerjoin(CONTACTS, CONTACTS.c.id == CLAIMS.c.contact_id)
    columns = (CLAIMS.c.id, CONTACTS.c.name, CONTACTS.c.phone, CONTACTS.c.email)
    found = select(*columns).select_from(joined).where(CLAIMS.c.id.in_(claims))
    return [Whom(row.id, masked_name(row.name), masked_phone(row.phone), masked_email(row.email))
            for row in db.execute(found.order_by(CLAIMS.c.id))]  # fmt: skip


def named(place: int, row: Whom) -> Sentence:
    """第 2 位（张* 138****5678）; of an anonymous one only the place."""
    told = " ".join(filter(None, (row.name, row.phone)))
    words = N_("第 %(place)s 位（%(told)s）") if told else N_("第 %(place)s 位（没有留联系方式）")
    return Sentence(words, {"place": place, "told": told})
