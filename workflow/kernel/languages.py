"""The languages people read, each read from its catalogue when first needed: there is no compiled copy to forget.

The catalogue lies with the pages, for most sentences are theirs; what is sent from here speaks from the same one.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from workflow.kernel.i18n import InContext, Translate

FOLDER = Path(__file__).parents[2] / "web" / "translations"
SOURCE = "zh"
SPOKEN = (SOURCE, "en")


@lru_cache(maxsize=4)
def catalogue(code: str) -> NullTranslations:
    """The sentences of a language; of the source language, none."""
    path = FOLDER / code / "LC_MESSAGES" / "messages.po"
    if code == SOURCE or not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return Translations(compiled)


@lru_cache(maxsize=4)
def speaking(code: str) -> Translate:
    """What turns a marked sentence into this language."""
    known = catalogue(code)

    def translate(text: str) -> str:
        if not text or code == SOURCE:
            return text
        return str(known.pgettext(text.context, text) if isinstance(text, InContext) else known.gettext(text))

    return translate
