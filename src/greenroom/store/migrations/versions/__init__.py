"""The changes, oldest first. A new one: the next number, ``down_revision`` the last, and its line in ``REVISIONS``."""
