"""PostgreSQL's own word that history is not edited: whom it is given to, and whether the role at work is held by it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

from workflow.kernel.settings import BadSettings
from workflow.migrations.grants import statements
from workflow.migrations.rights import RIGHTS

FROZEN = sorted(name for name, rights in RIGHTS.items() if rights.frozen)
ALL = sorted(RIGHTS)
FILE, HELD, LOOSE = "file", "held", "loose"

OF_OURS = """
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relname IN :tables"""
MAY_EDIT = f"""SELECT c.relname {OF_OURS} AND (
    pg_has_role(:role, c.relowner, 'MEMBER') OR pg_has_role(:role, n.nspowner, 'MEMBER')
    OR has_table_privilege(:role, c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
    OR has_any_column_privilege(:role, c.oid, 'UPDATE')) ORDER BY c.relname"""
LACKS = f"""SELECT c.relname {OF_OURS} AND NOT (
    has_table_privilege(:role, c.oid, 'SELECT') AND has_table_privilege(:role, c.oid, 'INSERT')) ORDER BY c.relname"""
OTHERS = f"SELECT c.relname {OF_OURS} AND NOT pg_has_role(:role, c.relowner, 'USAGE') ORDER BY c.relname"
OWNED = f"SELECT c.relname {OF_OURS} AND pg_has_role(:role, c.relowner, 'MEMBER') ORDER BY c.relname"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the role of a connection stands to history."""

    role: str
    loose: list[str]
    """Tables of history that it could edit."""
    lacks: list[str]
    """Tables it should work with and may not."""


def warning(found: Standing) -> str:
    """A sentence for whoever runs the server, empty where the server itself keeps history."""
    if not found.loose:
        return ""
    return f"角色 {found.role} 能修改历史（{'、'.join(found.loose)}）：请运行 lianxi roles，让服务改用只能添加的角色"


def standing(db: Connection) -> Standing | None:
    """The role at work in this connection; None on SQLite, which has no roles."""
    if db.dialect.name == "sqlite":
        return None
    role = _me(db)
    return Standing(role, editable(db, role), _named(db, LACKS, ALL, role))


def word(db: Connection) -> str:
    """`held` where the server keeps history from this connection's hand, `loose` where not, `file` on SQLite."""
    if db.dialect.name == "sqlite":
        return FILE
    return LOOSE if editable(db, _me(db)) else HELD


def editable(db: Connection, role: str) -> list[str]:
    """Tables of history that a role could change, empty, or take the triggers from."""
    return _named(db, MAY_EDIT, FROZEN, role)


def owns(db: Connection) -> bool:
    """Whether the role at work owns the tables, as migrations and VACUUM need."""
    return db.dialect.name == "sqlite" or not _named(db, OTHERS, ALL, _me(db))


def grant(db: Connection, app: str | None, auditor: str | None) -> None:
    """Give both roles exactly what the list says, whatever they had before; all of it or nothing.

    Raises: BadSettings with one sentence where a role is not fit for it, or the one at work may not grant.
    """
    me = _me(db)
    if foreign := _named(db, OTHERS, ALL, me):
        raise BadSettings(f"角色 {me} 不拥有表 {foreign[0]}，无权授权，请用拥有这些表的角色连接后再运行")
    roles = [role for role in (app, auditor) if role]
    for role in roles:
        _fit(db, role)
    for statement in statements(db, app, auditor):
        db.exec_driver_sql(statement)
    for role in roles:
        if loose := editable(db, role):
            raise BadSettings(f"角色 {role} 从所属的别的角色那里仍能修改表 {loose[0]}，请先收回；这次没有授权")


def _fit(db: Connection, role: str) -> None:
    found = db.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = :role"), {"role": role}).one_or_none()
    if found is None:
        raise BadSettings(f"没有名为 {role} 的数据库角色，请先由数据库管理员用 CREATE ROLE 建立")
    if found.rolsuper:
        raise BadSettings(f"角色 {role} 是超级用户，什么权限都限制不了它，请另建一个普通角色")
    if _named(db, OWNED, ALL, role):
        raise BadSettings(f"角色 {role} 拥有这些表，或属于拥有它们的角色，可以取消任何限制，请另建一个角色")


def _me(db: Connection) -> str:
    return str(db.execute(text("SELECT current_user")).scalar_one())


def _named(db: Connection, query: str, tables: list[str], role: str) -> list[str]:
    found = text(query).bindparams(bindparam("tables", expanding=True))
    return list(db.execute(found, {"tables": tables, "role": role}).scalars())
