"""Writing values as YAML that reads back as the same values, in YAML 1.1 and 1.2.

Plain where that is safe, quoted where it is not, as somebody would write it by hand.
"""

import re
from collections.abc import Mapping
from typing import Final

from ci_gen import expression_text
from ci_gen.yaml.values import Verbatim

# What one of the two versions of YAML takes for something else than text.
_OTHER: Final = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|<<|=|\.nan|[-+]?\.inf"
    r"|[-+.:_]*[0-9][-+.0-9:_eExXoOa-fA-F]*",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt \t])")
_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@`")
_FLOW: Final = frozenset(",[]{}")
# What Dependabot, Renovate and ci-gen itself take for an action's pin where a line begins with it.
_PIN: Final = "uses: "
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_LONGEST_FLOW: Final = 80
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def scalar(value: str | float | bool | None, *, in_flow: bool = False) -> str:  # noqa: FBT001
    """Return *value* in one line; *in_flow* where it is between brackets."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case str():
            return _text(value, in_flow=in_flow)
        case _:
            return str(getattr(value, "text", value))


def _text(text: str, *, in_flow: bool) -> str:
    if _UNPRINTABLE.search(text):
        return _escaped(text)
    if _is_plain(text) and not (in_flow and _FLOW & set(text)):
        return text
    # As Prettier does it: in double quotes, unless the text would need more of them.
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _escaped(text: str) -> str:
    """Return *text* in double quotes. YAML, unlike JSON, knows no surrogate pairs."""
    return '"' + "".join(_ESCAPES.get(c) or _printable(c) for c in text) + '"'


def _printable(character: str) -> str:
    return f"\\u{ord(character):04X}" if _UNPRINTABLE.match(character) else character


def _is_plain(text: str) -> bool:
    return not (
        not text
        or text[0] in _INDICATORS
        or text.strip() != text
        or ": " in text
        or " #" in text
        or text.endswith(":")
        # Legal, but a star is what everybody quotes: it would be an alias in front.
        or ("*" in text and not text.startswith(expression_text.OPENING))
        or _OTHER.fullmatch(text)
        or _DATE.match(text)
    )


def block(value: Verbatim, indent: int) -> str:
    """Return *value* as it follows `key:`, its lines indented by *indent* spaces.

    A tuple of texts is one text of several lines, as actions take their lists.
    """
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return lines(tuple(str(item) for item in value), indent)
    if isinstance(value, Mapping):
        return _mapping(value, indent)
    return scalar(value) if not isinstance(value, tuple) else _sequence(value, indent)


def lines(texts: tuple[str, ...], indent: int) -> str:
    """Return *texts* as one text of several lines: a literal block if there is more than one."""
    whole = "\n".join(texts)
    if "\n" not in whole:
        return scalar(whole)
    parts = whole.split("\n")
    # A block whose first line begins with a space, or is empty, would need to say its indentation,
    # and one that ends with an empty line how much of its end counts.
    needs_indicator = not parts[0] or parts[0][0].isspace() or not parts[-1]
    is_odd = any(_UNPRINTABLE.search(part) or part.startswith(_PIN) for part in parts)
    if needs_indicator or is_odd:
        return _escaped(whole)
    margin = " " * indent
    return "|\n" + "\n".join(margin + part if part else "" for part in parts)


def _mapping(value: Mapping[str, Verbatim], indent: int) -> str:
    if not value:
        return "{}"
    margin = " " * indent
    parts = (f"{margin}{scalar(key)}:{_after_colon(item, indent)}" for key, item in value.items())
    return "\n" + "\n".join(parts)


def _after_colon(value: Verbatim, indent: int) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return (" " if not value else "") + _mapping(value, indent + 2)
    if isinstance(value, tuple):
        text = _sequence(value, indent + 2)
        return text if text.startswith("\n") else f" {text}"
    return f" {scalar(value)}"


def _sequence(value: tuple[Verbatim, ...], indent: int) -> str:
    flat = [item for item in value if not isinstance(item, Mapping | tuple)]
    if len(flat) == len(value):
        text = f"[{', '.join(scalar(item, in_flow=True) for item in flat)}]"
        if len(text) <= _LONGEST_FLOW:
            return text
    margin = " " * indent
    return "\n" + "\n".join(f"{margin}- {_item(item, indent)}" for item in value)


def _item(value: Verbatim, indent: int) -> str:
    if isinstance(value, Mapping):
        return _mapping(value, indent + 2).lstrip()
    if isinstance(value, tuple):
        return _sequence(value, indent + 2).lstrip()
    return scalar(value)
