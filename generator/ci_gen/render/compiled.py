"""What compiled templates need to run, so that they run without Jinja.

Jinja takes longer to import than all of ci-gen. A wheel carries the code that Jinja makes of the
templates, and that code asks for little: this. `generator/scripts/compile_templates.py` refuses to
build a wheel whose templates ask for more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any, Final, NoReturn

from ci_gen.record import Record

Values = Mapping[str, Any]
Filters = Mapping[str, Callable[..., str]]

missing: Final = object()


class Loop(Record):
    """What a template sees of the loop around it."""

    last: bool


class Context:
    """The values that a template is given."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def resolve_or_missing(self, name: str) -> Any:
        """Return the value called *name*, or `missing`."""
        return self._values.get(name, missing)

    def get_all(self) -> Values:
        """Return all values."""
        return self._values


class Template(Record):
    """A compiled template: *root_render_func* yields its text for a context."""

    root_render_func: Callable[[Context], Iterator[str]]

    @staticmethod
    def new_context(values: Values, _shared: bool, local: Values) -> Context:  # noqa: FBT001 (Jinja's)
        """Return the context of a template that another one includes, with its *local* values."""
        return Context({**values, **local})


class Environment:
    """What compiled code calls `environment`."""

    concat = "".join
    getattr = staticmethod(getattr)
    tests: Values = MappingProxyType({"none": lambda value: value is None})

    def __init__(self, templates: Mapping[str, Template], filters: Filters) -> None:
        self.filters = filters
        self._templates = templates

    def get_template(self, name: str, _parent: str) -> Template:
        """Return the template called *name*."""
        return self._templates[name]

    get_or_select_template = get_template

    @staticmethod
    def undefined(name: str) -> NoReturn:
        """Raise LookupError: no template may ask for what it was not given."""
        raise LookupError(name)


def str_join(parts: Iterable[object]) -> str:
    """Return *parts* as one text."""
    return "".join(map(str, parts))


def LoopContext(items: Iterable[Any], _undefined: object) -> Iterator[tuple[Any, Loop]]:  # noqa: N802 (Jinja's)
    """Yield each of *items* with what a template sees of the loop."""
    rows = tuple(items)
    for number, item in enumerate(rows, 1):
        yield item, Loop(last=number == len(rows))


def run(compiled: ModuleType, filters: Filters, name: str, values: Values) -> str:
    """Return what the template called *name* in the module *compiled* prints of *values*."""
    templates = {key: Template(root_render_func=root) for key, root in compiled.ROOTS.items()}
    # Compiled code finds its environment among the names of its module.
    vars(compiled)["environment"] = Environment(templates, filters)
    return "".join(templates[name].root_render_func(Context(values)))
