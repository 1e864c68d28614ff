"""The calendar that holds while this request is answered: its edition came with the visitor, so no page asks twice."""

from __future__ import annotations

from flask import g

from web.current import db
from web.sessions import visiting
from workflow.calendar.days import Calendar
from workflow.rules.book import Book, book_of, known


def book() -> Book:
    """What holds in the visitor's street."""
    if "book" not in g:
        visitor = visiting()
        g.book = known(db, visitor.actor.street, visitor.edition) if visitor else book_of(db(), 0)
    found: Book = g.book
    return found


def calendar() -> Calendar:
    """Its working days, for the whole street."""
    return book().calendar()
