"""Specs dropped in `specs/valid` are accepted; those in `specs/invalid` give what `.out` says."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ci_gen.spec import schema
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec
from conftest import TESTS, Cli

VALID = sorted([*TESTS.glob("cases/specs/valid/*.yml"), *TESTS.glob("cases/golden/*/ci-gen.yml")])
INVALID = sorted(TESTS.glob("cases/specs/invalid/*.yml"))


def _name(path: Path) -> str:
    return path.parent.name if path.name == "ci-gen.yml" else path.stem


@pytest.mark.slow
@pytest.mark.parametrize("path", VALID, ids=_name)
def test_valid_spec_has_no_errors(path: Path, project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_bytes(path.read_bytes())

    ran = cli("lint")

    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("path", INVALID, ids=_name)
def test_invalid_spec_is_explained_and_nothing_is_written(
    path: Path, project: Path, cli: Cli, update: bool
) -> None:
    (project / "ci-gen.yml").write_bytes(path.read_bytes())

    linted = cli("lint")
    rendered = cli("render")

    expected = path.with_suffix(".out")
    if update:
        expected.write_text(linted.out)
    assert linted.out == expected.read_text()
    assert linted.code == rendered.code == 1
    assert not (project / ".github").exists()


@pytest.mark.parametrize("path", VALID + INVALID, ids=_name)
def test_quick_check_agrees_with_jsonschema(path: Path) -> None:
    read = spec.load(path.parent, path.name)
    assert isinstance(read, Spec)

    assert schema.is_valid(read.data) == Draft202012Validator(schema.load()).is_valid(read.data)
