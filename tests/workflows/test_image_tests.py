"""The steps that test an image: real bash, with a stub docker."""

import json
import re

import pytest

from support.scripts import run
from support.shells import Ran, Shell

ARMV6 = "linux/arm/v6"
TEST = {"IMAGE": "i", "PLATFORM": ARMV6, "CPU": "the runner"}
NOTICE = (
    "::notice::this was on QEMU's arm1176: "
    "if QEMU is at fault, `test: {cpu: runner}` tests without it"
)
INJECTED = "::error::mine\n##[add-mask]sha256\n::add-mask::sha256\nno line break at the end"


def _command(shell: Shell, printed: str, code: int, *uses: str, **values: str) -> Ran:
    shell.playback = []
    shell.plays(["run", "--detach"], "c1")
    shell.plays(["wait"], str(code))
    shell.plays(["logs"], printed)
    shell.plays(["rm", "--force"], "")
    return run(shell, "test-command", *uses, **{"COMMAND": "sensor\n--version\n", **TEST, **values})


def _commands_to_the_runner(said: str) -> list[str]:
    """Return the lines that GitHub takes for commands: not those between a token and its end."""
    taken, token = [], ""
    for line in said.splitlines():
        if token:
            token = "" if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.startswith("::") or "##[" in line:
            taken.append(line)
    assert token == "", "commands stay stopped"
    return taken


def test_command_runs_word_by_word_under_an_init_process(shell: Shell) -> None:
    ran = _command(shell, "sensor 1.4", 0, COMMAND="a b\n*\n$(id)\n")

    started, waited, logs, removed = ran.calls
    assert ran.code == 0
    assert started[4:] == ["--init", "--platform", ARMV6, "i", "a b", "*", "$(id)"]
    assert [waited, logs] == [["wait", started[3]], ["logs", started[3]]]
    assert removed == ["rm", "--force", started[3]]


def test_no_command_runs_the_image_as_it_is(shell: Shell) -> None:
    assert _command(shell, "", 0, COMMAND="").calls[0][4:] == ["--init", "--platform", ARMV6, "i"]


@pytest.mark.parametrize("cpu", ["arm1176", None])
def test_emulated_processor_is_handed_on_where_there_is_one(cpu: str | None, shell: Shell) -> None:
    values = {"QEMU_CPU": cpu} if cpu else {}

    assert "--env QEMU_CPU" in " ".join(_command(shell, "", 0, "cpu", **values).calls[0])


@pytest.mark.parametrize(
    ("code", "uses", "wanted", "passes"),
    [
        (0, (), "", True),
        (1, (), "", False),
        (2, ("exit-code",), "2", True),
        (0, ("exit-code",), "2", False),
    ],
)
def test_command_has_to_end_as_expected(
    code: int, uses: tuple[str, ...], wanted: str, passes: bool, shell: Shell
) -> None:
    ran = _command(shell, "log", code, *uses, EXIT_CODE=wanted)

    not_wanted = f", not {wanted}" if wanted else ""
    complaint = f"::error::on {ARMV6} the test command ended with {code}{not_wanted}\n"
    assert (ran.code == 0) is passes
    assert (complaint in ran.said) is not passes
    assert "\nlog\n" in ran.said


def test_command_has_to_print_what_is_expected(shell: Shell) -> None:
    ran = _command(shell, "sensor 2.0", 0, "output", OUTPUT="sensor 1.")

    assert ran.code == 1
    assert f"::error::on {ARMV6} the test command did not print: sensor 1." in ran.said


def test_command_that_prints_what_is_expected_passes(shell: Shell) -> None:
    assert _command(shell, "a\nsensor 1.4\nb", 0, "output", OUTPUT="sensor 1.").code == 0


def test_command_that_does_not_end_is_ended_with_its_container(shell: Shell) -> None:
    shell.program("timeout", "exit 124")

    ran = _command(shell, "started", 0, COMMAND="sleep\n1000")

    assert (ran.code, "\nstarted\n" in ran.said) == (1, True)
    assert f"::error::on {ARMV6} the test command did not end within 5 minutes" in ran.said
    assert ran.said.count("::error::") == 1
    assert [call[0] for call in ran.calls] == ["run", "logs", "rm"]


@pytest.mark.parametrize("code", [132, 139])
def test_crash_on_an_emulated_processor_names_the_way_out(code: int, shell: Shell) -> None:
    crashed = _command(shell, "", code, "cpu", QEMU_CPU="arm1176")

    assert NOTICE in crashed.said.splitlines()
    assert NOTICE not in _command(shell, "", 1, "cpu", QEMU_CPU="arm1176").said
    assert NOTICE not in _command(shell, "", code, "cpu").said


