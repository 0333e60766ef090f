"""Rules: one module each, found by walking this folder.

A rule reads the Config, names a route into the spec and says what is wrong there. `run` adds
severity, code, remedy and position. The docstring of its module is what `ci-gen explain` prints:
a first line, Why, and the specs Before and After.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

from ci_gen.config.model import Config
from ci_gen.diagnostics import Diagnostic, Route, Severity
from ci_gen.record import Record
from ci_gen.yaml.document import Spec


class Finding(Record):
    """What a rule found: where, what is wrong, and what to do if that differs by finding."""

    route: Route
    message: str
    remedy: str | None = None


Check: TypeAlias = Callable[[Config], Iterator[Finding]]


class Rule(Record):
    """A rule: *remedy* holds for all findings that bring none of their own."""

    code: str
    severity: Severity
    remedy: str
    check: Check

    @property
    def slug(self) -> str:
        """Return the rule's name: its module's, in words joined by hyphens."""
        return self.check.__module__.rsplit(".", 1)[-1].replace("_", "-")

    @property
    def text(self) -> str:
        """Return what the rule is about, why, and how to correct it."""
        return inspect.getdoc(importlib.import_module(self.check.__module__)) or ""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return all rules, in the order of their codes."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(sorted((module.RULE for module in modules), key=lambda rule: rule.code))


def run(config: Config, spec: Spec) -> tuple[Diagnostic, ...]:
    """Return what the rules find in the *config* of *spec*, in the order of the file."""
    found = [
        Diagnostic(
            code=rule.code,
            severity=rule.severity,
            message=finding.message,
            location=spec.locate(finding.route),
            remedy=finding.remedy or rule.remedy,
        )
        for rule in all_rules()
        for finding in rule.check(config)
    ]
    # Defaults of the top level are found once for each image that uses them.
    once = dict.fromkeys(found)
    return tuple(sorted(once, key=lambda d: (d.location.line, d.location.column, d.code)))
