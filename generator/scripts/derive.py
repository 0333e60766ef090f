"""Rebuild everything that is derived: `python generator/scripts/derive.py`.

With `--check` nothing is written, and the exit code is 1 when a file is not current.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from ci_gen.catalog import boards, platforms

ROOT = Path(__file__).resolve().parents[2]


def spec_schema(text: str) -> str:
    """Return the schema of the spec with the catalogue's names in its enums."""
    enums = {
        "boards": [board.id for board in boards.catalogue().boards],
        "platforms": list(platforms.catalogue().buildable),
        "groups": list(boards.group_names()),
    }
    lines = [
        f'    "{name}": {{ "enum": {json.dumps(enums[name])} }},'
        if (name := _definition(line)) in enums
        else line
        for line in text.split("\n")
    ]
    return "\n".join(lines)


def _definition(line: str) -> str:
    head, found, _ = line.partition('": { "enum": [')
    return head.strip().strip('"') if found else ""


DERIVED: dict[str, Callable[[str], str]] = {
    "schemas/spec.schema.json": spec_schema,
}


def main(*, check: bool) -> int:
    """Rebuild, or with *check* only compare; return the exit code."""
    stale = []
    for name, rebuild in DERIVED.items():
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        wanted = rebuild(text)
        if wanted != text:
            stale.append(name)
            if not check:
                path.write_text(wanted, encoding="utf-8")
    for name in stale:
        print(f"{'stale' if check else 'rebuilt'}: {name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
