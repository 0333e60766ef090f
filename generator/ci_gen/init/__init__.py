"""A first spec for a repository, from what stands in it."""
