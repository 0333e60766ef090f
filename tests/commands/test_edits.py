"""Edits by hand: each is named at its place, with the key of the spec that says the same."""

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ci_gen.catalog import images
from ci_gen.workflow import edits
from ci_gen.workflow.drift import FileChange, State
from ci_gen.workflow.edits import differences
from ci_gen.yaml import document as spec
from conftest import TESTS, Cli
from support.edits import EMULATED, SPLIT, WORKFLOW, edit, found_edits

TESTED = SPLIT + (
    "check: {except: [/opt/*]}\n"
    "test: {command: [a, b], exit-code: 3, output: x, healthcheck: true}\n"
)
SINGLE = SPLIT + "strategy: single\nbuilder: {driver-opts: [network=host]}\n"
_SET = re.compile(r"set `([\w.-]+): (.*?)`(?= and | in ci-gen\.yml)")
_ADD = re.compile(r"add `([^`]+)` to `([\w.-]+)`")
_REMOVE = re.compile(r"remove `([\w.-]+)`")


def _apply(remedy: str, data: dict[str, Any]) -> None:
    """Do in the spec's *data* what *remedy* says."""
    for key, value in _SET.findall(remedy):
        *route, last = key.split(".")
        _mapping(data, route)[last] = YAML(typ="safe", pure=True).load(value)
    for value, key in _ADD.findall(remedy):
        data[key].insert(0, value)
    for key in _REMOVE.findall(remedy):
        *route, last = key.split(".")
        del _mapping(data, route)[last]


def _mapping(data: dict[str, Any], route: list[str]) -> dict[str, Any]:
    for step in route:
        data = data.setdefault(step, {})
    return data


