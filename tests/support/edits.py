"""Workflows that somebody has edited."""

import json
import re
from pathlib import Path
from typing import Any

from ci_gen.catalog import images
from conftest import Cli

WORKFLOW = ".github/workflows/build.yml"
SPLIT = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
EMULATED = SPLIT.replace("amd64", "linux/riscv64")
_BINFMT = str(images.BINFMT).partition("/binfmt:")[2]


def edit(project: Path, cli: Cli, text: str, old: str, new: str) -> None:
    """Render the spec *text*, and write *new* for *old* in the workflow."""
    (project / "ci-gen.yml").write_text(text)
    assert cli("render").code == 0
    rendered = (project / WORKFLOW).read_text()
    old = old.replace("BUILDKIT", str(images.BUILDKIT)).replace("BINFMT", _BINFMT)
    pattern = re.escape(old).replace("PIN", r"\w{40} # v[\d.]+")
    new = new.replace("BUILDKIT", str(images.BUILDKIT))
    edited, count = re.subn(pattern, lambda _: new, rendered, count=1)
    assert count == 1
    (project / WORKFLOW).write_text(edited)


def found_edits(cli: Cli) -> list[dict[str, Any]]:
    """Return what `check` says of an edited workflow."""
    ran = cli("check", "--format", "json")
    report = json.loads(ran.out)
    assert ran.code == 1
    assert report["files"][0]["state"] == "edited"
    return [found for found in report["diagnostics"] if found["code"] in {"CG602", "CG122"}]
