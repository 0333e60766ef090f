"""What workflows use: actions in steps, and reusable workflows in jobs, with their places."""

import re
from collections.abc import Iterator
from typing import Any, Final

from ci_gen.diagnostics import Diagnostic, Route, Severity
from ci_gen.lint.inputs import Use
from ci_gen.record import Record
from ci_gen.yaml.document import Spec, parse

# The version that people, Dependabot and Renovate write behind a commit.
_COMMENT: Final = re.compile(
    r"uses:\s+['\"]?(?P<uses>[\w./-]+@\w+)['\"]?\s+#\s*(?:pin@|tag=)?(?P<version>v?\d+(?:\.\d+)*)"
)


class Placed(Record):
    """A use, and the route of the mapping that it is in."""

    route: Route
    use: Use


def read(path: str, text: str) -> Spec | Diagnostic:
    """Return the data and places of the workflow *text*, or why it cannot be read."""
    found = parse(text, path)
    if isinstance(found, Spec):
        return found
    message = "this is no YAML that GitHub reads, so its actions were not looked at"
    remedy = "correct it; other readers of YAML say more about the place"
    return Diagnostic(
        code="CG615",
        severity=Severity.ERROR,
        message=message,
        location=found.location,
        remedy=remedy,
    )


def uses(workflow: Spec) -> Iterator[Placed]:
    """Yield each action and reusable workflow that *workflow* uses; what has no shape is left."""
    versions = {found["uses"]: found["version"] for found in _COMMENT.finditer(workflow.text)}
    for route, part in _parts(workflow.data):
        action, found, ref = str(part.get("uses", "")).partition("@")
        inputs = part.get("with")
        names = tuple(map(str, inputs)) if isinstance(inputs, dict) else ()
        if found and not isinstance(inputs, str):
            version = versions.get(f"{action}@{ref}", "")
            yield Placed(
                route=route, use=Use(action=action, ref=ref, version=version, inputs=names)
            )


def _parts(data: Any) -> Iterator[tuple[Route, dict[str, Any]]]:
    """Yield the jobs and steps that are mappings."""
    jobs = data.get("jobs") if isinstance(data, dict) else None
    for name, job in jobs.items() if isinstance(jobs, dict) else ():
        if not isinstance(job, dict):
            continue
        yield ("jobs", name), job
        steps = job.get("steps")
        for index, step in enumerate(steps if isinstance(steps, list) else ()):
            if isinstance(step, dict):
                yield ("jobs", name, "steps", index), step
