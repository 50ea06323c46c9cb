"""The one local database: what was read, drafted, scored, answered and scheduled; nothing confirmed is lost."""

from __future__ import annotations

from greenroom.store.database import Store
from greenroom.store.opening import database_file, delete, files, names

__all__ = ["Store", "database_file", "delete", "files", "names"]
