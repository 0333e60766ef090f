"""Values that GitHub computes while a workflow runs: `${{ }}` expressions, each with one spelling.

A plan holds these values, and whoever prints the plan asks for their text. What a user wrote is
read by `parse`; what ci-gen made is never read back.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from ci_gen import expression_text
from ci_gen.record import Record


class Expression(Record):
    """A value that is known only when the workflow runs; its text is what a workflow holds."""

    @property
    def code(self) -> str:
        """Return the value as it is written inside of `${{ }}`, fit beside an operator."""
        return self._code()

    def given(self, values: Mapping[str, str]) -> "Value":
        """Return the value where contexts such as `matrix.slug` have these *values*.

        Conditions stay open.
        """
        return self._given(values)

    def _code(self) -> str:
        raise NotImplementedError

    def _given(self, values: Mapping[str, str]) -> "Value":
        raise NotImplementedError

    def __str__(self) -> str:
        return f"{expression_text.OPENING} {self.code} }}}}"


# A text that is the same in every run, or an expression.
Value: TypeAlias = str | Expression


class Context(Expression):
    """What a context holds under *path*: `matrix.slug`, `github.ref`."""

    path: str

    def _code(self) -> str:
        return self.path

    def _given(self, values: Mapping[str, str]) -> Value:
        return values.get(self.path, self)


class Written(Expression):
    """An expression that a user wrote."""

    text: str

    def _code(self) -> str:
        is_plain = all(c.isalnum() or c in "._-" for c in self.text)
        return self.text if is_plain else f"({self.text})"

    def __str__(self) -> str:
        return f"{expression_text.OPENING} {self.text} }}}}"

    def _given(self, values: Mapping[str, str]) -> Value:
        return values.get(self.text, self)


class Concat(Expression):
    """Texts and expressions in a row."""

    parts: tuple[Value, ...]

    def _code(self) -> str:
        expressions = [part for part in self.parts if isinstance(part, Expression)]
        numbers = iter(range(len(expressions)))
        pattern = "".join(
            _escaped(part) if isinstance(part, str) else f"{{{next(numbers)}}}"
            for part in self.parts
        )
        return call("format", pattern, *expressions).code

    def _given(self, values: Mapping[str, str]) -> Value:
        return concat(
            *(part if isinstance(part, str) else part.given(values) for part in self.parts)
        )

    def __str__(self) -> str:
        return "".join(map(str, self.parts))


class When(Expression):
    """*value* where *condition* holds, and *otherwise* elsewhere.

    *value* must not come out empty: GitHub takes an empty text for false.
    """

    condition: "Condition"
    value: Value
    otherwise: Value

    def _code(self) -> str:
        condition, otherwise = self.condition.operand("&&"), self.otherwise
        last = otherwise.code if isinstance(otherwise, When) else code(otherwise)
        return f"{condition} && {code(self.value)} || {last}"

    def _given(self, values: Mapping[str, str]) -> Value:
        return self.replace(
            value=_known(self.value, values), otherwise=_known(self.otherwise, values)
        )


class Call(Expression):
    """What a *function* gives for *arguments*."""

    function: str
    arguments: tuple[Value, ...]

    def _code(self) -> str:
        return f"{self.function}({', '.join(code(part) for part in self.arguments)})"

    def _given(self, values: Mapping[str, str]) -> Value:
        return self.replace(arguments=tuple(_known(part, values) for part in self.arguments))


class Condition(Record):
    """What holds in some runs and not in others. As text it is the value of an `if`."""

    @property
    def code(self) -> str:
        """Return the condition as it is written in an expression."""
        return self._code()

    def _code(self) -> str:
        raise NotImplementedError

    def operand(self, operator: str) -> str:
        """Return the condition as it is written beside *operator*."""
        del operator
        return self.code

    def __str__(self) -> str:
        # YAML takes an exclamation mark at the beginning for a tag.
        text = self.code
        return f"{expression_text.OPENING} {text} }}}}" if text.startswith("!") else text


class Answer(Expression):
    """What a condition says, as `true` or `false`."""

    condition: Condition

    def _code(self) -> str:
        return f"({self.condition.code})"

    def _given(self, values: Mapping[str, str]) -> Value:
        del values
        return self

    def __str__(self) -> str:
        return f"{expression_text.OPENING} {self.condition.code} }}}}"


class Compare(Condition):
    """A comparison of a value with another."""

    left: Expression
    is_equal: bool
    right: Value

    def _code(self) -> str:
        return f"{self.left.code} {'==' if self.is_equal else '!='} {code(self.right)}"


class Truth(Condition):
    """What an expression says that is true or false by itself."""

    expression: Expression

    def _code(self) -> str:
        return self.expression.code


class Not(Condition):
    """The contrary of a condition."""

    condition: Condition

    def _code(self) -> str:
        text = self.condition.code
        return f"!{text}" if isinstance(self.condition, Truth) else f"!({text})"


class Several(Condition):
    """Conditions of which all hold, or any, by the *operator* between them."""

    operator: str
    conditions: tuple[Condition, ...]

    def _code(self) -> str:
        return f" {self.operator} ".join(part.operand(self.operator) for part in self.conditions)

    def operand(self, operator: str) -> str:
        """Return the conditions, in brackets beside another operator."""
        return self.code if operator == self.operator else f"({self.code})"


def call(function: str, *arguments: Value) -> Call:
    """Return what *function* gives for *arguments*."""
    return Call(function=function, arguments=arguments)


def concat(*parts: Value) -> Value:
    """Return *parts* in a row: a plain text if all of them are."""
    found: list[Value] = []
    for part in _flat(parts):
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    if all(isinstance(part, str) for part in found):
        return "".join(map(str, found))
    return found[0] if len(found) == 1 else Concat(parts=tuple(found))


def joined(separator: str, values: Sequence[Value]) -> Value:
    """Return *values* with a *separator* between them."""
    return concat(*[part for value in values for part in (separator, value)][1:])


def when(condition: Condition | None, value: Value, otherwise: Value = "") -> Value:
    """Return *value* where *condition* holds, else *otherwise*; without a condition always."""
    return (
        value if condition is None else When(condition=condition, value=value, otherwise=otherwise)
    )


def is_equal(path: str, value: Value) -> Condition:
    """Return the condition that a context is *value*."""
    return Compare(left=Context(path=path), is_equal=True, right=value)


def is_not(path: str, value: Value) -> Condition:
    """Return the condition that a context is anything but *value*."""
    return Compare(left=Context(path=path), is_equal=False, right=value)


def all_of(*conditions: Condition | None) -> Condition | None:
    """Return the condition that all of *conditions* hold; None, which always holds, adds none."""
    return _several("&&", conditions)


def any_of(*conditions: Condition) -> Condition | None:
    """Return the condition that one of *conditions* holds, None if there are none."""
    return _several("||", conditions)


def code(value: Value) -> str:
    """Return *value* as it is written inside of `${{ }}`."""
    if isinstance(value, When):
        return f"({value.code})"
    if isinstance(value, Expression):
        return value.code
    return "'" + value.replace("'", "''") + "'"


def parse(text: str) -> Value:
    """Return what a user wrote as a value: a plain text, or one with expressions."""
    return concat(
        *(
            part if is_literal else Written(text=part.strip())
            for part, is_literal in expression_text.split(text)
        )
    )


def _several(operator: str, conditions: Iterable[Condition | None]) -> Condition | None:
    found = tuple(dict.fromkeys(part for part in conditions if part is not None))
    match found:
        case ():
            return None
        case (alone,):
            return alone
        case _:
            return Several(operator=operator, conditions=found)


def _flat(parts: Iterable[Value]) -> Iterable[Value]:
    for part in parts:
        yield from part.parts if isinstance(part, Concat) else (part,)


def _known(value: Value, values: Mapping[str, str]) -> Value:
    return value if isinstance(value, str) else value.given(values)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
