"""Commands that print: help, schemas, boards, platforms, and reports in each format."""

import importlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from ci_gen import pipeline
from ci_gen.catalog import boards, platforms
from ci_gen.cli import COMMANDS, run
from ci_gen.report import FORMATS
from ci_gen.spec import schema
from conftest import Cli

BROKEN = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [rasberry-pi-5, linux/armv7]\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_in_the_list_is_the_help_of_the_command(name: str, cli: Cli) -> None:
    command = importlib.import_module(f"ci_gen.cli.{name}_command").command

    assert command.name == name
    assert command.get_short_help_str(200) == COMMANDS[name]
    assert cli(name, "--help").code == 0


def test_help_lists_every_command(cli: Cli) -> None:
    ran = cli("--help")

    assert ran.code == 0
    assert all(f"  {name}" in ran.out and words in ran.out for name, words in COMMANDS.items())


@pytest.mark.parametrize("name", ["spec", "report", "changes"])
def test_schema_is_printed_as_it_is_shipped(name: str, cli: Cli) -> None:
    ran = cli("schema", name)

    Draft202012Validator.check_schema(json.loads(ran.out))
    assert ran.out == schema.text(name)


def test_platforms_lists_every_board_and_platform(cli: Cli) -> None:
    text, data = cli("platforms"), json.loads(cli("platforms", "--format", "json").out)

    assert [row["id"] for row in data["boards"]] == [row.id for row in boards.catalogue().boards]
    assert data["platforms"] == list(platforms.catalogue().buildable)
    assert all(row["id"] in text.out for row in data["boards"])


def test_explain_tells_what_a_board_needs_and_from_where_it_is_known(cli: Cli) -> None:
    ran = cli("explain", "Pi", "3")

    assert ran.out.startswith("Raspberry Pi 3 Model B (raspberry-pi-3b)\n")
    assert "  64-bit OS      linux/arm64\n  32-bit OS      linux/arm/v7\n" in ran.out
    assert "Source: raspberrypi/documentation" in ran.out


def test_explain_tells_which_boards_a_platform_serves(cli: Cli) -> None:
    ran = cli("explain", "linux/arm/v6")

    assert ran.out.startswith("linux/arm/v6\n")
    assert "ubuntu-24.04-arm" in ran.out
    assert "Boards: Raspberry Pi 1 Model A, " in ran.out


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_explaining_a_board_ends_with_its_platforms(cli: Cli) -> None:
    ran = cli("explain", "Pi", "3")

    assert "\n\nlinux/arm64\n\n  runs on        ubuntu-24.04-arm, natively\n" in ran.out
    assert ran.out.endswith(cli("explain", "linux/arm/v7").out[-200:])


def test_explaining_arm_v7_says_that_it_is_native_as_far_as_is_known(cli: Cli) -> None:
    text = _flat(cli("explain", "linux/arm/v7").out)

    assert "natively as far as is known (the workflow asks the builder at run time)" in text
    assert "strategy: {type: split, fallback: qemu}" in text


def test_explaining_arm_v6_says_how_much_slower_it_is_emulated(cli: Cli) -> None:
    text = _flat(cli("explain", "linux/arm/v6").out)

    assert "an awk loop 39 times, a perl loop 8 times, sha256 and gzip 3 times" in text
    assert "starting a process 25 times" in text


def test_explaining_arm64_says_what_native_runners_gained(cli: Cli) -> None:
    text = _flat(cli("explain", "linux/arm64").out)

    assert "DSpace went from 61 minutes emulated to 9 on ARM runners (DSpace/DSpace#10565" in text


def test_explaining_riscv64_claims_no_figure_of_another_platform(cli: Cli) -> None:
    text = cli("explain", "linux/riscv64").out

    assert "nobody has measured linux/riscv64" in text
    assert " times" not in text


def test_explaining_amd64_compares_it_with_nothing(cli: Cli) -> None:
    assert "What a build costs" not in cli("explain", "linux/amd64").out


def test_explaining_arm_v6_says_that_docker_29_dropped_its_hosts(cli: Cli) -> None:
    text = _flat(cli("explain", "linux/arm/v6").out)

    assert "2025-11-10 Docker Engine 29 dropped ARMv6 hosts" in text
    assert "Instead: Docker Engine 28" in text


def test_explaining_arm_v7_says_which_node_to_use(cli: Cli) -> None:
    text = _flat(cli("explain", "linux/arm/v7").out)

    assert "no 32-bit ARM from version 24 on. Instead: node:22 or node:22-alpine" in text


@pytest.mark.parametrize("name", [*platforms.catalogue().buildable, "all-pis", "Pi 5", "Pi Zero"])
def test_explanation_fits_a_terminal(name: str, cli: Cli) -> None:
    ran = cli("explain", name)

    assert ran.code == 0
    assert max(len(line) for line in ran.out.splitlines()) <= 98