# What somebody changes in the workflow, by the key of the spec that says the same.
SAID = {
    "name": (SPLIT, "name: Build\n", "name: Images\n"),
    "on: branches": (SPLIT, "branches: [main]", "branches: [main, dev]"),
    "on: paths": (SPLIT, "  push:\n", "  push:\n    paths: [src/**]\n"),
    "on: schedule": (
        SPLIT,
        "  pull_request:\n",
        "  schedule: [{cron: 0 4 * * 1}]\n  pull_request:\n",
    ),
    "concurrency": (SPLIT, "  group: build.yml-${{ github.ref }}", "  group: images"),
    "timeout-minutes": (SINGLE, "timeout-minutes: 120", "timeout-minutes: 90"),
    "timeout of all rows": (SPLIT, "timeout-minutes: 30", "timeout-minutes: 90"),
    "runners": (SINGLE, "runs-on: ubuntu-24.04", "runs-on: [self-hosted, linux]"),
    "runner of a row": (SPLIT, "runner: ubuntu-24.04\n", "runner: ubuntu-26.04\n"),
    "permissions": (SPLIT, "      packages: write", "      id-token: write\n      packages: write"),
    "environment": (
        SPLIT,
        "    strategy:\n",
        "    environment: {name: prod, deployment: false}\n    strategy:\n",
    ),
    "strategy.fail-fast": (SPLIT, "fail-fast: false", "fail-fast: true"),
    "strategy.max-parallel": (SPLIT, "fail-fast: false", "fail-fast: false\n      max-parallel: 1"),
    "targets": (SINGLE, "platforms: linux/arm64", "platforms: linux/arm/v7,linux/arm64"),
    "build.context": (SPLIT, "          context: .\n", "          context: app\n"),
    "build.dockerfile": (SPLIT, "context: .\n", "context: .\n          file: a.Dockerfile\n"),
    "build.args": (
        SPLIT,
        "          context: .\n",
        "          context: .\n          build-args: |\n            DEBUG=1\n            A=b c\n",
    ),
    "build.target": (SPLIT, "context: .\n", "context: .\n          target: runtime\n"),
    "build.no-cache": (SPLIT, "context: .\n", "context: .\n          no-cache: true\n"),
    "build.labels": (
        SPLIT,
        "labels: ${{ steps.meta.outputs.labels }}\n",
        "labels: |\n            ${{ steps.meta.outputs.labels }}\n            a.b=c d\n",
    ),
    "image": (SPLIT, "  IMAGE: ghcr.io/acme/sensor\n", "  IMAGE: ghcr.io/acme/weather\n"),
    "images": (
        SPLIT.replace("ghcr.io/acme/sensor", "[ghcr.io/acme/sensor, quay.io/acme/sensor]"),
        "    quay.io/acme/sensor\n",
        "    quay.io/acme/weather\n",
    ),
    "tags": (SPLIT, "    type=ref,event=pr\n", "    type=sha\n"),
    "tags of one job": (SINGLE, "            type=ref,event=pr\n", "            type=sha\n"),
    "tags.flavor": (
        SINGLE,
        "          tags: |",
        "          flavor: latest=false\n          tags: |",
    ),
    "flavor of the workflow": (
        SPLIT + "tags: {flavor: latest=false}\n",
        "  FLAVOR: latest=false\n",
        "  FLAVOR: latest=true\n",
    ),
    "flavor of variants": (
        SPLIT + "variants: {a: {}, b: {}}\n",
        "flavor: suffix=-${{ matrix.variant }},onlatest=true\n",
        (
            "flavor: |\n            suffix=-${{ matrix.variant }},onlatest=true\n"
            "            latest=false\n"
        ),
    ),
    "build.record": (SPLIT, "  DOCKER_BUILD_RECORD_UPLOAD: false\n", ""),
    "builder.driver-opts": (SINGLE, "network=host", "env.A=b"),
    "builder.driver-opts of ours": (
        SPLIT,
        "driver-opts: image=BUILDKIT\n",
        "driver-opts: |\n            image=BUILDKIT\n            network=host\n",
    ),
    "emulation.image": (EMULATED, "tonistiigi/binfmt:BINFMT", "tonistiigi/binfmt:qemu-v9.2.2"),
    "required-check": (SPLIT, "    name: image #", "    name: Images #"),
    "required-check of one job": (SINGLE, "    name: image #", "    name: Images #"),
    "check.except": (TESTED, 'EXCEPT: "/opt/*"\n', 'EXCEPT: "/srv/*"\n'),
    "test.command": (TESTED, "            b\n", "            c\n"),
    "test.exit-code": (TESTED, 'EXIT_CODE: "3"\n', 'EXIT_CODE: "4"\n'),
    "test.output": (TESTED, "OUTPUT: x\n", "OUTPUT: y\n"),
    "test.healthcheck": (TESTED, 'WAIT: "60"\n', 'WAIT: "90"\n'),
}


@pytest.mark.slow
@pytest.mark.parametrize(("text", "old", "new"), SAID.values(), ids=list(SAID))
def test_doing_what_the_remedy_says_makes_the_edit_part_of_the_spec(
    text: str, old: str, new: str, project: Path, cli: Cli
) -> None:
    edit(project, cli, text, old, new)
    (found,) = found_edits(cli)
    data = YAML(typ="safe", pure=True).load(text)

    _apply(found["remedy"], data)
    (project / "ci-gen.yml").write_text(json.dumps(data))

    left = [d["message"] for d in json.loads(cli("check", "--format", "json").out)["diagnostics"]]
    assert found["code"] == "CG602"
    assert found["remedy"].endswith(" in ci-gen.yml, or run `ci-gen render --force` to drop it")
    assert found["message"] not in left


