"""What the check action installs is locked: every package, by version and hash."""

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / ".github/actions/check/requirements.txt").read_text()
DEPENDENCIES = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


class Pin(NamedTuple):
    """One locked package, on the versions of Python that need it."""

    requirement: Requirement
    hashes: list[str]

    @property
    def version(self) -> str:
        return str(self.requirement.specifier).removeprefix("==")


def _pins() -> dict[str, Pin]:
    logical = re.sub(r"#.*", "", LOCK).replace("\\\n", " ").strip().splitlines()
    found: dict[str, Pin] = {}
    for line in filter(str.strip, logical):
        head, *hashes = line.split(" --hash=")
        requirement = Requirement(head.strip())
        found[canonicalize_name(requirement.name)] = Pin(requirement, hashes)
    return found


PINS = _pins()


def _applies(requirement: Requirement, python: str) -> bool:
    environment = {"python_version": python, "python_full_version": f"{python}.0", "extra": ""}
    return requirement.marker is None or requirement.marker.evaluate(environment)


def _wanted(requirement: Requirement, python: str) -> set[str]:
    """Return the packages that *requirement* brings, as far as what is installed here tells."""
    name = canonicalize_name(requirement.name)
    if not _applies(requirement, python):
        return set()
    if name not in PINS or metadata.version(name) != PINS[name].version:
        return {name}
    needed = map(Requirement, metadata.requires(name) or ())
    return {name}.union(*(_wanted(part, python) for part in needed))


def test_each_pin_is_one_version_with_hashes() -> None:
    for pin in PINS.values():
        assert re.fullmatch(r"==[\d.]+", str(pin.requirement.specifier))
        assert pin.hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", text.strip()) for text in pin.hashes)


@pytest.mark.parametrize("text", DEPENDENCIES)
def test_each_dependency_is_locked_at_a_version_that_it_allows(text: str) -> None:
    requirement = Requirement(text)

    assert PINS[canonicalize_name(requirement.name)].version in requirement.specifier


def test_what_is_no_longer_a_dependency_is_not_locked() -> None:
    names = re.findall(r"^(\S+)==.*(?:\n    --hash.*)*\n    # via ci-gen", LOCK, re.MULTILINE)

    assert names == sorted(canonicalize_name(Requirement(text).name) for text in DEPENDENCIES)


@pytest.mark.parametrize("python", PYTHONS)
def test_what_dependencies_need_is_locked_too(python: str) -> None:
    wanted = set().union(*(_wanted(Requirement(text), python) for text in DEPENDENCIES))

    assert wanted <= {name for name, pin in PINS.items() if _applies(pin.requirement, python)}


def test_command_of_the_readme_is_the_one_that_wrote_the_file() -> None:
    readme = (ROOT / "README.md").read_text()
    command = re.search(r"^uv pip compile (?:.*\\\n)*.*", readme, re.MULTILINE)

    assert command is not None
    said = re.sub(r"\s*\\\n\s*", " ", command[0]).replace(" --upgrade", "")
    assert f"#    {said}\n" in LOCK
