"""The composite action, run by act on this machine in a repository like a user's."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from ci_gen.catalog import actions
from conftest import Cli

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ACTION = ".github/actions/check"
UPLOAD = "github/codeql-action"
PUBLISHED = f"ci-gen/ci-gen@{'0' * 40}"
PARTS = (ACTION, "generator/ci_gen", "templates", "schemas")
# What Python would find before its own modules, and before those of ci-gen.
MODULES = ("venv", "ensurepip", "click", "jinja2", "json", "sitecustomize", "usercustomize")
PACKAGES = ("pip", "ci_gen", "ruamel")
CHECKOUT = "actions/checkout@v7"  # which act knows itself
SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, raspberry-pi-zero-w]\n"
WORKFLOW = ".github/workflows/build.yml"
# What is installed here already needs no network.
USUAL = {"ci-gen": str(Path(sys.executable).with_name("ci-gen"))}


class Repository(NamedTuple):
    """A repository with a spec, its workflow, and a pull request that changes what a test wants."""

    root: Path
    base: str

    def run(
        self, inputs: dict[str, str], *, action: str = f"./{ACTION}", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Return what act says of a pull request whose job uses the *action* with *inputs*."""
        steps = [{"uses": CHECKOUT}, {"uses": action, "with": inputs}]
        job = {"runs-on": "ubuntu-24.04", "env": variables, "steps": steps}
        home = self.root.with_name("home")
        (self.root / ".github" / "workflows" / "check.yml").write_text(
            json.dumps({"name": "Check", "on": "pull_request", "jobs": {"check": job}})
        )
        event = home / "event.json"
        event.write_text(json.dumps({"pull_request": {"base": {"sha": self.base}}}))
        command = [
            "act", "pull_request", "--platform", "ubuntu-24.04=-self-hosted",
            "--workflows", ".github/workflows/check.yml", "--eventpath", str(event),
            "--action-cache-path", str(home / "cache"), "--no-cache-server",
            "--local-repository", f"{UPLOAD}@{_pin()}={home / 'upload'}",
            "--local-repository", f"{PUBLISHED}={home / 'ci-gen'}",
        ]  # fmt: skip
        environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home)}
        return subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=120
        )


def _pin() -> str:
    text = (ROOT / ACTION / "action.yml").read_text()
    return text.partition(f"uses: {UPLOAD}/upload-sarif@")[2].partition(" ")[0]


def _git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    command = ["git", "-C", str(root), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, cli: Cli) -> Repository:
    root, upload = tmp_path / "sensor", tmp_path / "home" / "upload" / "upload-sarif"
    shutil.copytree(ROOT / ACTION, root / ACTION)
    upload.mkdir(parents=True)
    # Code scanning is out of reach: this prints what it would be sent.
    (upload / "action.yml").write_text(
        "inputs: {sarif_file: {}, category: {}}\n"
        "runs:\n  using: composite\n  steps:\n    - shell: bash\n"
        "      env: {FILE: '${{ inputs.sarif_file }}', CATEGORY: '${{ inputs.category }}'}\n"
        "      run: |\n"
        '        codes=$(jq -r \'[.runs[].results[].ruleId] | join(" ")\' "$FILE")\n'
        "        runs=$(jq '.runs | length' \"$FILE\")\n"
        '        echo "uploads $runs run in category $CATEGORY: $codes"\n'
    )
    _git(tmp_path, "init", "--quiet", "--initial-branch=main", str(root))
    (root / "ci-gen.yml").write_text(SPEC)
    assert cli("render", "-C", str(root)).code == 0
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", "--message=base")
    return Repository(root, _git(root, "rev-parse", "HEAD"))


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def _line_of(path: Path, words: str) -> int:
    return path.read_text()[: path.read_text().index(words)].count("\n") + 1


def test_fresh_workflow_is_green_and_nothing_changed(repository: Repository) -> None:
    done = repository.run(USUAL)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Job succeeded" in done.stdout
    assert "::error" not in done.stdout
    assert "- nothing changed: ci-gen.yml means what it meant at" in done.stdout


