"""What users install: the wheel has everything, and needs no source."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jinja2
import pytest

from ci_gen.render import shipped as shipped_templates

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(path.parent for path in ROOT.glob("tests/cases/golden/*/ci-gen.yml"))
# Checks each folder that is named to it, under a Jinja that says that it is of some version.
CHECK = """
import sys, jinja2
from pathlib import Path
jinja2.__version__ = sys.argv[1]
from ci_gen import pipeline
from ci_gen.spec.project import Project
for folder in sys.argv[2:]:
    print(pipeline.compare(Project(root=Path(folder), spec="ci-gen.yml")).changes[0].state)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel, as an installation would lay it out."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def test_wheel_has_every_module_template_and_schema(wheel: Path) -> None:
    package = ROOT / "generator" / "ci_gen"
    wanted = {path.relative_to(package) for path in package.rglob("*") if path.suffix in _SHIPPED}
    for name in ("templates", "schemas"):
        wanted |= {path.relative_to(ROOT) for path in (ROOT / name).rglob("*.j*")}

    packed = {path.relative_to(wheel / "ci_gen") for path in (wheel / "ci_gen").rglob("*")}

    assert wanted <= packed
    assert {path.as_posix() for path in packed} >= {
        f"templates/{name}" for name in shipped_templates.texts()
    }


def test_guide_to_the_templates_is_not_packed_as_one(wheel: Path) -> None:
    assert list(wheel.rglob("README.md")) == []
    assert not any(name.startswith("README") for name in shipped_templates.texts())


def test_wheel_prints_with_own_templates_without_the_source(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "ci-gen.yml").write_text(
        "version: 1\nimage: ghcr.io/acme/x\ntargets: [amd64]\ntemplates: own\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    copy, render = (
        subprocess.run(
            [sys.executable, "-m", "ci_gen", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        for arguments in (["templates", "copy", "steps/checkout"], ["render", "--stdout"])
    )

    assert (copy.returncode, render.returncode) == (0, 0), copy.stderr + render.stderr
    assert "- name: Check out\n" in render.stdout


@pytest.mark.parametrize(
    ("version", "unused"),
    [(jinja2.__version__, "templates"), ("99.0", "compiled_templates")],
    ids=["compiled", "sources"],
)
def test_wheel_prints_the_goldens_by_compiled_templates_if_its_jinja_made_them(
    version: str, unused: str, wheel: Path, tmp_path: Path
) -> None:
    shutil.copytree(wheel, tmp_path / "site")
    files = [path for path in (tmp_path / "site" / "ci_gen" / unused).rglob("*") if path.is_file()]
    for path in files:
        path.write_text("<% this is neither Python nor Jinja")

    done = subprocess.run(
        [sys.executable, "-c", CHECK, version, *CASES],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
    )

    assert len(files) == len(shipped_templates.texts())
    assert (done.stderr, done.stdout.split()) == ("", ["fresh"] * len(CASES))


def test_wheel_renders_and_checks_without_the_library_that_it_does_not_need(
    wheel: Path, tmp_path: Path
) -> None:
    (tmp_path / "ci-gen.yml").write_text(
        "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
    )
    program = (
        "import sys; sys.modules['jsonschema'] = None\n"
        "from ci_gen.cli import run\n"
        "sys.exit(run(['render'], debug=True) or run(['check'], debug=True))"
    )
    environment = {**os.environ, "PYTHONPATH": str(wheel)}

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout.endswith("is what the spec says\n")) == (0, True)


_SHIPPED = {".py", ".json", ".typed"}
