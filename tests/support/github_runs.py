"""A run of a workflow as GitHub makes it: which jobs, rows and steps run, and what they publish.

Written against GitHub's documentation, not against ci-gen. Actions and scripts are told by what
they are given, and do what they are for.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from support.github_expressions import Function, holds, text, value

Workflow: TypeAlias = Mapping[str, Any]
Place: TypeAlias = tuple[str, int]
_SECRET: Final = "a secret: "


class Secrets(dict[str, str]):
    """All secrets that anybody may ask for."""

    def get(self, name: str, default: Any = None) -> str:  # noqa: ARG002 (a dictionary's)
        return f"{_SECRET}{name}"


def tells_secret(given: Any) -> bool:
    """Return whether the value of a secret is in *given*."""
    return _SECRET in str(given)


@dataclass(frozen=True)
class Event:
    """What starts a run."""

    name: str
    ref: str = "refs/heads/main"

    @property
    def github(self) -> dict[str, Any]:
        """Return the context `github`."""
        _, kind, name = self.ref.split("/", 2)
        return {
            "event_name": self.name,
            "ref": self.ref,
            "ref_name": name,
            "ref_type": "tag" if kind == "tags" else "branch",
            "repository": "Acme/Sensor",
            "repository_owner": "Acme",
            "actor": "octocat",
            "sha": "0" * 40,
            "workflow": "Build",
            "event": {"repository": {"private": False}},
        }


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and where: a job and the number of its row.

    *kind*: `build`, `check` (after the build), `start` (the first step), or `cancelled`.
    """

    place: Place
    kind: str


@dataclass(frozen=True)
class Published:
    """What one step of one row gave tags to."""

    place: Place
    tags: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass
class Step:
    """A step that ran, with what it was given."""

    step: Mapping[str, Any]
    env: Mapping[str, Any]
    given: Mapping[str, Any]

    @property
    def action(self) -> str:
        return str(self.step.get("uses", "")).partition("@")[0]

    @property
    def script(self) -> str:
        return str(self.step.get("run", ""))


@dataclass
class Row:
    """A row of a job, or a job that has no matrix."""

    place: Place
    matrix: Mapping[str, Any]
    result: str = "success"
    is_optional: bool = False
    steps: list[Step] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """A run that has ended."""

    rows: list[Row]
    results: dict[str, str]
    published: list[Published]
    outputs: dict[str, dict[str, str]]

    def of(self, job: str) -> list[Row]:
        return [row for row in self.rows if row.place[0] == job]


