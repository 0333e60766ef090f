"""Specs as files: found, checked against the schema, explained, migrated, edited."""
