"""The keys of a spec: none of 0.1.0 is gone, and each of them means something."""

from collections.abc import Iterator
from typing import Any

import pytest

from ci_gen import pipeline
from ci_gen.outcome import Planned
from ci_gen.render import environment
from ci_gen.spec import schema
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec
from conftest import TESTS

SPLIT = """\
version: 1
image: ghcr.io/acme/sensor
targets: [raspberry-pi-5, raspberry-pi-zero-w, amd64]
"""
ONE = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"
SECRET = "${{ secrets.A }}"
SCHEMA = schema.load()
# A line of a spec, and the spec that means something else without it.
LINES = {
    SPLIT: (
        "attest: {github: true}",
        "attest: {provenance: min}",
        "attest: {sbom: true}",
        "build: {add-hosts: ['a:1.1.1.1']}",
        "build: {allow: [network.host]}",
        "build: {annotations: {a: b}}",
        "build: {args: {A: b}}",
        "build: {context: a}",
        "build: {contexts: {a: b}}",
        "build: {dockerfile: a}",
        "build: {labels: {a: b}}",
        "build: {network: none}",
        "build: {no-cache-filters: [a]}",
        "build: {no-cache: true}",
        "build: {oci-mediatypes: false}",
        "build: {outputs: ['type=tar,dest=x']}",
        "build: {provenance: false}",
        "build: {pull: true}",
        "build: {record: true}",
        "build: {sbom: true}",
        f"build: {{secrets: {{a: '{SECRET}'}}}}",
        "build: {secrets: {a: {file: a}}}",
        "build: {shm-size: 1g}",
        "build: {ssh: [default]}",
        "build: {target: a}",
        "build: {ulimit: [nofile=1]}",
        "builder: {buildkitd-config-inline: 'debug = true'}",
        "builder: {buildkitd-config: a.toml}",
        "builder: {buildkitd-flags: --debug}",
        "builder: {driver-opts: [network=host]}",
        "builder: {version: v0.20.0}",
        "cache: none",
        "cache: {from: ['type=gha']}",
        "cache: {mode: min}",
        "cache: {on-release: true}",
        "cache: {scope: x}",
        "cache: {to: ['type=gha']}",
        "cache: {type: registry, ref: 'a/b:c'}",
        "check: {except: [/opt/*]}",
        "check: {programs: warn}",
        "concurrency: x",
        "emulation: none",
        "emulation: {cache-image: true}",
        "emulation: {image: a/b}",
        "emulation: {platforms: [linux/arm64]}",
        "environment: x",
        "name: X",
        "on: push",
        "permissions: {id-token: write}",
        "pins: {mode: tag}",
        "pull-request: {platforms: [linux/arm64]}",
        f"registries: {{docker.io: {{username: a, password: '{SECRET}'}}}}",
        "required-check: x",
        "runners: [self-hosted]",
        "runners: {linux/amd64: ubuntu-22.04}",
        "sign: cosign",
        "strategy: single",
        "strategy: {fail-fast: true}",
        "strategy: {max-parallel: 2}",
        "strategy: {split: per-runner}",
        "strategy: {type: split, allow-failure: [linux/arm64]}",
        "strategy: {type: split, fallback: qemu}",
        "tags: {flavor: latest=false}",
        "tags: {rules: [type=sha]}",
        "test: [a]",
        "test: {healthcheck: true}",
        "test: {script: a.sh}",
        "timeout-minutes: 7",
        "variants: {a: {}}",
        "workflow: .github/workflows/x.yml",
    ),
    f"{SPLIT}test: {{command: [a]}}\n": (
        "test: {command: [a], cpu: runner}",
        "test: {command: [a], exit-code: 2}",
        "test: {command: [a], output: b}",
        "test: {command: [a], platforms: [linux/amd64]}",
    ),
    f"{SPLIT}environment: x\n": (
        "environment: {name: x, deployment: true}",
        "environment: {name: x, url: 'https://a'}",
    ),
    f"{SPLIT}concurrency: x\n": ("concurrency: {group: x, cancel-in-progress: true}",),
    f"{SPLIT}build: {{secrets: {{a: '{SECRET}'}}}}\n": ("pull-request: {secrets: true}",),
    ONE: ("build: {load: true}", "builder: {driver: docker}"),
}
CASES = [(base, line) for base, lines in LINES.items() for line in lines]


def _keys(part: dict[str, Any], path: str = "", seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the paths of all keys that *part* of the schema has; `*` is a name of the user's."""
    if (name := part.get("$ref")) and name not in seen:
        yield from _keys(schema.resolve(name, SCHEMA), path, (*seen, name))
    for key, inner in part.get("properties", {}).items():
        yield f"{path}{key}"
        yield from _keys(inner, f"{path}{key}.", seen)
    for key in ("anyOf", "oneOf", "allOf"):
        for inner in part.get(key, ()):
            yield from _keys(inner, path, seen)
    for key in ("items", "additionalProperties"):
        if isinstance(part.get(key), dict):
            yield from _keys(part[key], f"{path}*.", seen)


def test_no_key_of_0_1_0_is_gone() -> None:
    known = (TESTS / "support/fixtures/0.1.0/keys.txt").read_text().split()

    assert len(known) > 300
    assert sorted(set(known) - set(_keys(SCHEMA))) == []


def _rendered(text: str) -> str:
    found = spec.parse(text, "ci-gen.yml")
    assert isinstance(found, Spec)
    outcome = pipeline.check(found)
    assert isinstance(outcome, Planned), outcome.diagnostics
    return environment.render(outcome.plan, spec="ci-gen.yml", version="1")


@pytest.mark.parametrize(("base", "line"), CASES, ids=[line for _, line in CASES])
def test_key_changes_the_workflow(base: str, line: str) -> None:
    key, _, _ = line.partition(":")
    kept = [given for given in base.splitlines() if not given.startswith(f"{key}:")]
    with_it = "\n".join([*kept, line]) + "\n"

    assert _rendered(with_it) != _rendered(base)
