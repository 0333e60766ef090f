"""What holds of the whole package, whoever adds to it."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

PACKAGE: Final = Path(__file__).resolve().parents[2] / "generator" / "ci_gen"
TREES: Final = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text())
    for path in sorted(PACKAGE.rglob("*.py"))
}
# What is said to people may show them an expression.
_SAID: Final = frozenset({"remedy", "message"})
_EXPLANATIONS: Final = "catalog/codes.py"


def _is_documented(node: ast.AST) -> bool:
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    return isinstance(node, kinds) and ast.get_docstring(node) is not None


def _is_said(node: ast.AST) -> bool:
    match node:
        case ast.keyword(arg=str(name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name in _SAID
        case _:
            return False


def _texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield each text in *tree* that is neither a docstring nor said to people."""
    passed = set()
    for node in ast.walk(tree):
        if _is_documented(node):
            passed.add(id(node.body[0].value))  # type: ignore[attr-defined]
        if _is_said(node):
            passed |= {id(inner) for inner in ast.walk(node)}
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in passed
        ):
            yield node


@pytest.mark.parametrize("name", TREES)
def test_expressions_are_written_in_two_modules_only(name: str) -> None:
    lines = [text.lineno for text in _texts(TREES[name]) if "${{" in str(text.value)]

    if name not in {"expression_text.py", "catalog/registries.py", _EXPLANATIONS}:
        assert not lines, "take Context and concat of expressions, or parse what a user wrote"


def test_class_name_exists_once() -> None:
    found = defaultdict(list)
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(name)

    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_top_of_the_package_is_surveyable() -> None:
    names = [path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"]

    assert len(names) <= 30


@pytest.mark.parametrize("name", [name for name in TREES if name.startswith(("plan/", "review/"))])
def test_plan_and_its_review_read_no_text_back(name: str) -> None:
    """What ci-gen made is a value; a regular expression would have to guess it from its text."""
    imported = {
        module
        for node in ast.walk(TREES[name])
        for module in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert "re" not in imported
