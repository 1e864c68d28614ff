"""What must never break, held by the database itself: history stays, and no state changes without its event."""

from __future__ import annotations

from alembic import op

UNCHANGEABLE = "history is never changed"
UNRECORDED = "a change of state needs its event"


def freeze(table: str, *acts: str) -> None:
    """No row of this table is ever updated, deleted (as `acts` say) or, on PostgreSQL, truncated."""
    for act in acts:
        if _sqlite():
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{UNCHANGEABLE}'); END"
            )
        else:
            each = "STATEMENT" if act == "TRUNCATE" else "ROW"
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )


def thaw(table: str, *acts: str) -> None:
    """Take `freeze` back."""
    for act in acts:
        _drop(table, f"{table}_no_{act.lower()}")


def need_event(table: str, noun: str) -> None:
    """The desk writes the event first: a state that changes without one was changed by another hand.

    A batch that rebuilds such a table on SQLite drops its triggers: lay them again in the same revision.
    """
    if _sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_need_event BEFORE UPDATE OF state ON {table} "  # noqa: S608 - names from revisions
            "WHEN NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM events WHERE "
            f"noun = '{noun}' AND subject_id = NEW.id AND seq = NEW.version AND to_state = NEW.state) "
            f"BEGIN SELECT RAISE(ABORT, '{UNRECORDED}'); END"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_need_event BEFORE UPDATE OF state ON {table} FOR EACH ROW "
            f"WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION refuse_unrecorded('{noun}')"
        )


def need_no_event(table: str) -> None:
    """Take `need_event` back."""
    _drop(table, f"{table}_need_event")


def make_functions() -> None:
    """What PostgreSQL's triggers call; SQLite's say it themselves."""
    if _sqlite():
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{UNCHANGEABLE}'; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_unrecorded() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
        "IF NOT EXISTS (SELECT 1 FROM events WHERE noun = TG_ARGV[0] AND subject_id = NEW.id "
        "AND seq = NEW.version AND to_state = NEW.state) "
        f"THEN RAISE EXCEPTION '{UNRECORDED}'; END IF; RETURN NEW; END $$"
    )


def drop_functions() -> None:
    if not _sqlite():
        op.execute("DROP FUNCTION refuse_unrecorded(), refuse_change()")


def _sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _drop(table: str, name: str) -> None:
    op.execute(f"DROP TRIGGER {name}" if _sqlite() else f"DROP TRIGGER {name} ON {table}")
