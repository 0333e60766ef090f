"""How fast ci-gen is, as ratios within one run: `python tests/bench/bench.py [ROUNDS]`.

Builds the wheel, installs it into a fresh virtual environment (pip compiles the byte-code) and
compares whole cold processes, taken in turns so that a busy machine slows all of them. It prints a
table, and fails only when a command fails.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(ROOT.glob("tests/cases/golden/*/ci-gen.yml"))
# What every run needs that reads a spec and prints a workflow.
LIBRARIES = "import click, jinja2, ruamel.yaml"
MANY = """
import sys, time
from pathlib import Path
from ci_gen import pipeline
from ci_gen.spec.project import Project
root = Path(sys.argv[1])
texts = [path.read_text() for path in sorted(root.glob("*.yml"))]
for i in range(500):
    (root / f"many-{i}.yaml").write_text(texts[i % len(texts)] + f"# {i}\\n")
def render(count):
    start = time.perf_counter()
    for i in range(count):
        pipeline.lint(Project(root=root, spec=f"many-{i}.yaml"))
    return time.perf_counter() - start
render(50)
print(*(render(count) for count in (250, 500)))
"""

SPEC = """version: 1
image: ghcr.io/acme/sensor-{i}
workflow: .github/workflows/sensor-{i}.yml
targets: [raspberry-pi-5, amd64]
"""
SPECS = 200


def install(folder: Path) -> Path:
    """Return the folder of programs of a fresh environment that has the built wheel."""
    wheels = folder / "wheels"
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(wheels), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    programs = folder / "env" / "bin"
    wheel = next(wheels.glob("*.whl"))
    subprocess.run([programs / "pip", "install", "-q", wheel], check=True, capture_output=True)
    return programs


def seconds(command: list[str], folder: Path) -> float:
    """Return how long *command* takes, which has to succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def ratio(ours: list[str], theirs: list[str], folder: Path, rounds: int) -> tuple[float, float]:
    """Return the ratio of *ours* to *theirs*: of the medians, and of the fastest runs."""
    pairs = [(seconds(ours, folder), seconds(theirs, folder)) for _ in range(rounds)]
    mine, other = zip(*pairs, strict=True)
    return statistics.median(mine) / statistics.median(other), min(mine) / min(other)


def row(name: str, aim: float, measured: tuple[float, float]) -> None:
    """Print one line of the table."""
    print(f"{name:<44}{aim:>6.2f}{measured[0]:>9.2f}{measured[1]:>9.2f}", flush=True)


def repository(folder: Path, count: int, ci_gen: str) -> Path:
    """Return a new repository in *folder* that has *count* specs, and their workflows."""
    (folder / ".git").mkdir(parents=True)
    for i in range(count):
        (folder / f"sensor-{i}").mkdir()
        (folder / f"sensor-{i}" / "ci-gen.yml").write_text(SPEC.format(i=i))
    subprocess.run([ci_gen, "render", "-r"], cwd=folder, check=True, capture_output=True)
    return folder


def measure_checks(programs: Path, folder: Path, rounds: int) -> None:
    """Print how long checks of fresh workflows take: of one, and of many at once."""
    python, ci_gen = str(programs / "python"), str(programs / "ci-gen")
    one = repository(folder / "one-spec", 1, ci_gen)
    measured = ratio([ci_gen, "check", "sensor-0"], [python, "-c", LIBRARIES], one, rounds)
    row("check of a fresh workflow / libraries", 1.15, measured)
    many = repository(folder / "many-specs", SPECS, ci_gen)
    measured = ratio([ci_gen, "check", "-r"], [ci_gen, "check", "-r", str(one)], many, rounds)
    row(f"check of {SPECS} specs / of one", 40, measured)


def main(rounds: int) -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = install(folder)
        python, ci_gen = str(programs / "python"), str(programs / "ci-gen")
        print(f"{'ratio':<44}{'aim':>6}{'median':>9}{'fastest':>9}")
        for case in CASES:
            project = folder / case.parent.name
            (project / ".git").mkdir(parents=True)
            shutil.copy(case, project)
            measured = ratio([ci_gen, "render"], [python, "-c", LIBRARIES], project, rounds)
            row(f"render {case.parent.name} / libraries", 1.15, measured)
        measured = ratio([ci_gen, "--help"], [python, "-c", "import click"], folder, rounds)
        row("--help / import click", 1.2, measured)
        measure_checks(programs, folder, rounds)
        many = folder / "many"
        many.mkdir()
        for case in CASES:
            shutil.copy(case, many / f"{case.parent.name}.yml")
        runs = [
            [
                float(part)
                for part in subprocess.check_output([python, "-c", MANY, str(many)]).split()
            ]
            for _ in range(3)
        ]
        ratios = [full / half for half, full in runs]
        row("500 specs / 250 specs in one process", 2.1, (statistics.median(ratios), min(ratios)))
        print(f"one spec of the 500: {min(full for _, full in runs) / 500 * 1000:.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