_LOGIN = (
    "      - name: Log in to GitHub Container Registry\n"
    "        if: github.event_name != 'pull_request'\n"
    "        uses: docker/login-action@PIN\n"
    "        with:\n          registry: ghcr.io\n"
    "          username: ${{ github.actor }}\n"
    "          password: ${{ secrets.GITHUB_TOKEN }}\n\n"
)
_ROW = (
    "          - platform: linux/amd64\n            slug: linux-amd64\n"
    "            runner: ubuntu-24.04\n"
)
# What somebody changes, and what is said about it.
NAMED = {
    "added step": (
        "      - name: Set up Docker Buildx\n",
        "      - name: Free space\n        run: rm -rf x\n\n      - name: Set up Docker Buildx\n",
        'the step "Free space" of the job build is not from ci-gen',
        "no key of ci-gen.yml says that yet (`steps` is planned)",
    ),
    "added scan": (
        "      - name: Pass the digest on\n",
        "      - uses: aquasecurity/trivy-action@v1\n\n      - name: Pass the digest on\n",
        'the step "aquasecurity/trivy-action" of the job build is not from ci-gen',
        "no key of ci-gen.yml says that yet (`scan` is planned)",
    ),
    "removed login": (
        _LOGIN,
        "",
        'the job build has lost its step "Log in to GitHub Container Registry"',
        "set `registries: {ghcr.io: {login: false}}` in ci-gen.yml",
    ),
    "password": (
        "password: ${{ secrets.GITHUB_TOKEN }}",
        "password: ${{ secrets.PAT }}",
        'password of "Log in to GitHub Container Registry" in the job build is ${{ secrets.PAT }}',
        "say it with `registries` in ci-gen.yml",
    ),
    "environment variable of a job": (
        "    strategy:\n",
        "    env:\n      A: b\n    strategy:\n",
        "env of the job build is {A: b}",
        "no key of ci-gen.yml says that yet (`env` is planned)",
    ),
    "added job": (
        "jobs:\n",
        "jobs:\n  lint:\n    runs-on: ubuntu-24.04\n    steps: []\n",
        "the job lint is not from ci-gen",
        "no key of ci-gen.yml says that yet (`jobs` is planned)",
    ),
    "added row": (
        "        include:\n",
        "        include:\n          - platform: linux/arm/v7\n            slug: x\n",
        "the row for linux/arm/v7 of the job build is not from ci-gen",
        "add `linux/arm/v7` to `targets` in ci-gen.yml",
    ),
    "removed row": (
        _ROW,
        "",
        "the job build has lost its row for linux/amd64",
        "take what needs `linux/amd64` out of `targets` in ci-gen.yml",
    ),
    "cache": (
        "          cache-from: ",
        "          cache-from: type=registry,ref=acme/cache #",
        'push without a tag" in the job build is type=registry,ref=acme/cache',
        'set `cache.from: ["type=registry,ref=acme/cache"]` in ci-gen.yml',
    ),
    "script": (
        '          mapfile -t tags <<< "${TAGS:?no tag}"\n',
        '          mapfile -t tags <<< "$TAGS"\n',
        'in the job image has mapfile -t tags <<< "$TAGS" and has lost mapfile',
        "say it with `templates` in ci-gen.yml",
    ),
    "script of the check": (
        "          bad=0 others=()\n",
        "          bad=1 others=()\n",
        'run of "Check that all programs are made for their platform" in the job build has bad=1',
        "say it with `check` in ci-gen.yml",
    ),
    "condition of a step": (
        "        if: github.event_name != 'pull_request' && steps.meta.outputs.tags == ''\n",
        "",
        'if of "Fail if this run has no tag to publish under" in the job build is gone',
        "say it with `templates` in ci-gen.yml",
    ),
    "output of a job": (
        "      linux-amd64: ${{ steps.digest.outputs.linux-amd64 }}\n",
        "",
        "outputs.linux-amd64 of the job build is gone",
        "no key of ci-gen.yml says that: ",
    ),
    "time limit of the gate": (
        "    timeout-minutes: 15\n",
        "    timeout-minutes: 20\n",
        "timeout-minutes of the job image is 20",
        "no key of ci-gen.yml says that: run `ci-gen render --force` to drop it",
    ),
    "comment": (
        "name: Build\n",
        "# Ours\nname: Build\n",
        "comments or layout, and nothing that it does",
        "keep comments in ci-gen.yml, and run `ci-gen render --force` to drop it",
    ),
    "no YAML": ("name: Build\n", "name: [\n", "not valid YAML", "correct the line"),
    "a tag": ("name: Build\n", "name: !x Build\n", "a workflow has no use for YAML", "correct the"),
    "a container": (
        "    timeout-minutes: 15\n",
        "    timeout-minutes: 15\n    container: {}\n",
        "container of the job image is {}",
        "no key of ci-gen.yml says that: ",
    ),
    "no workflow": ("jobs:\n", "jobs: 1\nx:\n", "it is no workflow", "no key of ci-gen.yml"),
}


