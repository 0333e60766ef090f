"""A tag that no registry takes.

Why

A tag holds letters, digits, '_', '.' and '-', and at most 128 of them. Anything else fails at the
push: "invalid reference format".

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    tags: [release/1.0]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    tags: [release-1.0]
"""

import re
from collections.abc import Iterator

from ci_gen import expression_text
from ci_gen.config import tags, values
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_TYPES = ("schedule", "semver", "pep440", "match", "edge", "ref", "raw", "sha")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


def check(config: Config) -> Iterator[Finding]:
    """Yield each literal tag that is not one."""
    for image in config.images:
        for rule in values.each(image.given.tags.rules):
            text = rule.value
            if tags.is_literal(text) and not _is_tag(text):
                yield Finding(route=rule.route, message=f'"{text}" cannot be a tag')
            elif not tags.is_literal(text) and tags.type_of(text) not in _TYPES:
                message = f'docker/metadata-action has no rule "type={tags.type_of(text)}"'
                yield Finding(
                    route=rule.route, message=message, remedy=f"use one of {', '.join(_TYPES)}"
                )


def _is_tag(text: str) -> bool:
    return expression_text.has_expression(text) or _TAG.fullmatch(text) is not None


RULE = Rule(
    code="CG402",
    severity=Severity.ERROR,
    remedy="begin with a letter, a digit or '_', and use '.' and '-' beside those only",
    check=check,
)
