"""The goldens as data: what is written, and what the generator planned."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ci_gen.config.model import Config
from ci_gen.config.resolve import resolve
from ci_gen.yaml import document
from support.github_runs import Event, Workflow
from support.shells import TESTS

WORKFLOWS = sorted(TESTS.glob("cases/golden/*/.github/workflows/*.yml"))
_TAG = "refs/tags/v1.4.0"


def name(path: Path) -> str:
    """Return what the golden of the workflow *path* is called."""
    return path.parents[2].name


@functools.cache
def workflow(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(path)
    return data


@functools.cache
def config(path: Path) -> Config:
    """Return what the spec of the workflow *path* means."""
    read = document.parse((path.parents[2] / "ci-gen.yml").read_text(), "ci-gen.yml")
    assert isinstance(read, document.Spec)
    return resolve(read.data)


def events(given: Workflow) -> Iterator[Event]:
    """Yield what may start a run."""
    for event, how in given["on"].items():
        if event in {"push", "workflow_call"}:
            # Who calls a workflow brings the event along.
            how = {"branches": [], "tags": []} if event == "workflow_call" else how or {}  # noqa: PLW2901
            if "branches" in how or "tags" not in how:
                yield Event("push")
            if "tags" in how or "branches" not in how:
                yield Event("push", _TAG)
        if event in {"pull_request", "workflow_call"}:
            yield Event("pull_request", "refs/pull/1/merge")
        elif event == "merge_group":
            yield Event(event, "refs/heads/gh-readonly-queue/main/pr-1")
        elif event != "push":
            yield Event(event, _TAG if event == "release" else "refs/heads/main")


def unmerged(event: Event) -> bool:
    """Return whether *event* is about what nobody has merged."""
    return event.name in {"pull_request", "merge_group"}