def test_explain_of_nothing_known_suggests(cli: Cli) -> None:
    ran = cli("explain", "rasberry-pi-5")

    assert (ran.code, ran.out) == (3, "")
    assert "did you mean raspberry-pi-5?" in ran.err


@pytest.fixture
def broken(project: Path) -> Path:
    (project / "ci-gen.yml").write_text(BROKEN)
    return project


def test_json_report_is_valid_by_its_schema(broken: Path, cli: Cli) -> None:
    (broken / "other.yml").write_text(BROKEN.replace("rasberry-pi-5, ", ""))

    for ran in (cli("lint", "--format", "json"), cli("check", "other.yml", "--format", "json")):
        data = json.loads(ran.out)
        Draft202012Validator(schema.load("report")).validate(data)
        assert data["diagnostics"]
        assert ran.err == ""


def test_github_report_is_one_command_for_each_finding(broken: Path, cli: Cli) -> None:
    first, second = cli("lint", "--format", "github").out.splitlines()

    assert first == (
        '::error file=ci-gen.yml,line=3,col=11,endLine=3,endColumn=23,title=CG201::"rasberry-pi-5"'
        " is neither a board nor a platform that ci-gen knows; did you mean raspberry-pi-5?"
    )
    assert second == (
        '::warning file=ci-gen.yml,line=3,col=26,endLine=3,endColumn=36,title=CG302::"linux/armv7"'
        " is no platform, and was read as linux/arm/v7; write linux/arm/v7"
    )


def test_sarif_report_has_a_result_for_each_finding(broken: Path, cli: Cli) -> None:
    log = json.loads(cli("lint", "--format", "sarif").out)["runs"][0]

    assert [result["ruleId"] for result in log["results"]] == ["CG201", "CG302"]
    assert [result["level"] for result in log["results"]] == ["error", "warning"]
    region = log["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 11, "endLine": 3, "endColumn": 24}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_reports_nothing_when_there_is_nothing(
    form: str, project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(BROKEN.replace("rasberry-pi-5, linux/armv7", "amd64"))

    ran = cli("lint", "--format", form)

    assert (ran.code, ran.err) == (0, "")
    assert "CG" not in ran.out


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("note", 1)])
def test_fail_on_sets_what_counts(fail_on: str, code: int, project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(BROKEN.replace("rasberry-pi-5, ", ""))

    assert cli("lint", "--fail-on", fail_on).code == code


def _on_terminal(arguments: list[str], **surroundings: str) -> bytes:
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", **surroundings}
    command = [sys.executable, "-m", "ci_gen", *arguments]
    subprocess.run(command, stdout=follower, stderr=follower, env=environment)
    os.close(follower)
    return os.read(leader, 100_000)


def test_colour_only_on_a_terminal_and_not_with_no_color(broken: Path, cli: Cli) -> None:
    assert b"\x1b[1;31merror[CG201]\x1b[0m" in _on_terminal(["lint"])
    assert b"\x1b[" not in _on_terminal(["lint"], NO_COLOR="1")
    assert "\x1b[" not in cli("lint").out


def test_bug_is_reported_as_one_without_a_traceback(
    broken: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> None:
        raise ValueError("oops")

    monkeypatch.setattr(pipeline, "lint", fail)

    code = run(["lint"], debug=False)

    err = capfd.readouterr().err
    assert code == 3
    assert "a bug in ci-gen" in err
    assert "ValueError: oops" in err
    assert "Traceback" not in err


def test_interrupt_exits_with_130(broken: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "lint", interrupt)

    assert cli("lint") == (130, "", "\ninterrupted\n")


def test_closed_pipe_is_no_error(broken: Path) -> None:
    command = f"{sys.executable} -m ci_gen schema | head -c 1"

    done = subprocess.run(command, shell=True, capture_output=True, text=True)  # noqa: S602

    assert (done.stdout, done.stderr) == ("{", "")


def test_closed_output_gives_no_traceback(broken: Path) -> None:
    command = f"{sys.executable} -m ci_gen lint >&-"

    done = subprocess.run(command, shell=True, capture_output=True, text=True)  # noqa: S602

    assert done.returncode == 3
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("asked", "given"), [("read", "read"), ("write", "write")])
def test_permission_of_the_spec_can_only_add_to_what_a_job_needs(
    asked: str, given: str, project: Path, cli: Cli
) -> None:
    base = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"
    asks = f"permissions: {{contents: {asked}, packages: read}}\n"
    (project / "ci-gen.yml").write_text(base + asks)

    assert cli("render").code == 0

    workflow = YAML(typ="safe", pure=True).load(project / ".github" / "workflows" / "build.yml")
    permissions = workflow["jobs"]["build"]["permissions"]
    assert permissions == {"contents": given, "packages": "write"}