@pytest.mark.parametrize("code", [0, 7])
def test_what_an_image_prints_says_nothing_to_the_runner(code: int, shell: Shell) -> None:
    said = _command(shell, INJECTED, code).said

    assert INJECTED in said
    assert len(_commands_to_the_runner(said)) == (1 if code else 0)


@pytest.mark.parametrize("name", ["test-command", "test-health"])
def test_commands_are_heard_again_after_a_line_without_an_end(name: str, shell: Shell) -> None:
    answers = 'inspect) printf healthy ;; wait) echo 0 ;; *) printf "no end" ;;'
    shell.program("docker", f'case "$1" in {answers} esac')

    ran = run(shell, name, COMMAND="", SECONDS_TO_WAIT="1", **TEST)

    assert ran.code == 0
    assert _commands_to_the_runner(ran.said) == []


def test_token_is_another_each_time(shell: Shell) -> None:
    tokens = {re.findall("stop-commands::(.*)", _command(shell, "", 0).said)[0] for _ in range(3)}

    assert len(tokens) == 3


def _health(shell: Shell, health: str, *uses: str, logs: str = "started", **values: str) -> Ran:
    shell.plays(["run", "--detach"], "c1")
    state = "{{.State.Status}}{{if not .State.Running}} with {{.State.ExitCode}}{{end}}"
    shell.plays(["inspect", "--format", state], "exited with 132")
    log = "{{with .State.Health}}{{range .Log}}{{println .ExitCode .Output}}{{end}}{{end}}"
    shell.plays(["inspect", "--format", log], "1 curl: refused")
    shell.plays(["inspect"], health)
    shell.plays(["logs"], logs)
    shell.plays(["rm", "--force"], "")
    return run(shell, "test-health", *uses, **{"SECONDS_TO_WAIT": "1", **TEST, **values})


def test_healthy_image_passes(shell: Shell) -> None:
    ran = _health(shell, "healthy", SECONDS_TO_WAIT="30")

    assert ran.code == 0
    assert sum("HEALTHCHECK" in str(call) for call in ran.calls) == 1
    assert ran.calls[0][4:] == ["--init", "--platform", ARMV6, "i"]
    assert ran.calls[-1] == ["rm", "--force", ran.calls[0][3]]
    assert ran.summary == "- `linux/arm/v6`: health check on the runner\n"


@pytest.mark.parametrize("health", ["unhealthy", "starting", "without HEALTHCHECK"])
def test_image_that_is_not_healthy_fails_with_what_it_and_its_check_printed(
    health: str, shell: Shell
) -> None:
    ran = _health(shell, health)

    assert ran.code == 1
    assert "\nstarted\n1 curl: refused\n" in ran.said
    (error,) = _commands_to_the_runner(ran.said)
    assert error.startswith(f"::error::on {ARMV6} the image is {health} after ")
    assert error.endswith(" seconds (exited with 132)")
    assert ran.calls[-1][:2] == ["rm", "--force"]


def test_log_of_an_image_says_nothing_to_the_runner(shell: Shell) -> None:
    assert _commands_to_the_runner(_health(shell, "healthy", logs=INJECTED).said) == []


@pytest.mark.parametrize(
    ("health", "is_named"),
    [("healthy", False), ("unhealthy", True), ("starting", True), ("without HEALTHCHECK", False)],
)
def test_image_that_is_not_healthy_on_an_emulated_processor_names_the_way_out(
    health: str, is_named: bool, shell: Shell
) -> None:
    ran = _health(shell, health, "cpu", QEMU_CPU="arm1176")

    assert (NOTICE in ran.said) is is_named
    assert ran.calls[0][7:] == ["--env", "QEMU_CPU", "i"]
    assert ran.summary == "- `linux/arm/v6`: health check on arm1176\n"


def test_what_pulling_an_image_prints_is_not_its_output(shell: Shell) -> None:
    pull = 'run) echo "Pulling from acme/sensor 1." >&2 ;; wait) echo 0 ;;'
    shell.program("docker", f'case "$1" in {pull} esac')

    ran = run(shell, "test-command", "output", COMMAND="", OUTPUT="sensor 1.", **TEST)

    assert ran.code == 1
    assert f"::error::on {ARMV6} the test command did not print: sensor 1." in ran.said


@pytest.mark.parametrize("name", ["test-command", "test-health"])
def test_image_that_does_not_start_fails_with_its_platform(name: str, shell: Shell) -> None:
    shell.plays(["run", "--detach"], "exec format error", 126)
    shell.plays(["rm", "--force"], "")

    ran = run(shell, name, COMMAND="", SECONDS_TO_WAIT="1", **TEST)

    assert ran.code == 1
    assert f"::error::on {ARMV6} the image does not start" in ran.said


