"""What comes of a spec on its way to a workflow."""

from collections.abc import Mapping
from types import MappingProxyType

from ci_gen.config.model import Config
from ci_gen.diagnostics import Diagnostic, Severity, worst
from ci_gen.plan.jobs import Plan
from ci_gen.record import Record
from ci_gen.workflow.drift import Change
from ci_gen.yaml.document import Spec


class Outcome(Record):
    """What came of a spec: findings, and as much of the rest as they allowed.

    *broken* is the text of a spec that could not be read as one, to quote from. *rendered* are the
    texts that linters have seen, by path, and *remarks* what is to be said of linters: they are
    shown, and count for nothing. *body* is what the project's own *templates*, whose texts are held
    by path, made of the plan.
    """

    diagnostics: tuple[Diagnostic, ...]
    broken: str = ""
    spec: Spec | None = None
    config: Config | None = None
    plan: Plan | None = None
    changes: tuple[Change, ...] = ()
    remarks: tuple[Diagnostic, ...] = ()
    rendered: Mapping[str, str] = MappingProxyType({})
    body: str | None = None
    templates: Mapping[str, str] = MappingProxyType({})

    @property
    def has_errors(self) -> bool:
        """Return whether a finding is an error."""
        return worst(self.diagnostics) >= Severity.ERROR
