"""A plan printed as a workflow, by the shipped templates."""
