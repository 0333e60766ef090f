"""Say in the user's words what `jsonschema` found."""

import functools
import json
from collections.abc import Iterator
from typing import Any, Final, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from ci_gen import __version__, expression_text
from ci_gen.catalog.renames import RENAMES
from ci_gen.diagnostics import Diagnostic, Route, Severity
from ci_gen.record import Record
from ci_gen.spec import examples as schema_examples
from ci_gen.spec import lines
from ci_gen.spec import words as schema_words
from ci_gen.spec.schema import load
from ci_gen.words import suggestion
from ci_gen.yaml.document import Spec

# How the schema refuses a line break inside of a text.
_INNER_BREAK: Final = r"\n[^\n]"


class SchemaProblem(Record):
    """One thing that the schema refuses, and where: *is_key* for a key rather than its value."""

    code: str
    route: Route
    message: str
    remedy: str
    is_key: bool = False


def explain(spec: Spec) -> tuple[Diagnostic, ...]:
    """Return what the schema refuses in *spec*, in the order of the file."""
    found = {_diagnostic(spec, problem) for problem in problems(load(), spec.data)}
    if not found:
        raise AssertionError("the schema refuses a spec and does not say why")
    # This version knows nothing of what a newer one has.
    found = {d for d in found if d.code == "CG121"} or found
    return tuple(sorted(found, key=lambda d: (d.location.line, d.location.column, d.message)))


def _diagnostic(spec: Spec, problem: SchemaProblem) -> Diagnostic:
    return Diagnostic(
        code=problem.code,
        severity=Severity.ERROR,
        message=problem.message,
        location=(spec.locate_key if problem.is_key else spec.locate)(problem.route),
        remedy=problem.remedy,
    )


def problems(schema: dict[str, Any], data: Any) -> Iterator[SchemaProblem]:
    """Yield each problem that *schema* has with *data*."""
    for error in Draft202012Validator(schema).iter_errors(data):
        yield from _explain(_Error.of(error), _Asked(schema=schema, data=data))


class _Error(Record):
    """What `jsonschema` says, in plain types: the keyword *validator* with *value* refused.

    *branch* is the index of the alternative that was tried, *parts* what was wrong in each.
    """

    validator: str
    value: Any
    instance: Any
    schema: dict[str, Any]
    route: Route
    branch: str | int
    parts: tuple["_Error", ...]

    @classmethod
    def of(cls, error: ValidationError) -> "_Error":
        return cls(
            validator=str(error.validator),
            value=error.validator_value,
            instance=error.instance,
            schema=cast("dict[str, Any]", error.schema),
            route=tuple(error.absolute_path),
            branch=error.schema_path[0] if error.schema_path else "",
            parts=tuple(cls.of(part) for part in error.context or ()),
        )


class _Asked(Record):
    """What is explained: the whole schema and the whole data."""

    schema: dict[str, Any]
    data: Any

    def value(self, route: Route) -> Any:
        return functools.reduce(lambda value, step: value[step], route, self.data)


def _explain(error: _Error, asked: _Asked) -> Iterator[SchemaProblem]:
    if isinstance(error.instance, str) and isinstance(asked.value(error.route), dict):
        yield _name(error, asked)
        return
    match error.validator:
        case "anyOf":
            yield from _any_of(error, asked)
        case "oneOf" if isinstance(error.instance, dict):
            yield _one_of(error)
        case "additionalProperties":
            yield from _unknown_keys(error, asked.schema)
        case "required":
            yield _required(error)
        case "type":
            yield _problem(error, asked, f"must be {schema_words.types(error.value)}, {_is(error)}")
        case "enum" | "const":
            yield _choice(error)
        case "not" | "pattern" if isinstance(error.instance, str):
            yield _form(error, asked)
        case "minLength" | "minItems" | "minProperties" | "maxLength" | "minimum" | "maximum":
            yield _limit(error, asked)
        case _:
            # Another keyword refused the same value, and says it better.
            return


def _name(error: _Error, asked: _Asked) -> SchemaProblem:
    """Explain the refused name of a key, which shares the route of its mapping."""
    route = (*error.route, error.instance)
    if error.validator == "enum":
        return _unknown(error.instance, route, list(error.value))
    message = f'"{schema_words.short(error.instance)}" cannot be a key of {_here(error)}'
    return SchemaProblem(
        code="CG113",
        route=route,
        message=message,
        remedy=schema_examples.remedy(asked.schema, error.route),
        is_key=True,
    )


def _any_of(error: _Error, asked: _Asked) -> Iterator[SchemaProblem]:
    """Explain the branch that was meant: one whose type is the type of what was written."""
    # A list that is written as lines is a list by now.
    branches = [{"anyOf": []} if branch == lines.REF else branch for branch in error.value]
    kinds = [schema_words.kinds(branch, asked.schema) for branch in branches]
    fitting = [i for i, names in enumerate(kinds) if schema_words.kind(error.instance) in names]
    parts = [part for part in error.parts if part.branch in fitting]
    enums = [p for p in parts if p.validator == "enum" and p.instance is error.instance]
    if not fitting:
        wanted = schema_words.types([name for names in kinds for name in names])
        yield _problem(error, asked, f"must be {wanted}, {_is(error)}")
    elif len(enums) == len(parts):
        yield _choice(enums[0])
    else:
        for part in parts:
            if part not in enums:
                yield from _explain(part, asked)


