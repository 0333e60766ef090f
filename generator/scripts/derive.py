"""Rebuild everything that is derived: `python generator/scripts/derive.py`.

The names in the schema, the tables and examples of the READMEs, and then the goldens of the tests,
whose changes are for a reviewer to read. A test fails while one of them is not current.
"""

import inspect
import json
import re
import subprocess
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args, get_origin

import cpu_probe

from ci_gen import rules
from ci_gen.catalog import actions, boards, platforms
from ci_gen.cli import COMMANDS
from ci_gen.custom_templates import variables as template_variables
from ci_gen.plan import jobs as plan
from ci_gen.plan import steps as plan_steps
from ci_gen.record import Record
from ci_gen.render import shipped as shipped_templates
from ci_gen.spec import schema

ROOT = Path(__file__).resolve().parents[2]
_EXAMPLE = ROOT / "tests" / "cases" / "golden" / "pi-and-server"
_BLOCK = re.compile(r"(<!-- derived: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_GOLDENS = ("tests/cases/test_golden.py", "tests/cases/test_rules.py", "tests/cases/test_specs.py")


def spec_schema(text: str) -> str:
    """Return the schema of the spec with the catalogue's names in its enums."""
    enums = {
        "boards": [board.id for board in boards.catalogue().boards],
        "platforms": list(platforms.catalogue().buildable),
        "groups": list(boards.group_names()),
        "actions": list(actions.names()),
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


def readme(text: str) -> str:
    """Return a README with its derived blocks rebuilt."""
    return _BLOCK.sub(lambda block: f"{block[1]}{_BLOCKS[block[2]]()}\n{block[3]}", text)


def _spec() -> str:
    return f"```yaml\n{(_EXAMPLE / 'ci-gen.yml').read_text()}```"


def _workflow() -> str:
    text = (_EXAMPLE / ".github" / "workflows" / "build.yml").read_text()
    return f"```yaml\n{text}```"


def _boards() -> str:
    rows = [("Board", "Name in a spec", "64-bit OS", "32-bit OS")]
    rows += [
        (board.name, f"`{board.id}`", _code(board.platform_64), _code(board.platform_32))
        for board in boards.catalogue().boards
    ]
    return "\n".join(_table(rows))


def _code(text: str | None) -> str:
    return f"`{text}`" if text else "-"


def _commands() -> str:
    rows = [("Command", "What it does")]
    rows += [(f"`ci-gen {name}`", words) for name, words in COMMANDS.items()]
    return "\n".join(_table(rows))


def _rules() -> str:
    rows = [("Code", "Rule", "Severity", "What it finds")]
    rows += [
        (rule.code, f"`{rule.slug}`", rule.severity.word, rule.text.split("\n")[0])
        for rule in rules.all_rules()
    ]
    return "\n".join(_table(rows))


def _keys() -> str:
    found = schema.load()
    rows = [("Key", "What it says")]
    for name, key in found["properties"].items():
        said = {**found["$defs"].get(key.get("$ref", "").removeprefix("#/$defs/"), {}), **key}
        rows.append((f"`{name}`", said["description"]))
    return "\n".join(_table(rows))


def _planned() -> str:
    rows = [("Key", "What it will hold")]
    rows += [(f"`{name}`", words) for name, words in schema.load()["x-planned"].items()]
    return "\n".join(_table(rows))


def _templates() -> str:
    rows = [("Template", "What it writes", "Blocks")]
    for name in shipped_templates.texts():
        found = shipped_templates.describe(name)
        rows.append((f"`{name}`", found.summary, _list(found.blocks)))
    return "\n".join(_table(rows))


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _variables() -> str:
    seen: list[type] = [plan.Plan, *get_args(plan.Job), *get_args(plan_steps.Step)]
    for kind in seen:
        seen += [part for part in _parts(kind) if part not in seen]
    return "\n\n".join(_class(kind) for kind in seen)


def _parts(kind: type) -> list[type]:
    """Return the classes of what the fields of *kind* hold, each once."""
    hints = template_variables.hints(kind)
    found = (template_variables.classes(hint) for hint in hints.values())
    lists = (template_variables.items((kind,), name) for name in hints)
    return list(dict.fromkeys(part for kinds in (*found, *lists) for part in kinds))


def _class(kind: type) -> str:
    rows = [("Field", "What it holds")]
    rows += [(f"`{name}`", _words(hint)) for name, hint in template_variables.hints(kind).items()]
    text = " ".join((inspect.getdoc(kind) or "").split())
    said = re.sub(r"\*(\w+)\*", r"`\1`", text)
    return "\n".join((f"#### {kind.__name__}", "", said, "", *_table(rows)))


def _words(hint: Any, *, are_many: bool = False) -> str:
    """Return in words what a field of the type *hint* holds."""
    parts = get_args(hint)
    if parts in {get_args(plan.Job), get_args(plan_steps.Step)}:
        return "jobs" if parts == get_args(plan.Job) else "steps"
    if get_origin(hint) is tuple:
        return f"a list of {_words(parts[0], are_many=True)}"
    if isinstance(hint, types.UnionType):
        return " or ".join(_words(part) for part in parts)
    if hint in {str, int, bool, type(None)}:
        single = {str: "text", int: "a number", bool: "true or false", type(None): "none"}[hint]
        return "texts" if are_many and hint is str else single
    return (
        f"[{hint.__name__}](#{hint.__name__.lower()})"
        if isinstance(hint, type) and issubclass(hint, Record)
        else "a mapping"
    )


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    head, *body = rows
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in body)


_BLOCKS: dict[str, Callable[[], str]] = {
    "spec": _spec,
    "workflow": _workflow,
    "boards": _boards,
    "commands": _commands,
    "rules": _rules,
    "keys": _keys,
    "planned": _planned,
    "templates": _templates,
    "variables": _variables,
}
_DERIVED: dict[str, Callable[[str], str]] = {
    "schemas/spec.schema.json": spec_schema,
    "README.md": readme,
    "templates/README.md": readme,
    "templates/scripts/emulate-cpu.sh": cpu_probe.script,
}


def stale() -> list[str]:
    """Return the files that are not what they are derived from."""
    return [name for name, rebuild in _DERIVED.items() if rebuild(_read(name)) != _read(name)]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def main() -> int:
    """Rebuild all that is derived; return the exit code of the goldens' run."""
    goldens = [sys.executable, "-m", "pytest", "-q", *_GOLDENS, "--update"]
    code = subprocess.run(goldens, cwd=ROOT, check=False).returncode
    for name in stale():
        (ROOT / name).write_text(_DERIVED[name](_read(name)), encoding="utf-8")
        print(f"rebuilt {name}")
    return code


if __name__ == "__main__":
    sys.exit(main())
