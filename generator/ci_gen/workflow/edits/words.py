"""What to do with a key of the spec, in words that people and tests can follow."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from ci_gen.catalog import images
from ci_gen.record import Record
from ci_gen.workflow.edits.differences import ABSENT, Difference
from ci_gen.yaml import write as yaml_text


class Advice(Record):
    """The *key* of the spec that has to do with an edit, and in *words* what to do with it."""

    key: str
    words: str


# How a value of the workflow becomes that of a key.
Advise: TypeAlias = Callable[[str, Difference], str]
# Annotations may name what they are for: index,manifest:NAME=VALUE.
_PAIR: Final = re.compile(r"(?:[a-z,-]+:)?(?P<name>[A-Za-z0-9_][\w./-]*)=(?P<value>.*)")

# What every builder gets, and every variant.
_ADDED: Final = re.compile(rf"image={re.escape(str(images.BUILDKIT))}\Z|suffix=\$\{{\{{ matrix\.")


def value(of: Any) -> str:
    """Return a value of a workflow in one line of YAML."""
    match of:
        case dict():
            return "{" + ", ".join(f"{key}: {_nested(item)}" for key, item in of.items()) + "}"
        case list():
            return "[" + ", ".join(_nested(item) for item in of) + "]"
        case _:
            return yaml_text.scalar(of)


def _nested(of: Any) -> str:
    return value(of) if isinstance(of, dict | list) else yaml_text.scalar(of, in_flow=True)


def see(key: str) -> str:
    """Return the advice to look at what *key* can say."""
    return f"say it with `{key}`"


def assign(key: str, found: Any) -> str:
    """Return the advice to set *key* to what was *found*, or to remove it."""
    return f"remove `{key}`" if found is ABSENT else f"set `{key}: {value(found)}`"


def targets(platforms: str, *, is_wanted: bool) -> str:
    """Return what to do with `targets` for *platforms* that are to be built, or not to be."""
    if is_wanted:
        return f"add `{platforms}` to `targets`"
    return f"take what needs `{platforms}` out of `targets`"


def plain(key: str, found: Difference) -> str:
    """Advise to set a value as it is."""
    return assign(key, found.current)


def number(key: str, found: Difference) -> str:
    """Advise to set a number that an action or a script takes as text."""
    is_number = isinstance(found.current, str) and found.current.isdecimal()
    return assign(key, int(found.current) if is_number else found.current)


def lines(key: str, found: Difference) -> str:
    """Advise to set a list that an action takes as one text, without what ci-gen adds to it."""
    if not isinstance(found.current, str):
        return assign(key, found.current)
    given = [line.strip() for line in found.current.strip().split("\n")]
    own = [line for line in given if not (_ADDED.match(line) and line in str(found.wanted))]
    return assign(key, own or ABSENT)


def platforms(key: str, found: Difference) -> str:
    """Advise to build what was added, and no more what is gone."""
    current, wanted = _listed(found.current), _listed(found.wanted)
    parts = [targets(name, is_wanted=True) for name in current if name not in wanted]
    parts += [targets(name, is_wanted=False) for name in wanted if name not in current]
    return " and ".join(parts) or see(key)


def _listed(text: Any) -> list[str]:
    return re.findall(r"linux/[\w/]+", str(text)) if text is not ABSENT else []


def pairs(key: str, found: Difference) -> str:
    """Advise to set the names whose lines `NAME=VALUE` were added, changed or removed."""
    current, wanted = dict(_split(found.current)), dict(_split(found.wanted))
    changed = {name: text for name, text in current.items() if wanted.get(name) != text}
    parts = [assign(f"{key}.{name}", text) for name, text in changed.items()]
    parts += [f"remove `{key}.{name}`" for name in wanted if name not in current]
    return " and ".join(parts) or see(key)


def _split(text: Any) -> Iterator[tuple[str, str]]:
    for line in text.strip().split("\n") if isinstance(text, str) else ():
        if pair := _PAIR.match(line.strip()):
            yield pair["name"], pair["value"]


def seen(key: str, _found: Difference) -> str:
    """Advise to look at what *key* can say."""
    return see(key)