def test_drift_is_red_at_the_line_where_it_begins(repository: Repository) -> None:
    workflow = repository.root / WORKFLOW
    _edit(workflow, "persist-credentials: false", "persist-credentials: true")
    line = _line_of(workflow, "persist-credentials: true")

    done = repository.run(USUAL)

    assert done.returncode == 1
    assert done.stdout.count("::error") == 1
    assert (
        f"::error file={WORKFLOW},line={line},col=32,endLine={line},endColumn=35,title=CG602::"
        in done.stdout
    )
    assert "Job failed" in done.stdout


def test_changed_spec_is_put_in_words_in_the_summary(repository: Repository) -> None:
    _edit(repository.root / "ci-gen.yml", ", raspberry-pi-zero-w", "")

    done = repository.run(USUAL)

    assert done.returncode == 1
    assert f"::error file={WORKFLOW},line=" in done.stdout
    summary = done.stdout.partition("Summary - ")[2]
    assert summary.startswith(
        "### ci-gen\n- platform `linux/arm/v6` removed (Raspberry Pi Zero W)\n"
    )
    assert f"\n    {WORKFLOW}:" in summary
    assert "is stale: ci-gen.yml has changed since it was rendered" in summary


def test_mistake_in_a_spec_is_annotated_once_at_its_line(repository: Repository) -> None:
    _edit(repository.root / "ci-gen.yml", "raspberry-pi-zero-w", "rasberry-pi-zero-w")

    done = repository.run(USUAL)

    assert done.returncode == 1
    assert done.stdout.count("::error") == 1
    assert (
        "::error file=ci-gen.yml,line=3,col=27,endLine=3,endColumn=44,title=CG201::" in done.stdout
    )


def test_warning_fails_only_where_it_is_asked_for(repository: Repository, cli: Cli) -> None:
    _edit(repository.root / "ci-gen.yml", "raspberry-pi-zero-w", "linux/armv6")
    assert cli("render", "-C", str(repository.root)).code == 0

    usual, strict, silent = (
        repository.run({**USUAL, **inputs})
        for inputs in ({}, {"fail-on": "warning"}, {"fail-on": "warning", "lint": "false"})
    )

    assert [done.returncode for done in (usual, strict, silent)] == [0, 1, 0]
    assert usual.stdout.count("::warning file=ci-gen.yml,line=3,") == 1


def test_findings_of_all_specs_go_to_code_scanning_in_one_run(repository: Repository) -> None:
    (repository.root / "other.yml").write_text(SPEC + "workflow: .github/workflows/other.yml\n")
    _edit(repository.root / "ci-gen.yml", "raspberry-pi-zero-w", "rasberry-pi-zero-w")

    done = repository.run({**USUAL, "sarif": "true", "specs": "ci-gen.yml\nother.yml\n"})

    assert done.returncode == 1
    assert "uploads 1 run in category ci-gen: CG201 CG601" in done.stdout
    assert "### ci-gen.yml" in done.stdout
    assert "- there is no `other.yml` at " in done.stdout


def test_base_that_cannot_be_fetched_costs_only_the_words(repository: Repository) -> None:
    done = repository._replace(base="f" * 40).run(USUAL)

    assert done.returncode == 0
    assert "cannot be fetched, so nothing is compared: check out with fetch-depth: 0" in done.stdout


def test_base_that_the_checkout_lacks_is_fetched(repository: Repository, tmp_path: Path) -> None:
    _edit(repository.root / "ci-gen.yml", ", raspberry-pi-zero-w", "")
    _git(repository.root, "add", "--all")
    _git(repository.root, "commit", "--quiet", "--message=head")
    shallow = tmp_path / "shallow"
    _git(tmp_path, "clone", "--quiet", "--depth=1", repository.root.as_uri(), str(shallow))

    done = Repository(shallow, repository.base).run(USUAL)

    assert "| - platform `linux/arm/v6` removed (Raspberry Pi Zero W)" in done.stdout


def test_missing_spec_is_red(repository: Repository) -> None:
    (repository.root / "ci-gen.yml").unlink()

    done = repository.run(USUAL)

    assert done.returncode == 1
    assert "there is no ci-gen.yml" in done.stdout


