"""Strategies: one module each, which turns a Config into a Plan."""
