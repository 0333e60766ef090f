"""Workflows on disk: read, compared with what a spec says, written."""
