"""What comes of a spec on its way to a workflow: a refusal, or as much as was asked for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from ci_gen.config.model import Config
from ci_gen.diagnostics import Diagnostic, Severity, worst
from ci_gen.plan.jobs import Plan
from ci_gen.record import Record
from ci_gen.workflow.drift import FileChange
from ci_gen.yaml.document import Spec


class Refused(Record):
    """A spec that makes no workflow: why, and the texts to quote from, by path."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str] = MappingProxyType({})

    @property
    def has_errors(self) -> bool:
        """Return whether a finding is an error."""
        return True


class Planned(Record):
    """A spec, what it asks for, and the plan of its workflow. None of the findings stops it."""

    diagnostics: tuple[Diagnostic, ...]
    spec: Spec
    config: Config
    plan: Plan

    @property
    def has_errors(self) -> bool:
        """Return whether a finding is an error."""
        return worst(self.diagnostics) >= Severity.ERROR

    @property
    def sources(self) -> Mapping[str, str]:
        """Return the texts to quote from, by path."""
        return {self.spec.path: self.spec.text}


class Rendered(Planned):
    """A plan and its workflow as *text*, with the catalogue's pins.

    *templates* are the project's own, by path. *remarks* are about linters: they are shown, and
    count for nothing. *is_linted*: findings are in the text, too.
    """

    text: str
    templates: Mapping[str, str]
    remarks: tuple[Diagnostic, ...] = ()
    is_linted: bool = False

    @property
    def sources(self) -> Mapping[str, str]:
        """Return the texts to quote from, by path."""
        linted = {self.plan.path: self.text} if self.is_linted else {}
        return {**super().sources, **self.templates, **linted}


class Compared(Rendered):
    """A workflow and the file on disk that it is for, with those that nothing wants any more."""

    workflow: FileChange
    orphans: tuple[FileChange, ...] = ()

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """Return all files that rendering may touch."""
        return (self.workflow, *self.orphans)


Outcome: TypeAlias = Refused | Planned


def compared(outcome: Outcome) -> Compared:
    """Return *outcome* itself. Raises TypeError if it was not compared with the file on disk."""
    if not isinstance(outcome, Compared):
        raise TypeError(outcome)
    return outcome


def changes(outcome: Outcome) -> tuple[FileChange, ...]:
    """Return all files that rendering may touch: none if *outcome* was not compared with them."""
    return outcome.changes if isinstance(outcome, Compared) else ()