@pytest.mark.parametrize("case", NAMED.values(), ids=list(NAMED))
def test_edit_is_named_with_what_can_be_done(
    case: tuple[str, str, str, str], project: Path, cli: Cli
) -> None:
    old, new, message, remedy = case
    edit(project, cli, SPLIT, old, new)

    (found,) = found_edits(cli)

    assert found["message"].startswith(f"{WORKFLOW} is edited: ")
    assert message in found["message"]
    assert remedy in found["remedy"]
    assert found["line"]


def test_edit_stands_at_its_line_which_is_quoted(project: Path, cli: Cli) -> None:
    edit(project, cli, SPLIT, "timeout-minutes: 15", "timeout-minutes: 90")

    number = (project / WORKFLOW).read_text().split("\n").index("    timeout-minutes: 90") + 1
    assert cli("check").out.startswith(
        f"{WORKFLOW}:{number}:22: error[CG602]: {WORKFLOW} is edited: timeout-minutes of the job"
        f" image is 90\n  {number} |     timeout-minutes: 90\n"
    )


def test_steps_that_are_no_list_are_no_other_order(project: Path, cli: Cli) -> None:
    edit(project, cli, SPLIT, "    steps:\n", "    steps:\n    x:\n")

    assert found_edits(cli)[0]["message"].endswith("steps of the job build is null")


def test_steps_in_another_order_are_oneedit(project: Path, cli: Cli) -> None:
    buildx = (
        "      - name: Set up Docker Buildx\n        uses: docker/setup-buildx-action@PIN\n"
        "        with:\n          driver-opts: image=BUILDKIT\n\n"
    )
    edit(project, cli, SPLIT, buildx, "")
    text = (project / WORKFLOW).read_text()
    first = "      - name: Check out\n"
    (project / WORKFLOW).write_text(
        text.replace(
            first, buildx.replace("PIN", "a" * 40).replace("BUILDKIT", str(images.BUILDKIT)) + first
        )
    )

    (found,) = found_edits(cli)

    assert found["message"].endswith("the steps of the job build are in another order")


def test_step_of_another_name_is_another_step(project: Path, cli: Cli) -> None:
    old = "      - name: Set up Docker Buildx\n"
    edit(project, cli, SPLIT, old, old.replace("Set up", "Wait for"))

    messages = [found["message"].partition(": ")[2] for found in found_edits(cli)]

    assert messages == [
        'the job build has lost its step "Set up Docker Buildx"',
        'the step "Wait for Docker Buildx" of the job build is not from ci-gen',
    ]


def test_more_than_ten_edits_are_counted(project: Path, cli: Cli) -> None:
    edit(project, cli, SPLIT, "jobs:\n", "jobs:\n" + "".join(f"  j{i}: {{}}\n" for i in range(14)))

    found = found_edits(cli)

    assert len(found) == 11
    assert found[-1]["message"] == f"{WORKFLOW} is edited in 4 more places"


def test_edit_of_a_called_workflow_is_explained(project: Path, cli: Cli) -> None:
    text = SPLIT + "strategy: github-builder\n"
    edit(project, cli, text, "cache-mode: max", "cache-mode: min")

    (found,) = found_edits(cli)

    assert found["message"].endswith("cache-mode of the job build is min")


