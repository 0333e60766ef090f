"""The project's own workflows are held to what it asks of others."""

import re
import subprocess
from pathlib import Path

from ci_gen.catalog import actions

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_linters_find_nothing() -> None:
    for command in (
        ["actionlint", "-shellcheck", "shellcheck"],
        ["zizmor", "--offline", "--persona", "auditor", "--no-config"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
    ):
        done = subprocess.run([*command, *WORKFLOWS], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_actions_are_pinned_as_in_the_catalogue() -> None:
    text = "".join(path.read_text() for path in WORKFLOWS)
    used = re.findall(r"uses: (\S+)@(\S+) # (\S+)", text)

    assert len(used) == text.count("uses:") > 0
    for name, sha, version in used:
        row = actions.action(name)
        assert (sha, version) == (row.sha, row.version)
