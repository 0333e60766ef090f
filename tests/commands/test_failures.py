"""What stops a command: a message, the exit code 3, and a report that programs can read."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ci_gen import pipeline
from ci_gen.cli import run
from ci_gen.errors import CiGenError
from ci_gen.spec import schema
from ci_gen.workflow import write
from conftest import Cli

_SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"


def _refuse(*_: object) -> None:
    raise PermissionError(13, "Permission denied", "some/file")


def _fail(*_: object) -> None:
    raise ValueError("oops")


@pytest.mark.parametrize("command", ["lint", "check", "render"])
def test_json_is_a_report_when_there_is_no_spec(command: str, project: Path, cli: Cli) -> None:
    ran = cli(command, "other.yml", "--format", "json")

    report = json.loads(ran.out)
    Draft202012Validator(schema.load("report")).validate(report)
    found = report["diagnostics"][0]
    assert ran.code == 3
    assert ran.err.startswith("error: there is no other.yml\n")
    assert (found["code"], found["path"]) == ("CG610", "other.yml")
    assert found["message"] == "there is no other.yml"


def test_sarif_says_that_the_run_failed(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(_SPEC)
    failed = json.loads(cli("lint", "other.yml", "--format", "sarif").out)["runs"][0]
    fine = json.loads(cli("check", "--format", "sarif").out)["runs"][0]

    assert failed["invocations"] == [{"executionSuccessful": False}]
    assert [result["ruleId"] for result in failed["results"]] == ["CG610"]
    assert fine["invocations"] == [{"executionSuccessful": True}]


def test_json_is_a_report_after_a_bug(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "ci-gen.yml").write_text(_SPEC)
    monkeypatch.setattr(pipeline, "lint", _fail)

    code = run(["lint", "--format", "json"], debug=False)

    ran = capfd.readouterr()
    assert code == 3
    assert "a bug in ci-gen" in ran.err
    assert [found["code"] for found in json.loads(ran.out)["diagnostics"]] == ["CG616"]


def test_report_that_was_printed_is_the_only_one(
    project: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(_SPEC)

    def fail(*_: object) -> None:
        raise CiGenError("cannot write", "make it writable")

    monkeypatch.setattr(write, "write", fail)

    ran = cli("render", "--format", "json")

    assert (ran.code, ran.err) == (3, "error: cannot write\n  help: make it writable\n")
    assert json.loads(ran.out)["diagnostics"] == []


def test_what_the_system_refuses_is_no_bug(
    project: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(_SPEC)
    monkeypatch.setattr(pipeline, "lint", _refuse)

    ran = cli("check")

    assert ran.code == 3
    assert ran.err.startswith("error: cannot use some/file: permission denied\n  help: ")


def test_what_the_system_refuses_of_one_spec_stops_no_other(
    project: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    for name in ("a.yml", "b.yml"):
        (project / name).write_text(_SPEC)
    monkeypatch.setattr(pipeline, "lint", _refuse)

    ran = cli("lint", "a.yml", "b.yml", "--format", "json")

    found = json.loads(ran.out)["diagnostics"]
    assert ran.code == 3
    assert [row["path"] for row in found] == ["a.yml", "b.yml"]
    assert {row["code"] for row in found} == {"CG610"}


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_name_that_is_not_utf8_leaves_the_report_valid(form: str, project: Path, cli: Cli) -> None:
    name = os.fsdecode(b"caf\xe9.yml")
    (project / name).write_text("version: 2\n")

    ran = cli("lint", name, "--format", form)

    assert ran.code in {1, 3}
    assert json.loads(ran.out)
    assert "Traceback" not in ran.err


def test_name_that_is_not_utf8_is_printed_escaped(project: Path, cli: Cli) -> None:
    name = os.fsdecode(b"caf\xe9.yml")
    (project / name).write_text("version: 2\n")

    ran = cli("lint", name)

    assert ran.code in {1, 3}
    assert "caf\\udce9.yml" in ran.out + ran.err