def test_edit_is_doubted_where_the_spec_changed_too(project: Path, cli: Cli) -> None:
    edit(project, cli, SPLIT, "timeout-minutes: 15", "timeout-minutes: 90")
    (project / "ci-gen.yml").write_text(SPLIT.replace("amd64", "amd64, linux/386"))

    found = found_edits(cli)

    assert len(found) > 1
    assert all(d["remedy"].startswith("unless it is because ci-gen.yml has changed") for d in found)


def test_conflict_markers_of_a_merge_have_a_message_of_their_own(project: Path, cli: Cli) -> None:
    marks = "<<<<<<< ours\nname: Build\n=======\nname: B\n>>>>>>> theirs\n"
    edit(project, cli, SPLIT, "name: Build\n", marks)

    (found,) = found_edits(cli)

    assert (found["code"], found["line"]) == ("CG122", 4)
    assert found["message"] == f"{WORKFLOW} is edited: a merge left its conflict markers in"
    remedy = "resolve the conflict in ci-gen.yml, then run `ci-gen render --force`"
    assert found["remedy"] == remedy
    assert cli("render").code == 1


def test_conflict_marker_above_the_header_hides_no_owner(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPLIT)
    assert cli("render").code == 0
    text = (project / WORKFLOW).read_text()
    (project / WORKFLOW).write_text(f"<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n")

    assert found_edits(cli)[0]["code"] == "CG122"


def test_conflict_in_the_spec_is_named_there(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(
        SPLIT + "<<<<<<< ours\nname: A\n=======\nname: B\n>>>>>>> theirs\n"
    )

    ran = cli("check")

    assert ran.code == 1
    assert ran.out.startswith("ci-gen.yml:4:1: error[CG122]: a merge left its conflict markers in")


def test_fresh_workflow_pays_for_none_of_this(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPLIT)
    assert cli("render").code == 0
    code = (
        "import sys; from ci_gen.cli import run; code = run(['check'], debug=True);"
        "print([name for name in sys.modules if name.startswith(('ci_gen.workflow.edits',"
        " 'ci_gen.spec.migrate', 'ci_gen.yaml.positions', 'jsonschema'))], code)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert ran.stdout.splitlines()[-1] == "[] 0", ran.stderr


def _lines_of(seed: int, text: str) -> str:
    """Return *text* with a few lines lost, repeated, swapped or cut, by the number *seed*."""
    dice = random.Random(seed)  # noqa: S311 (nothing is secret)
    lines = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        i, j = dice.randrange(4, len(lines)), dice.randrange(4, len(lines))
        match dice.randrange(5):
            case 0:
                del lines[i]
            case 1:
                lines.insert(i, lines[j])
            case 2:
                lines[i] = lines[i][: len(lines[i]) // 2]
            case 3:
                lines[i] = lines[i].partition(":")[0] + ":"
            case _:
                lines[i], lines[j] = lines[j], lines[i]
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("case", ["pi-and-server", "everything", "variants"])
def test_any_damage_is_explained(case: str) -> None:
    (path,) = TESTS.glob(f"cases/golden/{case}/.github/workflows/*.yml")
    wanted = path.read_text()
    for seed in range(16):
        damaged = _lines_of(seed, wanted)
        change = FileChange(
            path="build.yml", state=State.EDITED, reason="", current=damaged, wanted=wanted
        )

        found = list(edits.explain(change))

        assert found, seed
        assert all(d.message.startswith("build.yml is edited") and d.remedy for d in found)
        assert all(d.location.line <= damaged.count("\n") + 1 for d in found)


@pytest.mark.parametrize(
    "path", sorted((TESTS / "cases/golden").glob("*/.github/workflows/*.yml")), ids=str
)
def test_workflow_does_not_differ_from_itself(path: Path) -> None:
    read = spec.parse(path.read_text(), "build.yml")
    assert isinstance(read, spec.Spec)

    assert list(differences.find(read.data, read.data)) == []