@pytest.fixture
def published(repository: Repository) -> str:
    """The action as others use it: of a commit of ci-gen, and not of their repository."""
    for part in PARTS:
        shutil.copytree(ROOT / part, repository.root.with_name("home") / "ci-gen" / part)
    owner, _, commit = PUBLISHED.partition("@")
    return f"{owner}/{ACTION}@{commit}"


def _plant(root: Path) -> Path:
    """Add modules to the checkout that write to the path returned when they are run."""
    trace = root.with_name("trace")
    code = f"with open({str(trace)!r}, 'a') as file: print(__file__, file=file)\n"
    for name in MODULES:
        (root / f"{name}.py").write_text(code)
    for name in PACKAGES:
        (root / name).mkdir()
        (root / name / "__init__.py").write_text(code)
        (root / name / "__main__.py").write_text(code)
    # Some programs called `python3` let the folder choose the version.
    (root / ".python-version").write_text("2.7.18\n")
    return trace


@pytest.mark.index
@pytest.mark.parametrize("variables", [{}, {"PYTHONPATH": "."}], ids=["plain", "path"])
def test_nothing_of_the_checkout_is_run(
    repository: Repository, published: str, variables: dict[str, str]
) -> None:
    trace = _plant(repository.root)

    done = repository.run({}, action=published, **variables)

    assert not trace.exists(), trace.read_text()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "- nothing changed: ci-gen.yml means what it meant at" in done.stdout


def test_ci_gen_that_is_installed_already_takes_no_module_of_the_checkout(
    repository: Repository,
) -> None:
    trace = _plant(repository.root)

    done = repository.run(USUAL, PYTHONPATH=".")

    assert not trace.exists(), trace.read_text()
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.index
def test_package_that_is_not_the_locked_one_is_not_installed(
    repository: Repository, published: str
) -> None:
    lock = repository.root.with_name("home") / "ci-gen" / ACTION / "requirements.txt"
    lock.write_text(re.sub(r"sha256:\w+", f"sha256:{'0' * 64}", lock.read_text()))

    done = repository.run({}, action=published)

    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stdout


@pytest.mark.parametrize(
    "settings",
    [
        {"remote.origin.uploadpack": "touch '{trace}';"},
        {"remote.origin.url": "ext::touch {trace}", "protocol.ext.allow": "always"},
        {"fetch.unpackLimit": "1", "gc.autoPackLimit": "1", "maintenance.autoDetach": "false"},
    ],
    ids=["upload-pack", "protocol", "hook"],
)
def test_git_runs_no_program_that_the_checkout_names(
    repository: Repository, tmp_path: Path, settings: dict[str, str]
) -> None:
    shallow, trace = tmp_path / "shallow", tmp_path / "trace"
    _git(repository.root, "commit", "--quiet", "--allow-empty", "--message=head")
    _git(tmp_path, "clone", "--quiet", "--depth=1", repository.root.as_uri(), str(shallow))
    hook = shallow / ".git" / "hooks" / "pre-auto-gc"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{trace}'\n")
    hook.chmod(0o755)
    for name, value in settings.items():
        _git(shallow, "config", name, value.format(trace=trace))

    done = Repository(shallow, repository.base).run(USUAL)

    assert done.returncode == 0, done.stdout + done.stderr
    assert not trace.exists()


def test_base_is_never_an_option_of_git(repository: Repository, tmp_path: Path) -> None:
    trace = tmp_path / "trace"

    done = repository.run({**USUAL, "against": f"--upload-pack=touch {trace};"})

    assert "cannot be fetched, so nothing is compared" in done.stdout
    assert not trace.exists()


def test_page_tells_every_input() -> None:
    inputs = YAML(typ="safe", pure=True).load(ROOT / ACTION / "action.yml")["inputs"]
    page = (ROOT / ACTION / "README.md").read_text()

    assert re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)[: len(inputs)] == list(inputs)


def test_page_pins_what_it_shows() -> None:
    page = (ROOT / ACTION / "README.md").read_text()
    known = actions.action("actions/checkout")

    assert f"uses: actions/checkout@{known.sha} # {known.version}\n" in page
