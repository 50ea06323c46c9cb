"""What Alembic runs: the changes that are missing, on the connection and in the transaction that it was given."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
