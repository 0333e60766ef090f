"""A first spec for a repository, from the files in it."""
