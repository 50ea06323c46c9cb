"""Guides as data: schema, loader, linter, cases; the packs themselves."""
