"""The shell of rendered workflows, run for real: in bash as GitHub runs it, with a stub docker."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from conftest import TESTS
from shells import Ran, Shell, golden, step_of

pytestmark = pytest.mark.slow

WORKFLOW = golden("split-three-runners")
TWO_IMAGES = golden("split-two-images")
ARM64, ARMV7, AMD64 = "linux/arm64", "linux/arm/v7", "linux/amd64"
PLATFORMS = [ARM64, ARMV7, "linux/arm/v6", AMD64]
INDEX = "sha256:" + "f" * 64


def _step(job: str, name: str, workflow: Path = WORKFLOW) -> dict[str, Any]:
    return step_of(workflow, job, name)


@pytest.mark.parametrize(
    ("native", "platform", "emulate"),
    [
        ("linux/arm64,linux/arm/v7,linux/arm/v6", ARMV7, "false"),
        ("linux/arm64", ARMV7, "true"),
        ("linux/amd64,linux/amd64/v2,linux/386", AMD64, "false"),
        ("linux/amd64/v2", AMD64, "true"),
        ("", AMD64, "true"),
        ("linux/arm64,linux/arm/v7", f"{ARM64},{ARMV7}", "false"),
        ("linux/arm64,linux/arm/v7", f"{ARM64},{AMD64},{ARMV7}", "true"),
    ],
)
def test_qemu_is_set_up_only_for_what_the_builder_does_not_run(
    native: str, platform: str, emulate: str, shell: Shell
) -> None:
    step = _step("build", "Decide whether QEMU is needed")

    ran = shell.run(step, NATIVE=native, PLATFORMS=platform)

    assert (ran.code, ran.outputs) == (0, {"emulate": emulate})


def _run_test(shell: Shell, printed: str, code: int, **values: str) -> Ran:
    shell.plays(["run", "--name", "*", "--platform", ARMV7, "i"], printed, code)
    shell.plays(["rm", "--force"], "")
    return shell.run(_step("build", "Test the image"), IMAGE="i", PLATFORM=ARMV7, **values)


def test_command_runs_word_by_word_on_its_platform(shell: Shell) -> None:
    ran = _run_test(shell, "sensor 1.4", 0)

    assert ran.code == 0
    run, remove = ran.calls
    assert run[3:] == ["--platform", ARMV7, "i", "sensor", "--version"]
    assert remove == ["rm", "--force", run[2]]


def test_command_keeps_spaces_and_stars_in_its_words(shell: Shell) -> None:
    ran = _run_test(shell, "sensor 1.", 0, COMMAND="a b\n*\n$(id)\n")

    assert ran.calls[0][6:] == ["a b", "*", "$(id)"]


def test_no_command_runs_the_image_as_it_is(shell: Shell) -> None:
    assert _run_test(shell, "sensor 1.", 0, COMMAND="").calls[0][5:] == ["i"]


@pytest.mark.parametrize(
    ("printed", "code", "complaint"),
    [
        ("sensor 1.4", 139, "on linux/arm/v7 the test command exited with 139, not 0"),
        ("sensor 2.0", 0, "on linux/arm/v7 the test command did not print: sensor 1."),
    ],
)
def test_wrong_exit_code_or_output_fails_with_the_platform(
    printed: str, code: int, complaint: str, shell: Shell
) -> None:
    ran = _run_test(shell, printed, code)

    assert ran.code == 1
    assert f"::error::{complaint}" in ran.said


def test_program_that_does_not_end_fails_with_the_platform(shell: Shell) -> None:
    shell.plays(["run"], "", 137)
    shell.plays(["rm", "--force"], "")
    step = _step("build", "Test the image")
    step["run"] = step["run"].replace("SECONDS=0", "SECONDS=300")

    ran = shell.run(step, IMAGE="i", PLATFORM=ARMV7)

    assert ran.code == 1
    assert f"::error::on {ARMV7} the test command did not end within 5 minutes" in ran.said
    assert ran.calls[-1][:2] == ["rm", "--force"]


def test_expected_failure_passes(shell: Shell) -> None:
    assert _run_test(shell, "sensor 1.", 2, EXIT_CODE="2").code == 0


@pytest.mark.parametrize(
    ("health", "code", "said"),
    [
        ("healthy", 0, "healthy after 0 seconds"),
        ("unhealthy", 1, "on linux/arm64 the image was unhealthy"),
        ("starting", 1, "on linux/arm64 the image was starting after 1 seconds"),
        ("none", 1, "the image for linux/arm64 has no HEALTHCHECK"),
    ],
)
def test_image_has_to_become_healthy(health: str, code: int, said: str, shell: Shell) -> None:
    shell.plays(["run", "--detach", "--platform", ARM64, "i"], "c1")
    shell.plays(["inspect"], health)
    shell.plays(["logs", "c1"], "log of c1")
    shell.plays(["rm", "--force", "c1"], "")
    step = _step("build-api", "Wait until the image is healthy", TWO_IMAGES)

    ran = shell.run(step, IMAGE="i", PLATFORM=ARM64, SECONDS_TO_WAIT="1")

    assert ran.code == code
    assert said in ran.said
    assert ["rm", "--force", "c1"] in ran.calls


def _elf(machine: bytes) -> bytes:
    return b"\x7fELF" + bytes(14) + machine + bytes(200_000)


def _check_machine(shell: Shell, platform: str, *entry: str, path: str = "/usr/bin:/app") -> Ran:
    config = {
        "Entrypoint": list(entry) or None,
        "Cmd": None,
        "Env": [f"PATH={path}"],
        "WorkingDir": "/app",
    }
    shell.plays(["create", "--platform", platform, "i", "no-command"], "c1")
    shell.plays(["create", "--platform", platform, "i"], "c1", 0 if entry else 1)
    shell.plays(["inspect", "--format", "{{json .Config}}", "c1"], json.dumps(config))
    shell.plays(["rm", "--force", "c1"], "")
    step = _step("build", "Check what the program is made for")
    return shell.run(step, IMAGE="i", PLATFORM=platform)


def _put(shell: Shell, path: str, content: bytes) -> None:
    target = Path(f"{shell.image}{path}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


@pytest.mark.parametrize(
    ("platform", "machine"),
    [
        (AMD64, b"\x3e\x00"),
        (ARM64, b"\xb7\x00"),
        (ARMV7, b"\x28\x00"),
        ("linux/386", b"\x03\x00"),
        ("linux/riscv64", b"\xf3\x00"),
        ("linux/ppc64le", b"\x15\x00"),
        ("linux/s390x", b"\x00\x16"),
        ("linux/loong64", b"\x02\x01"),
        ("linux/mips64le", b"\x08\x00"),
    ],
)
def test_program_for_the_right_machine_passes(platform: str, machine: bytes, shell: Shell) -> None:
    _put(shell, "/app/sensor", _elf(machine))

    ran = _check_machine(shell, platform, "/app/sensor")

    assert ran.code == 0, ran.said
    assert "/app/sensor is made for" in ran.said
    assert ran.calls[-1] == ["rm", "--force", "c1"]


@pytest.mark.parametrize("platform", [ARM64, ARMV7])
def test_amd64_program_in_an_arm_image_fails_with_the_platform(platform: str, shell: Shell) -> None:
    _put(shell, "/app/sensor", _elf(b"\x3e\x00"))

    ran = _check_machine(shell, platform, "/app/sensor")

    assert ran.code == 1
    assert f"::error::the image for {platform} holds a program for amd64: /app/sensor" in ran.said


def test_program_is_found_by_path_and_through_a_script(shell: Shell) -> None:
    _put(shell, "/app/start", b"#!/usr/bin/env python3\nprint()\n")
    _put(shell, "/usr/bin/python3", _elf(b"\x3e\x00"))

    ran = _check_machine(shell, ARM64, "start", "now")

    assert ran.code == 1
    assert "holds a program for amd64: python3" in ran.said


@pytest.mark.parametrize(
    "entry",
    [
        ("./sensor", "--all"),
        ("tini", "--", "/app/sensor"),
        ("/usr/bin/dumb-init", "--single-child", "sensor"),
        ("/bin/sh", "-c", "exec /app/sensor --all"),
        ("sh", "-c", "/app/sensor"),
        ("env", "A=1", "sensor"),
        ("gosu", "nobody", "sensor"),
        ("/app/script",),
        ("/app/dos-script",),
    ],
    ids=" ".join,
)
def test_program_is_found_behind_what_only_starts_it(entry: tuple[str, ...], shell: Shell) -> None:
    _put(shell, "/app/sensor", _elf(b"\x3e\x00"))
    _put(shell, "/app/script", b"#!/usr/bin/env -S sensor --all\n")
    _put(shell, "/app/dos-script", b"#!/app/sensor\r\n")

    ran = _check_machine(shell, ARM64, *entry)

    assert ran.code == 1
    assert f"::error::the image for {ARM64} holds a program for amd64" in ran.said


@pytest.mark.parametrize(("entry", "content"), [((), None), (("/gone",), None), (("/a",), b"text")])
def test_image_without_a_program_to_look_at_is_noticed(
    entry: tuple[str, ...], content: bytes | None, shell: Shell
) -> None:
    if content:
        _put(shell, entry[0], content)

    ran = _check_machine(shell, ARM64, *entry)

    assert ran.code == 0
    assert "::warning::" in ran.said
    assert ARM64 in ran.said


def _record(shell: Shell, platform: str) -> str:
    slug = platform.replace("/", "-")
    digest = f"sha256:{slug.encode().hex():0<64}"
    shell.plays(["image", "inspect"], "12345678")
    values = {"IMAGE": "i", "PLATFORM": platform, "DIGEST": digest, "NATIVE": ",".join(PLATFORMS)}
    ran = shell.run(_step("build", "Record the digest"), **values)
    assert ran.code == 0, ran.said
    return digest


def _create(shell: Shell, **values: str) -> Ran:
    shell.plays(["buildx", "imagetools", "create"], "")
    given = {
        "DIGESTS": str(shell.digests),
        "TAGS": "ghcr.io/acme/sensor:1\nacme/sensor:1",
        **values,
    }
    given.setdefault("ANNOTATIONS", "index:a=b c")
    return shell.run(_step("publish", "Create the index"), **given)


def test_index_is_made_of_all_digests_in_the_declared_order(shell: Shell) -> None:
    digests = [_record(shell, platform) for platform in reversed(PLATFORMS)][::-1]

    ran = _create(shell)

    assert ran.code == 0, ran.said
    assert ran.outputs == {"platforms": " ".join(PLATFORMS)}
    tags = ["--tag", "ghcr.io/acme/sensor:1", "--tag", "acme/sensor:1"]
    sources = [f"ghcr.io/acme/sensor@{digest}" for digest in digests]
    expected = ["buildx", "imagetools", "create", "--annotation", "index:a=b c", *tags, *sources]
    assert ran.calls == [expected]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_missing_digest_fails_with_its_platform(platform: str, shell: Shell) -> None:
    for other in PLATFORMS:
        if other != platform:
            _record(shell, other)

    ran = _create(shell)

    assert (ran.code, ran.calls) == (1, [])
    assert f"::error::there is no digest for {platform}" in ran.said


def test_missing_optional_platform_is_a_warning(shell: Shell) -> None:
    for platform in PLATFORMS[:-1]:
        _record(shell, platform)

    ran = _create(shell, OPTIONAL=AMD64)

    assert ran.code == 0
    assert ran.outputs == {"platforms": " ".join(PLATFORMS[:-1])}
    assert f"::warning::{AMD64} is missing" in ran.said


def test_digest_that_nobody_declared_fails(shell: Shell) -> None:
    for platform in [*PLATFORMS, "linux/386"]:
        _record(shell, platform)

    ran = _create(shell)

    assert (ran.code, ran.calls) == (1, [])
    assert "expected 4 digests" in ran.said
    assert "linux-386.json" in ran.said


def test_no_digest_at_all_fails(shell: Shell) -> None:
    ran = _create(shell)

    assert (ran.code, ran.calls) == (1, [])
    assert f"there is no digest for {PLATFORMS[0]}" in ran.said


def test_no_tag_fails(shell: Shell) -> None:
    for platform in PLATFORMS:
        _record(shell, platform)

    ran = _create(shell, TAGS="")

    assert (ran.code, ran.calls) == (1, [])
    assert "::error::there is no tag" in ran.said


def _digest(platform: str) -> str:
    return f"sha256:{platform.replace('/', '-').encode().hex():0<64}"


def _manifest(platform: str) -> dict[str, Any]:
    os_, architecture, *variant = platform.split("/")
    named = {"os": os_, "architecture": architecture}
    platform_ = {**named, **({"variant": variant[0]} if variant else {})}
    return {"digest": _digest(platform), "platform": platform_}


ATTESTATION = {
    "digest": f"sha256:{'a' * 64}",
    "platform": {"os": "unknown", "architecture": "unknown"},
    "annotations": {"vnd.docker.reference.type": "attestation-manifest"},
}


def _check(
    shell: Shell,
    manifests: list[dict[str, Any]],
    moved: list[dict[str, Any]] | None = None,
) -> Ran:
    """Check tags that stand for *manifests*, and one that may stand for others."""
    inspect = ["buildx", "imagetools", "inspect", "--raw"]
    has_attestation = ATTESTATION in manifests
    for platform in PLATFORMS:
        digest = _record(shell, platform)
        own = [_manifest(platform), *([ATTESTATION] if has_attestation else [])]
        shell.plays([*inspect, f"ghcr.io/acme/sensor@{digest}"], json.dumps({"manifests": own}))
    index = {"manifests": manifests}
    if moved is not None:
        shell.plays([*inspect, "acme/sensor:1"], json.dumps({"manifests": moved}))
    shell.plays([*inspect, "*"], json.dumps(index))
    step = _step("publish", "Check what was published")
    step["run"] = f"sleep() {{ :; }}\n{step['run']}"
    values = {"DIGESTS": str(shell.digests), "PLATFORMS": " ".join(PLATFORMS)}
    return shell.run(step, TAGS="ghcr.io/acme/sensor:1\nacme/sensor:1\n", **values)


def _index_digest(manifests: list[dict[str, Any]]) -> str:
    text = json.dumps({"manifests": manifests})
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def test_published_index_with_exactly_the_platforms_passes(shell: Shell) -> None:
    manifests = [entry for p in PLATFORMS for entry in (_manifest(p), ATTESTATION)]

    ran = _check(shell, manifests)

    assert ran.code == 0, ran.said
    assert ran.outputs == {"digest": _index_digest(manifests)}
    assert f"Index: `{ran.outputs['digest']}`" in ran.summary
    assert [call[-1] for call in ran.calls[-2:]] == ["ghcr.io/acme/sensor:1", "acme/sensor:1"]
    assert "| linux/arm/v7 | `sha256:" in ran.summary
    assert "| natively | 13M | passed |" in ran.summary


def test_tag_that_another_run_moved_is_not_what_is_signed(shell: Shell) -> None:
    ours = [_manifest(p) for p in PLATFORMS]
    theirs = [{**entry, "digest": f"sha256:{'b' * 64}"} for entry in ours]

    ran = _check(shell, ours, moved=theirs)

    assert ran.code == 0, ran.said
    assert "::warning::acme/sensor:1 stands for another image" in ran.said
    assert ran.outputs == {"digest": _index_digest(ours)}


def test_no_tag_for_what_was_tested_fails(shell: Shell) -> None:
    ran = _check(shell, [{**_manifest(p), "digest": f"sha256:{'b' * 64}"} for p in PLATFORMS])

    assert ran.code == 1
    assert "::error::no tag stands for what was tested" in ran.said


def test_arm64_v8_is_arm64(shell: Shell) -> None:
    manifests = [_manifest(p) for p in PLATFORMS]
    manifests[0]["platform"]["variant"] = "v8"

    assert _check(shell, manifests).code == 0


@pytest.mark.parametrize(
    ("manifests", "complaint"),
    [
        ([_manifest(p) for p in PLATFORMS if p != ARMV7], "missing: linux/arm/v7 too many: none"),
        (
            [_manifest(p) for p in [*PLATFORMS, "linux/386"]],
            "missing: none too many: linux/386",
        ),
        ([], "missing: linux/amd64 linux/arm/v6 linux/arm/v7 linux/arm64"),
        ([ATTESTATION], "missing: linux/amd64"),
    ],
    ids=["one missing", "one too many", "empty", "attestations only"],
)
def test_published_index_with_other_platforms_fails_and_names_them(
    manifests: list[dict[str, Any]], complaint: str, shell: Shell
) -> None:
    ran = _check(shell, manifests)

    assert ran.code == 1
    assert complaint in ran.said
    assert ran.summary == ""


@pytest.mark.parametrize(
    ("results", "code"),
    [("success success", 0), ("success failure", 1), ("cancelled success", 1), ("skipped", 1)],
)
def test_last_check_fails_unless_everything_succeeded(
    results: str, code: int, shell: Shell
) -> None:
    ran = shell.run(_step("image", "Fail unless every build succeeded"), RESULTS=results)

    assert ran.code == code


def test_local_cache_is_replaced_by_the_one_that_was_written(shell: Shell) -> None:
    workflow = golden("split-own-runner")
    for name in ("buildx-cache", "buildx-cache-new"):
        (shell.folder / name).mkdir()
        (shell.folder / name / name).touch()

    ran = shell.run(_step("build", "Replace the layer cache", workflow))

    assert ran.code == 0
    assert [p.name for p in (shell.folder / "buildx-cache").iterdir()] == ["buildx-cache-new"]
    assert not (shell.folder / "buildx-cache-new").exists()


def test_every_name_is_signed_by_digest_and_in_lower_case(shell: Shell) -> None:
    workflow = golden("signed")
    (shell.folder / "cosign").symlink_to(TESTS / "stubs" / "docker")
    shell.plays(["sign", "--yes", "*"], "")
    path = f"{shell.folder}{os.pathsep}{os.environ['PATH']}"
    step = _step("sign", "Sign the image", workflow)

    ran = shell.run(step, DIGEST=INDEX, NAMES="ghcr.io/Acme/Sensor\nacme/sensor\n", PATH=path)

    assert ran.code == 0, ran.said
    assert [call[2] for call in ran.calls] == [
        f"ghcr.io/acme/sensor@{INDEX}",
        f"acme/sensor@{INDEX}",
    ]


def test_what_was_pushed_is_pulled_for_its_platform(shell: Shell) -> None:
    shell.plays(["pull", "--quiet", "--platform", ARMV7, "s"], "s")
    shell.plays(["tag", "s", "i"], "")
    shell.plays(["image", "rm", "s"], "")
    step = _step("build", "Pull what was pushed")

    ran = shell.run(step, SOURCE="s", IMAGE="i", PLATFORM=ARMV7)

    assert (ran.code, len(ran.calls)) == (0, 3)


def test_registry_that_does_not_know_the_digest_yet_is_asked_again(shell: Shell) -> None:
    shell.plays(["pull"], "manifest unknown", 1)
    step = _step("build", "Pull what was pushed")
    step["run"] = f"sleep() {{ :; }}\n{step['run']}"

    ran = shell.run(step, SOURCE="s", IMAGE="i", PLATFORM=ARMV7)

    assert (ran.code, len(ran.calls)) == (1, 3)
