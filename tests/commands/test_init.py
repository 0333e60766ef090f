"""`init` looks at a repository and writes a spec that renders."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ci_gen.init.discover import look
from conftest import Cli


@pytest.fixture
def repository(project: Path) -> Path:
    (project / ".git").rmdir()
    subprocess.run(["git", "init", "-q", "-b", "trunk", "."], cwd=project, check=True)
    subprocess.run(
        ["git", "remote", "add", "origin", "git@github.com:Acme/Weather-Station.git"],
        cwd=project,
        check=True,
    )
    return project


def _spec(root: Path) -> dict[str, object]:
    data: dict[str, object] = YAML(typ="safe", pure=True).load(root / "ci-gen.yml")
    return data


def test_folder_with_nothing_in_it_gets_placeholders_that_render(project: Path, cli: Cli) -> None:
    ran = cli("init", "--yes")

    assert ran.code == 0
    assert _spec(project)["image"] == "ghcr.io/your-name/project"
    assert "replace your-name" in ran.err
    assert "there is no Dockerfile yet" in ran.err
    assert cli("render").code == 0
    assert cli("check").code == 0


def test_repository_tells_image_branch_and_dockerfile(repository: Path, cli: Cli) -> None:
    (repository / "docker").mkdir()
    (repository / "docker" / "Dockerfile").touch()

    assert cli("init", "--yes").code == 0

    spec = _spec(repository)
    assert spec["image"] == "ghcr.io/acme/weather-station"
    assert spec["build"] == {"context": ".", "dockerfile": "docker/Dockerfile"}
    assert spec["on"] == {
        "push": {"branches": ["trunk"], "tags": ["v*.*.*"]},
        "pull_request": None,
        "workflow_dispatch": None,
    }


def test_each_dockerfile_becomes_an_image(repository: Path, cli: Cli) -> None:
    for name in ("Dockerfile", "Dockerfile.gpu", "Dockerfile.dev", "worker/Dockerfile"):
        (repository / name).parent.mkdir(exist_ok=True)
        (repository / name).touch()

    assert cli("init", "--yes").code == 0

    assert _spec(repository)["images"] == [
        {
            "image": "ghcr.io/acme/weather-station",
            "build": {"context": ".", "dockerfile": "Dockerfile"},
        },
        {
            "image": "ghcr.io/acme/weather-station-gpu",
            "build": {"context": ".", "dockerfile": "Dockerfile.gpu"},
        },
        {
            "image": "ghcr.io/acme/weather-station-worker",
            "build": {"context": "worker", "dockerfile": "worker/Dockerfile"},
        },
    ]
    assert cli("lint").code == 0


def test_flags_answer_all_that_would_be_asked(repository: Path, cli: Cli) -> None:
    ran = cli(
        "init", "--yes", "--target", "Pi 3B+", "--target", "armv7", "--target", "all-pis",
        "--registry", "docker.io", "--registry", "quay.io",
    )  # fmt: skip

    spec = _spec(repository)
    assert ran.code == 0
    assert spec["image"] == ["acme/weather-station", "quay.io/acme/weather-station"]
    assert spec["targets"] == ["raspberry-pi-3b-plus", "linux/arm/v7", "all-pis"]


def test_image_flag_names_the_image(project: Path, cli: Cli) -> None:
    assert cli("init", "--yes", "--image", "ghcr.io/acme/x", "--image", "acme/x").code == 0
    assert _spec(project)["image"] == ["ghcr.io/acme/x", "acme/x"]


def test_existing_image_workflow_gives_its_platforms_and_image(repository: Path, cli: Cli) -> None:
    (repository / ".github" / "workflows").mkdir(parents=True)
    (repository / ".github" / "workflows" / "docker.yml").write_text(
        "jobs: {b: {steps: [{uses: docker/build-push-action@v6, with: {\n"
        "  platforms: 'linux/amd64,linux/arm/v7', tags: ghcr.io/acme/station:latest}}]}}\n"
    )

    ran = cli("init", "--yes")

    assert _spec(repository)["targets"] == ["linux/amd64", "linux/arm/v7"]
    assert _spec(repository)["image"] == "ghcr.io/acme/station"
    assert "docker.yml builds images too" in ran.err


def test_language_gives_a_hint(project: Path, cli: Cli) -> None:
    (project / "go.mod").touch()

    assert cli("init", "--yes").code == 0
    assert "GOARM=${TARGETVARIANT#v}" in (project / "ci-gen.yml").read_text()


@pytest.mark.parametrize("name", ["ci-gen.yml", "ci-gen.yaml", ".github/ci-gen.yml"])
def test_existing_spec_is_never_touched(name: str, project: Path, cli: Cli) -> None:
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("mine")

    ran = cli("init", "--yes", "--target", "pi5")

    assert (ran.code, ran.err) == (0, f"{name} exists and was left as it is; next: ci-gen render\n")
    assert (project / name).read_text() == "mine"


@pytest.mark.parametrize(
    ("flag", "value"),
    [("--target", "pico"), ("--image", "acme/x:1"), ("--registry", "no host")],
)
def test_wrong_wish_is_refused_before_anything_is_written(
    flag: str, value: str, project: Path, cli: Cli
) -> None:
    ran = cli("init", "--yes", flag, value)

    assert ran.code == 3
    assert "help: " in ran.err
    assert not (project / "ci-gen.yml").exists()


@pytest.mark.parametrize(
    ("url", "owner", "name"),
    [
        ("git@github.com:acme/sensor.git", "acme", "sensor"),
        ("https://github.com/acme/sensor", "acme", "sensor"),
        ("https://token@github.example.com/acme/sensor.git", "acme", "sensor"),
        ("ssh://git@gitlab.com:22/group/sub/sensor.git", "sub", "sensor"),
        ("../sensor.git", None, None),
        ("/srv/git/sensor.git", None, None),
        ("file:///srv/git/sensor.git", None, None),
    ],
)
def test_remote_is_read_from_every_kind_of_address(
    url: str, owner: str | None, name: str | None, repository: Path
) -> None:
    subprocess.run(["git", "remote", "set-url", "origin", url], cwd=repository, check=True)

    remote = look(repository).remote

    assert (remote and remote.owner, remote and remote.name) == (owner, name)


def test_written_spec_has_the_line_for_editors_and_comments(project: Path, cli: Cli) -> None:
    assert cli("init", "--yes").code == 0

    lines = (project / "ci-gen.yml").read_text().split("\n")
    assert lines[0].startswith("# yaml-language-server: $schema=https://")
    assert sum(line.lstrip().startswith("#") for line in lines) > 5


def test_on_a_terminal_it_asks_and_offers_what_it_found(repository: Path) -> None:
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "ci_gen", "init"], stdin=follower, stdout=follower, stderr=follower
    ) as asked:
        os.write(leader, b"\nPi 5, linux/arm/v7\ny\n")
        code = asked.wait(timeout=30)
    os.close(follower)
    said = os.read(leader, 10_000).decode()

    assert code == 0
    assert "Image [ghcr.io/acme/weather-station]" in said
    assert "Targets (boards or platforms) [raspberry-pi-5, linux/amd64]" in said
    assert "Have Dependabot update the actions, weekly? [Y/n]" in said
    assert _spec(repository)["targets"] == ["raspberry-pi-5", "linux/arm/v7"]
    assert (repository / ".github" / "dependabot.yml").is_file()


def _touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def test_two_dockerfiles_of_one_name_make_one_image(repository: Path, cli: Cli) -> None:
    _touch(repository, "Dockerfile", "docker/Dockerfile")

    ran = cli("init", "--yes")

    assert _spec(repository)["image"] == "ghcr.io/acme/weather-station"
    assert "docker/Dockerfile is left out" in ran.err
    assert cli("lint").code == 0


def test_dockerfiles_for_tests_and_backups_are_passed_over(repository: Path, cli: Cli) -> None:
    names = ("tests/Dockerfile", "Dockerfile.bak", "Dockerfile.j2", "examples/Dockerfile")
    _touch(repository, "Dockerfile", *names)

    assert cli("init", "--yes").code == 0
    assert "images" not in _spec(repository)


def test_image_of_somebody_else_is_not_taken_over(repository: Path, cli: Cli) -> None:
    _touch(repository, ".github/workflows/docker.yml")
    (repository / ".github/workflows/docker.yml").write_text(
        "# docker/build-push-action, image: docker.io/tonistiigi/binfmt:latest ghcr.io/acme/app."
    )

    assert cli("init", "--yes").code == 0
    assert _spec(repository)["image"] == "ghcr.io/acme/app"


def test_workflow_that_is_there_is_not_in_the_way(repository: Path, cli: Cli) -> None:
    _touch(repository, ".github/workflows/build.yml")

    assert cli("init", "--yes").code == 0
    assert _spec(repository)["workflow"] == ".github/workflows/image.yml"
    assert cli("render").code == 0


def test_unknown_registry_gets_its_credentials_written_down(repository: Path, cli: Cli) -> None:
    ran = cli("init", "--yes", "--registry", "registry.example.com")

    assert "registry.example.com needs REGISTRY_USERNAME" in ran.err
    assert cli("lint").code == 0


def test_image_and_registry_exclude_each_other(repository: Path, cli: Cli) -> None:
    ran = cli("init", "--yes", "--registry", "quay.io", "--image", "acme/x")

    assert ran.code == 2
    assert not (repository / "ci-gen.yml").exists()


def test_same_wish_twice_is_one_wish(repository: Path, cli: Cli) -> None:
    assert cli("init", "--yes", "--target", "Pi5", "--target", "raspberry-pi-5").code == 0
    assert _spec(repository)["targets"] == ["raspberry-pi-5"]


def test_feature_branch_is_not_taken_for_the_default_one(repository: Path, cli: Cli) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    commit = [*git, "commit", "-q", "--allow-empty", "-m", "one"]
    for command in (commit, ["git", "branch", "main"], ["git", "switch", "-qc", "feature"]):
        subprocess.run(command, cwd=repository, check=True)

    assert look(repository).branch == "main"


def test_dependabot_is_configured_when_asked_for_and_only_if_nobody_did(
    repository: Path, cli: Cli
) -> None:
    path = repository / ".github" / "dependabot.yml"

    assert cli("init", "--yes").code == 0
    assert not path.exists()
    ran = cli("init", "--yes", "--dependabot")

    assert ran.err.endswith("wrote .github/dependabot.yml\n")
    assert YAML(typ="safe").load(path)["updates"] == [
        {
            "package-ecosystem": "github-actions",
            "directory": "/",
            "schedule": {"interval": "weekly"},
            "cooldown": {"default-days": 7},
        }
    ]
    for command in (
        ["check-jsonschema", "--builtin-schema", "vendor.dependabot"],
        ["zizmor", "--offline", "--persona", "auditor", "--no-config"],
    ):
        done = subprocess.run([*command, path], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["dependabot.yml", "dependabot.yaml"])
def test_dependabots_configuration_is_never_overwritten(
    repository: Path, name: str, cli: Cli
) -> None:
    _touch(repository, f".github/{name}")

    ran = cli("init", "--yes", "--dependabot")

    assert f".github/{name} exists and was left as it is" in ran.err
    assert [path.name for path in (repository / ".github").iterdir()] == [name]
    assert (repository / ".github" / name).read_text() == ""
