"""What each template is given: the classes of the plan that its variables hold, field by field."""

import types
import typing
from functools import cache
from typing import Any, ClassVar, Final, TypeAlias, get_args, get_origin

from ci_gen.plan import jobs as plan
from ci_gen.plan import steps as plan_steps
from ci_gen.record import Record
from ci_gen.render import environment as render

# The classes that a value may be of; empty when it is text, a number or not known.
Kinds: TypeAlias = tuple[type, ...]

_JOBS: Final[Kinds] = get_args(plan.Job)
_STEPS: Final[Kinds] = get_args(plan_steps.Step)
_WORKFLOW: Final[dict[str, Kinds]] = {"plan": (plan.Plan,), "spec": (), "version": ()}
# What some templates are given beside the plan around them.
_MORE: Final[dict[str, dict[str, Kinds]]] = {
    "steps/script.yml.j2": {"script": ()},
}


@cache
def given(name: str) -> dict[str, Kinds]:
    """Return the variables of the shipped template *name*, and what each holds.

    A template sees what is around it, too: a step its job, and a job the plan.
    """
    folder = name.partition("/")[0]
    if folder == "spec":
        return {}
    found = dict(_WORKFLOW)
    if folder in {"jobs", "steps", "scripts"}:
        found["job"] = _named(_JOBS, name, "jobs")
    if folder in {"steps", "scripts"}:
        found["step"] = _named(_STEPS, name, "steps")
    return {**found, **_MORE.get(name, {})}


def _named(kinds: Kinds, name: str, folder: str) -> Kinds:
    """Return the class that the template is called like, or all of them."""
    return tuple(kind for kind in kinds if render.template_for(kind, folder) == name) or kinds


def attribute(kinds: Kinds, name: str) -> Kinds | None:
    """Return what the field *name* of *kinds* holds, None if none of them has it."""
    having = [kind for kind in kinds if name in hints(kind)]
    if not having:
        return None
    return tuple(dict.fromkeys(k for kind in having for k in classes(hints(kind)[name])))


def names(kinds: Kinds) -> list[str]:
    """Return the fields that any of *kinds* has."""
    return list(dict.fromkeys(name for kind in kinds for name in hints(kind)))


@cache
def hints(kind: type) -> dict[str, Any]:
    """Return the types of the fields of the class *kind*."""
    found = typing.get_type_hints(kind)
    return {name: hint for name, hint in found.items() if get_origin(hint) is not ClassVar}


def classes(hint: Any) -> Kinds:
    """Return the classes of the plan in the type *hint*, or nothing if it may be anything else."""
    if _is_tuple_class(hint):
        return (hint,)
    if not isinstance(hint, types.UnionType):
        return ()
    parts = [part for part in get_args(hint) if part is not type(None)]
    return tuple(parts) if all(_is_tuple_class(part) for part in parts) else ()


def items(kinds: Kinds, name: str) -> Kinds:
    """Return what the items of the list *name* of *kinds* may be; nothing if that is not known."""
    found = [hints(kind)[name] for kind in kinds if name in hints(kind)]
    lists = [get_args(part) for hint in found for part in (hint, *get_args(hint)) if _is_list(part)]
    return tuple(dict.fromkeys(kind for item, _ in lists for kind in classes(item)))


def _is_list(hint: Any) -> bool:
    return get_origin(hint) is tuple and get_args(hint)[-1:] == (Ellipsis,)


def _is_tuple_class(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Record)
