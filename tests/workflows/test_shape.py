"""How long and how wide workflows are, and that no script is in one of them twice."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from conftest import Cli
from support import goldens
from support.goldens import WORKFLOWS
from support.scripts import FOLDER, forms

_GOLDEN = pytest.mark.parametrize("path", WORKFLOWS, ids=goldens.name)
_HEAD = "version: 1\nimage: ghcr.io/acme/sensor\n"
_VARIANTS = "\n".join(f"  v{n}: {{build: {{args: {{N: '{n}'}}}}}}" for n in range(14))
_BARS = {
    "split": (200, _HEAD + "targets: [raspberry-pi-5, raspberry-pi-zero-w, amd64]\n"),
    "single": (140, _HEAD + "targets: [raspberry-pi-4b]\n"),
    "two-images": (
        270,
        (
            "version: 1\nimages:\n"
            "  - image: ghcr.io/acme/api\n"
            "    targets: [raspberry-pi-5, raspberry-pi-2b, raspberry-pi-zero-w, amd64]\n"
            "  - {image: ghcr.io/acme/docs, targets: [amd64]}\n"
        ),
    ),
    "variants": (
        400,
        f"{_HEAD}targets: [raspberry-pi-5, raspberry-pi-zero-w, amd64]\nvariants:\n{_VARIANTS}\n",
    ),
    "signed": (
        290,
        (
            "version: 1\nimage: [ghcr.io/acme/sensor, acme/sensor]\n"
            "targets: [raspberry-pi-5, raspberry-pi-zero-w, amd64]\n"
            "sign: cosign\nattest: {github: true}\ntest: [sensor, --version]\n"
        ),
    ),
}
# A value that begins with an expression, a row of JSON, a pin or an address: all on one line.
_UNCUT = re.compile(r"\$\{\{|^\s*\{\"|https?://|uses: \S+@[0-9a-f]{40}")
_RUN = re.compile(r"^( +)run: \|\n((?:\1 +.*\n|\n)+)", re.MULTILINE)


@pytest.mark.parametrize("name", _BARS)
def test_workflow_stays_below_its_bar(name: str, project: Path, cli: Cli) -> None:
    bar, spec = _BARS[name]
    (project / "ci-gen.yml").write_text(spec)

    ran = cli("render")

    assert ran.code == 0
    assert len((project / ".github/workflows/build.yml").read_text().splitlines()) <= bar


def _scripts(path: Path) -> list[str]:
    jobs: dict[str, Any] = goldens.workflow(path)["jobs"]
    return [
        step["run"].rstrip("\n")
        for job in jobs.values()
        for step in job.get("steps", ())
        if "run" in step
    ]


@_GOLDEN
def test_no_script_is_long_or_stands_there_twice(path: Path) -> None:
    scripts = Counter(_scripts(path))

    assert all(len(script.splitlines()) <= 20 for script in scripts)
    # One line is a command, and not worth a place of its own.
    assert all(count == 1 for script, count in scripts.items() if "\n" in script)


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Return each form of each script, which other tests run."""
    return {form for file in FOLDER.glob("*.sh") for form in forms(file)}


@_GOLDEN
def test_each_script_is_one_that_is_tested(path: Path, known: set[str]) -> None:
    assert set(_scripts(path)) <= known


@_GOLDEN
def test_no_line_is_wider_than_a_screen(path: Path) -> None:
    for line in path.read_text().splitlines():
        assert len(line) <= 200 or _UNCUT.search(line)


def test_yamllint_finds_nothing() -> None:
    rules = "{extends: relaxed, rules: {line-length: disable}}"
    command = ["yamllint", "--strict", "--config-data", rules, *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "")


@_GOLDEN
def test_texts_are_written_as_prettier_writes_them(path: Path) -> None:
    """Prettier keeps a quote that avoids an escape, and puts double ones everywhere else."""
    text = path.read_text()
    bare = _RUN.sub("", text)

    for line in bare.splitlines():
        value = re.fullmatch(r"\s*(?:- )?[\w-]+: ('(?:[^']|'')*')", line)
        assert not value or '"' in value[1] or "\\" in value[1]
        assert line == line.rstrip()
    assert "\t" not in bare
    assert "\n\n\n" not in text
    assert text.endswith("\n")
    assert not re.search(r": \{ |: \[ ", bare)


def test_prettier_changes_nothing_where_it_is_installed() -> None:
    command = [shutil.which("prettier") or "true", "--check", *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