def _one_of(error: _Error) -> SchemaProblem:
    names = [name for part in error.value for name in part["required"]]
    given = [name for name in names if name in error.instance]
    either = " or ".join(names)
    remedy = f"write either {either}"
    if given:
        message = f"{' and '.join(given)} exclude each other"
        place = (*error.route, given[-1])
        return SchemaProblem(code="CG112", route=place, message=message, remedy=remedy, is_key=True)
    message = f"{_here(error)} needs {either}"
    return SchemaProblem(code="CG111", route=error.route, message=message, remedy=remedy)


def _unknown_keys(error: _Error, schema: dict[str, Any]) -> Iterator[SchemaProblem]:
    known = list(error.schema.get("properties", {}))
    planned = schema.get("x-planned", {})
    for key in error.instance:
        route = (*error.route, key)
        if key in known:
            continue
        if key in planned:
            message = f'ci-gen {__version__} cannot do "{key}" yet ({planned[key]})'
            remedy = "remove it for now"
            yield SchemaProblem(
                code="CG115", route=route, message=message, remedy=remedy, is_key=True
            )
        else:
            yield _unknown(key, route, known)


def _unknown(key: str, route: Route, known: list[str]) -> SchemaProblem:
    called = (row.new for row in RENAMES if row.old == key and row.new in known)
    where = f' in "{route[-2]}"' if len(route) > 1 and isinstance(route[-2], str) else ""
    message = f'unknown key "{schema_words.short(str(key))}"{where}'
    meant = next(called, str(key))
    remedy = suggestion(meant, known, f"choose among {', '.join(known)}")
    return SchemaProblem(code="CG110", route=route, message=message, remedy=remedy, is_key=True)


def _required(error: _Error) -> SchemaProblem:
    missing = next(key for key in error.value if key not in error.instance)
    properties = error.schema.get("properties", {})
    examples = properties.get(missing, {}).get("examples")
    remedy = f"add {missing}: {json.dumps(examples[0])}" if examples else f"add {missing}"
    return SchemaProblem(
        code="CG111", route=error.route, message=f"{_here(error)} needs {missing}", remedy=remedy
    )


def _choice(error: _Error) -> SchemaProblem:
    if error.route == ("version",):
        message = f"ci-gen {__version__} reads version {error.value} of the spec language"
        remedy = f"write version: {error.value}"
        code = "CG113"
        if schema_words.kind(error.instance) == "number" and error.instance > error.value:
            code, remedy = "CG121", f"update ci-gen, or {remedy}"
        return SchemaProblem(
            code=code, route=error.route, message=f"{message}, not {_shown(error)}", remedy=remedy
        )
    allowed = [error.value] if error.validator == "const" else error.value
    words = [str(item) for item in allowed]
    remedy = suggestion(str(error.instance), words, f"choose among {', '.join(words)}")
    if len(words) == 1:
        remedy = f"write {words[0]}"
    return SchemaProblem(
        code="CG113",
        route=error.route,
        message=f"{_here(error)} cannot be {_shown(error)}",
        remedy=remedy,
    )


def _form(error: _Error, asked: _Asked) -> SchemaProblem:
    """Explain a text that is refused for what it holds."""
    value = str(error.instance)
    if error.validator == "not" and _is_literal(error) and expression_text.has_expression(value):
        message = f"{_here(error)} cannot hold an expression: GitHub does not evaluate it here"
        return SchemaProblem(
            code="CG114", route=error.route, message=message, remedy="write the value out"
        )
    if value.strip() != value and value.strip():
        message = f"{_here(error)} begins or ends with white space, which would be lost"
        return SchemaProblem(
            code="CG113", route=error.route, message=message, remedy="remove the white space"
        )
    if error.validator == "not":
        one_line = _INNER_BREAK in error.value["pattern"]
        odd = "a line break or a character" if one_line else "a character"
        message = f"{_here(error)} holds {odd} that cannot be printed"
        remedy = "write it in one line of plain text" if one_line else "write plain text"
        return SchemaProblem(code="CG113", route=error.route, message=message, remedy=remedy)
    return _problem(error, asked, f"cannot be {_shown(error)}")


def _is_literal(error: _Error) -> bool:
    """Return whether the schema allows no expression in the refused text."""
    return str(error.value["pattern"]).startswith(r"\$\{\{")


def _limit(error: _Error, asked: _Asked) -> SchemaProblem:
    limit = error.value
    words = {
        "minLength": "must not be empty",
        "minItems": "must not be empty",
        "minProperties": "must not be empty",
        "maxLength": f"must have at most {limit} characters",
        "minimum": f"must be at least {limit}",
        "maximum": f"must be at most {limit}",
    }
    return _problem(error, asked, words[error.validator])


def _problem(error: _Error, asked: _Asked, message: str) -> SchemaProblem:
    return SchemaProblem(
        code="CG113",
        route=error.route,
        message=f"{_here(error)} {message}",
        remedy=schema_examples.remedy(asked.schema, error.route),
    )


def _here(error: _Error) -> str:
    route = error.route
    if not route:
        return "the spec"
    named = [step for step in route if isinstance(step, str)]
    if isinstance(route[-1], int):
        return f'entry {route[-1] + 1} of "{named[-1]}"'
    return f'"{route[-1]}"'


def _is(error: _Error) -> str:
    if error.instance is None:
        return "and it is empty"
    if isinstance(error.instance, dict | list):
        return f"not {schema_words.types(schema_words.kind(error.instance))}"
    return f"not {_shown(error)}"


def _shown(error: _Error) -> str:
    return schema_words.short(json.dumps(error.instance, ensure_ascii=False))
