"""Templates of a project's own: found, checked, copied and run in a sandbox."""
