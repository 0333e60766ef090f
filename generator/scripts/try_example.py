"""Run ci-gen on a copy of the README's example, in a new folder.

Usage: python generator/scripts/try_example.py
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ci_gen.cli import run

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "tests" / "cases" / "golden" / "pi-and-server" / "ci-gen.yml"


def main() -> int:
    """Render and check the example, say where it is, and return the worst exit code."""
    folder = tempfile.mkdtemp(prefix="ci-gen-example-")
    shutil.copy(EXAMPLE, folder)
    # Workflows belong to the repository around a spec, and the new folder may be inside of another.
    subprocess.run(["git", "init", "--quiet", folder], check=True)  # noqa: S607 (cloned with it)
    code = max(_run(command, folder) for command in ("render", "check"))
    print(f"\nThe spec and its workflow are in {folder}")
    return code


def _run(command: str, folder: str) -> int:
    print(f"$ ci-gen {command}", flush=True)
    return run([command, "-C", folder], debug=False)


if __name__ == "__main__":
    sys.exit(main())
