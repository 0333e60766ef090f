"""Strategies: one module each, which turns an image into jobs. `plan` puts a workflow together."""
