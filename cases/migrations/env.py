"""Alembic's entry: migrates over the connection that it is given (`cases.migrations.upgrade`)."""

from __future__ import annotations

from alembic import context

from cases.models import Base


def include_name(name: str | None, type_: str, _parents: object) -> bool:
    """Only our own tables: on SQLite the job engine's lie in the same file, and autogenerate would drop them."""
    return type_ != "table" or name in Base.metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_name=include_name,
    user_module_prefix="models.",
)
with context.begin_transaction():
    context.run_migrations()