def _script(shell: Shell, text: str, *uses: str, **values: str) -> Ran:
    (shell.folder / "test.sh").write_text(text)
    return run(shell, "test-script", *uses, **{"SCRIPT": "test.sh", **TEST, **values})


def test_script_is_handed_the_image_its_platform_and_the_emulated_processor(shell: Shell) -> None:
    ran = _script(shell, 'echo "$IMAGE $PLATFORM $QEMU_CPU"', "cpu", QEMU_CPU="arm1176")

    assert (ran.code, ran.said) == (0, f"i {ARMV6} arm1176\n")
    assert ran.summary == "- `linux/arm/v6`: test script on arm1176\n"


def test_script_that_fails_names_its_platform_after_what_it_printed(shell: Shell) -> None:
    ran = _script(shell, "echo curl: refused\nexit 3")

    assert ran.code == 1
    assert ran.said.splitlines() == [
        "curl: refused",
        f"::error::on {ARMV6} the test script ended with 3",
    ]


def test_script_of_the_spec_ends_at_the_first_command_that_fails(shell: Shell) -> None:
    text = 'echo "$IMAGE $PLATFORM"\nfalse\necho "not here"\n'

    ran = run(shell, "test-script", "inline", SCRIPT=text, **TEST)

    assert ran.code == 1
    assert ran.said.splitlines() == [
        f"i {ARMV6}",
        f"::error::on {ARMV6} the test script ended with 1",
    ]


def test_script_that_fails_on_an_emulated_processor_names_the_way_out(shell: Shell) -> None:
    assert "`test: {cpu: runner}`" in _script(shell, "exit 1", "cpu", QEMU_CPU="arm1176").said


def test_image_whose_health_nobody_can_tell_fails(shell: Shell) -> None:
    shell.plays(["run", "--detach"], "c1")
    shell.plays(["logs"], "", 1)
    shell.plays(["inspect"], "no such container", 1)
    shell.plays(["rm", "--force"], "")

    assert run(shell, "test-health", SECONDS_TO_WAIT="1", **TEST).code == 1


@pytest.mark.parametrize("output", ["one\ntwo", "one\ntwo\n"])
def test_several_lines_are_expected_at_the_end_too(output: str, shell: Shell) -> None:
    assert _command(shell, "zero\none\ntwo", 0, "output", OUTPUT=output).code == 0


def _emulate(shell: Shell, code: int, *features: str, **values: str) -> tuple[Ran, str]:
    environment = shell.folder / "environment"
    environment.write_text("")
    shell.plays(["run", "--rm", "--init", "--env", "QEMU_CPU=arm1176"], "", code)
    ran = run(
        shell,
        "emulate-cpu",
        *features,
        **{**TEST, "CPU": "arm1176", **values},
        GITHUB_ENV=str(environment),
    )
    return ran, environment.read_text()


def test_tests_run_on_the_emulated_processor_that_was_shown(shell: Shell) -> None:
    ran, environment = _emulate(shell, 132)

    assert (ran.code, environment) == (0, "QEMU_CPU=arm1176\n")
    assert "::" not in ran.said
    probe = shell.folder / "probe"
    assert probe.read_bytes().startswith(b"\x7fELF")
    assert f"{probe}:/probe:ro" in json.dumps(ran.calls)


@pytest.mark.parametrize("code", [0, 1, 125, 126, 139])
def test_processor_that_is_not_shown_to_be_emulated_is_a_warning(code: int, shell: Shell) -> None:
    ran, environment = _emulate(shell, code)

    assert (ran.code, environment) == (0, "")
    assert ran.said.strip().startswith(
        f"::warning::{ARMV6} is not tested as on its board: "
        f"QEMU does not emulate arm1176 here (exit code {code})"
    )


@pytest.mark.parametrize("code", [0, 132])
def test_digest_of_several_platforms_is_forgotten_before_they_are_tested(
    code: int, shell: Shell
) -> None:
    shell.plays(["image", "rm"], "")

    ran, environment = _emulate(shell, code, "several", IMAGE="a@sha256:1")

    assert (ran.code, environment) == (0, "QEMU_CPU=arm1176\n" if code else "")
    assert ran.calls[0][-1] == "a@sha256:1"
    assert ran.calls[1] == ["image", "rm", "--force", "a@sha256:1"]


def test_what_was_loaded_for_several_platforms_has_a_tag_of_its_own(shell: Shell) -> None:
    ran, _ = _emulate(shell, 132, "several", IMAGE="test")

    assert [call[-1] for call in ran.calls] == ["test:linux-arm-v6"]