def matrix(job: Mapping[str, Any], contexts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of *job*, as GitHub makes them of its axes and what they include."""
    given = job.get("strategy", {}).get("matrix")
    if given is None:
        return [{}]
    found = value(given, contexts, {})
    include = found.pop("include", [])
    rows: list[dict[str, Any]] = [{}] if found else []
    for name, values in found.items():
        rows = [{**row, name: item} for row in rows for item in values]
    originals = [set(row) for row in rows]
    extra: list[dict[str, Any]] = []
    for entry in include:
        fitting = [
            row
            for row, own in zip(rows, originals, strict=True)
            if all(row[key] == entry[key] for key in own & set(entry))
        ]
        for row in fitting:
            row.update(entry)
        if not fitting:
            extra.append(dict(entry))
    return rows + extra


def run(
    workflow: Workflow,
    event: Event,
    faults: tuple[Fault, ...] = (),
    *,
    has_tags: bool = True,
    is_cancelled: bool = False,
) -> Run:
    """Return how a run of *workflow* ends that *event* started."""
    return _Runner(workflow, event, faults, has_tags=has_tags, is_cancelled=is_cancelled).all()


class _Runner:
    def __init__(
        self,
        workflow: Workflow,
        event: Event,
        faults: tuple[Fault, ...],
        *,
        has_tags: bool,
        is_cancelled: bool,
    ) -> None:
        self._workflow = workflow
        self._faults = {fault.place: fault.kind for fault in faults}
        self._has_tags = has_tags
        self._is_cancelled = is_cancelled
        self._contexts: dict[str, Any] = {
            "github": event.github,
            "inputs": {},
            "vars": {"DOCKERHUB_USERNAME": "acme"},
            "secrets": Secrets(),
            "runner": {"temp": "/tmp"},  # noqa: S108 (a text)
        }
        self._contexts["env"] = value(workflow.get("env", {}), self._contexts, {})
        self._run = Run([], {}, [], {})

    def all(self) -> Run:
        for name, job in self._workflow["jobs"].items():
            self._run.results[name] = self._job(name, job)
        return self._run

    def _job(self, name: str, job: Mapping[str, Any]) -> str:
        needs = list(job.get("needs", ()))
        contexts = {
            **self._contexts,
            "needs": {
                need: {
                    "result": self._run.results[need],
                    "outputs": self._run.outputs.get(need, {}),
                }
                for need in needs
            },
        }
        ancestors = [self._run.results[each] for each in _ancestors(self._workflow, name)]
        status: dict[str, Function] = {
            "always": lambda: True,
            "cancelled": lambda: self._is_cancelled,
            "failure": lambda: "failure" in ancestors,
            # What needs nothing has begun before anybody cancels it.
            "success": lambda: set(ancestors) <= {"success"} and not (needs and self._is_cancelled),
        }
        if not holds(job.get("if"), contexts, status):
            return "skipped"
        cells = matrix(job, contexts)
        assert cells, f"GitHub refuses the matrix of {name}"
        rows = [self._row((name, i), job, row, contexts) for i, row in enumerate(cells)]
        self._run.rows += rows
        self._run.outputs[name] = {
            key: output for row in rows for key, output in row.outputs.items() if output
        }
        results = {"success" if row.is_optional else row.result for row in rows}
        return next(found for found in ("failure", "cancelled", "success") if found in results)

    def _row(
        self,
        place: Place,
        job: Mapping[str, Any],
        cells: Mapping[str, Any],
        given: Mapping[str, Any],
    ) -> Row:
        contexts = {**given, "matrix": cells, "steps": {}}
        row = Row(place, cells)
        row.is_optional = value(job.get("continue-on-error", False), contexts, {}) is True
        kind = self._faults.get(place)
        if kind == "cancelled" or (self._is_cancelled and job.get("if") != "always()"):
            row.result = "cancelled"
            return row
        if "uses" in job:
            self._call(row, job, contexts)
            return row
        is_built = False
        for step in job["steps"]:
            fails = (kind == "start" and not row.steps) or (kind == "check" and is_built)
            is_built |= self._step(row, step, contexts, fails=fails)
        row.outputs = {
            key: text(value(output, contexts, {})) for key, output in job.get("outputs", {}).items()
        }
        return row

    def _step(
        self, row: Row, step: Mapping[str, Any], contexts: dict[str, Any], *, fails: bool
    ) -> bool:
        """Run *step*, if it has to, and return whether it builds."""
        status: dict[str, Function] = {
            "always": lambda: True,
            "cancelled": lambda: False,
            "failure": lambda: row.result == "failure",
            "success": lambda: row.result == "success",
        }
        if not holds(step.get("if"), contexts, status):
            return False
        inner = {**contexts, "env": {**contexts["env"]}}
        inner["env"].update(value(step.get("env", {}), contexts, {}))
        done = Step(step, inner["env"], value(step.get("with", {}), inner, {}))
        row.steps.append(done)
        is_build = done.action == "docker/build-push-action"
        outputs = self._outputs(row, done)
        if fails or outputs is None:
            row.result = "failure"
        if "id" in step:
            contexts["steps"][step["id"]] = {"outputs": outputs or {}}
        return is_build

    def _outputs(self, row: Row, done: Step) -> dict[str, str] | None:
        """Return what a step tells later ones; None if it fails."""
        match done.action:
            case "docker/metadata-action":
                return self._metadata(done)
            case "docker/build-push-action":
                if self._faults.get(row.place) == "build":
                    return None
                if done.given.get("push") is True:
                    self._publish(row, done.given["tags"].split("\n"), ())
                return {"digest": _digest(row, done)}
            case "docker/setup-buildx-action":
                return {"platforms": "linux/amd64,linux/386"}
            case "":
                return self._script(row, done)
            case _:
                return {}

    def _metadata(self, done: Step) -> dict[str, str]:
        flavor = str(done.given.get("flavor", ""))
        suffix = flavor.partition("suffix=")[2].partition(",")[0]
        images = str(done.given["images"]).split()
        tags = [f"{image.lower()}:1{suffix}" for image in images] if self._has_tags else []
        return {"tags": "\n".join(tags), "labels": "made", "annotations": "made"}

    def _script(self, row: Row, done: Step) -> dict[str, str] | None:
        if done.script == 'echo "$NAME=$DIGEST" >> "$GITHUB_OUTPUT"':
            return {done.env["NAME"]: done.env["DIGEST"]}
        if "tolower" in done.script:
            names = done.env["NAMES"].split()
            return {f"name-{i + 1}": name.lower() for i, name in enumerate(names)}
        if "\nask create " not in done.script:
            return None if done.script.endswith("&& exit 1") else {}
        sources = self._sources(done)
        return self._publish(row, done.env["TAGS"].split("\n"), sources) if sources else None

    def _sources(self, done: Step) -> tuple[str, ...]:
        """Return what a step is to give tags to, nothing if that is not what was declared."""
        wanted = re.split("[ ,]", done.env["PLATFORMS"])
        if "NAMES" not in done.env:
            digest = done.env["DIGEST"]
            return (digest,) if digest and _platforms(digest) == wanted else ()
        digests = json.loads(done.env["DIGESTS"])
        may_miss = set(done.env.get("OPTIONAL", "").split())
        names = done.env["NAMES"].split()
        sources = tuple(digests[name] for name in names if name in digests)
        found = sorted(p for source in sources for p in _platforms(source))
        missing = {name for name in names if name not in digests}
        is_right = set(found) <= set(wanted) if may_miss else found == wanted
        return sources if missing <= may_miss and is_right else ()

    def _publish(
        self, row: Row, tags: list[str], sources: tuple[str, ...]
    ) -> dict[str, str] | None:
        if tags == [""]:
            return None
        self._run.published.append(Published(row.place, tuple(tags), sources))
        return {"digest": "an index"}

    def _call(self, row: Row, job: Mapping[str, Any], contexts: Mapping[str, Any]) -> None:
        """Have docker/github-builder build and publish."""
        kind = self._faults.get(row.place)
        done = Step(job, {}, value({**job["with"], **job.get("secrets", {})}, contexts, {}))
        row.steps.append(done)
        row.result = "failure" if kind else "success"
        if row.result == "success" and done.given["push"] is True and self._has_tags:
            images = str(done.given["meta-images"]).split()
            self._publish(row, [f"{image}:1" for image in images], ())


def _digest(row: Row, done: Step) -> str:
    """Return a digest that says which row pushed what, and where."""
    lines = str(done.given.get("outputs", "")).split("\n")
    pushed = [line for line in lines if "push=true" in line]
    return json.dumps({"row": row.place, "for": done.given["platforms"], "pushed": pushed})


def _platforms(digest: str) -> list[str]:
    return str(json.loads(digest)["for"]).split(",")


def maker(digest: str) -> Place:
    """Return the row that made what has *digest*."""
    job, number = json.loads(digest)["row"]
    return job, number


def pushed_to(digest: str) -> list[str]:
    """Return the names that what has *digest* was pushed to."""
    (line,) = json.loads(digest)["pushed"]
    names = line.partition("name=")[2].partition(",push-by-digest")[0]
    return str(names).strip('"').split(",")


def _ancestors(workflow: Workflow, name: str) -> Iterator[str]:
    for need in workflow["jobs"][name].get("needs", ()):
        yield need
        yield from _ancestors(workflow, need)
