"""What is wrong with a template of the user's own, as far as its text tells without printing it."""

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from jinja2 import Environment, TemplateSyntaxError, nodes

from ci_gen.custom_templates import replaced
from ci_gen.custom_templates import variables as template_variables
from ci_gen.custom_templates.variables import Kinds
from ci_gen.record import Record
from ci_gen.render import shipped as shipped_templates
from ci_gen.words import nearest, suggestion

# What each variable may hold; a name that a template sets itself holds nothing that is known.
_Scope: TypeAlias = Mapping[str, Kinds]
_JINJA: Final = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})
_GUARDS: Final = frozenset({"defined", "undefined"})
FAILS: Final = "CG606"
_CHANGES_NOTHING: Final = "CG609"


class TemplateProblem(Record):
    """Something wrong in the template *name*, which is None where no single one is to blame."""

    code: str
    name: str | None
    line: int
    message: str
    remedy: str


def check(environment: Environment, own: Mapping[str, str]) -> Iterator[TemplateProblem]:
    """Yield what is wrong with the templates *own*, whether or not a plan needs them."""
    trees: dict[str, nodes.Template] = {}
    for name, text in own.items():
        try:
            # Compiling finds the filters that do not exist.
            environment.compile(text, name, name)
            trees[name] = environment.parse(text, name)
        except TemplateSyntaxError as error:
            yield TemplateProblem(
                code=FAILS,
                name=name,
                line=error.lineno,
                message=plain(str(error.message)),
                remedy=_SYNTAX,
            )
        except (RecursionError, SyntaxError):
            yield TemplateProblem(
                code=FAILS,
                name=name,
                line=0,
                message="it is nested too deeply",
                remedy="make it flatter",
            )
        except BaseException as error:
            # Constants are computed while compiling, where no line of a template is to blame.
            error.add_note(name)
            raise
    known = _JINJA | environment.globals.keys() | {n for tree in trees.values() for n in _set(tree)}
    used = {name for tree in trees.values() for name in _named(tree)}
    for name, tree in trees.items():
        yield from _gone(name, tree, own, used)
        yield from _unused(name, used)
        yield from _without_effect(name, tree, trees)
        if name in shipped_templates.texts():
            yield from _Reader(name=name, known=frozenset(known), guarded=_guarded(tree)).read(tree)


_SYNTAX: Final = "correct it; `ci-gen templates show` prints templates that work"


def plain(message: str) -> str:
    """Return a *message* of Jinja's as the middle of a sentence."""
    return message[:1].lower() + message[1:].rstrip(".")


def _set(tree: nodes.Template) -> Iterator[str]:
    """Yield each name that *tree* gives a value to itself, other than in a loop."""
    loops = {
        id(name) for loop in tree.find_all(nodes.For) for name in loop.target.find_all(nodes.Name)
    }
    loops |= {id(loop.target) for loop in tree.find_all(nodes.For)}
    for name in tree.find_all(nodes.Name):
        if name.ctx != "load" and id(name) not in loops:
            yield name.name
    for kind in (nodes.Macro, nodes.Import):
        yield from (
            getattr(node, "name", "") or getattr(node, "target", "") for node in tree.find_all(kind)
        )
    for node in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in node.names)


def _named(tree: nodes.Template) -> Iterator[str]:
    """Yield each text in *tree* that may name a template; a name may be handed on by `with`."""
    yield from (str(text.value) for text in tree.find_all(nodes.Const))


def _gone(
    name: str, tree: nodes.Template, own: Mapping[str, str], used: set[str]
) -> Iterator[TemplateProblem]:
    """Yield where *tree* replaces, or names, a template that ci-gen had and has no more."""
    if name not in used and replaced.find(name):
        yield from _replaced(name, name, 1)
        return
    for text in tree.find_all(nodes.Const):
        if text.value not in own:
            yield from _replaced(name, str(text.value), text.lineno)


def _replaced(name: str, gone: str, line: int) -> Iterator[TemplateProblem]:
    if found := replaced.find(gone):
        message = f"{gone} is gone: ci-gen {found.until} was the last to have it"
        remedy = f"{found}: {found.why}"
        yield TemplateProblem(code=FAILS, name=name, line=line, message=message, remedy=remedy)


def _unused(name: str, used: set[str]) -> Iterator[TemplateProblem]:
    shipped = [known for known in shipped_templates.texts() if not known.startswith("spec/")]
    if name in shipped or name in used or replaced.find(name):
        return
    message = "nothing prints this template: ci-gen has none of this name, and no other names it"
    near = nearest(name, shipped)
    remedy = f"call it {near or 'like one of `ci-gen templates list`'}"
    yield TemplateProblem(
        code=_CHANGES_NOTHING, name=name, line=0, message=message, remedy=f"{remedy}, or remove it"
    )


def _without_effect(
    name: str, tree: nodes.Template, trees: Mapping[str, nodes.Template]
) -> Iterator[TemplateProblem]:
    """Yield each block that the extended template does not have, and text beside the blocks."""
    extended = next(tree.find_all(nodes.Extends), None)
    if extended is None or not isinstance(extended.template, nodes.Const):
        return
    parent = str(extended.template.value)
    shipped = shipped_templates.texts().get(parent.removeprefix(shipped_templates.PREFIX))
    if parent in trees or shipped is None or parent == name:
        return
    blocks = shipped_templates.blocks(parent.removeprefix(shipped_templates.PREFIX))
    for node in tree.body:
        if isinstance(node, nodes.Block) and node.name not in blocks:
            message = f'{parent} has no block "{node.name}", so this is not printed'
            remedy = suggestion(node.name, blocks, f"include {parent} instead of extending it")
            yield TemplateProblem(
                code=_CHANGES_NOTHING, name=name, line=node.lineno, message=message, remedy=remedy
            )
        elif isinstance(node, nodes.Output) and _prints(node):
            message = "a template that extends one prints nothing outside of its blocks"
            yield TemplateProblem(
                code=_CHANGES_NOTHING,
                name=name,
                line=node.lineno,
                message=message,
                remedy="put it into a block",
            )


def _prints(node: nodes.Output) -> bool:
    return any(not isinstance(n, nodes.TemplateData) or n.data.strip() for n in node.nodes)


def _guarded(tree: nodes.Template) -> set[str]:
    """Return what *tree* asks for before it uses it: `step.x is defined`, `step.x | default`."""
    tests = [test.node for test in tree.find_all(nodes.Test) if test.name in _GUARDS]
    filters = [found.node for found in tree.find_all(nodes.Filter) if found.name == "default"]
    return {_words(node) for node in (*tests, *filters) if node is not None}


def _words(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_words(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "?"


class _Reader(Record):
    """Reads one template; *known* are the names that may hold anything."""

    name: str
    known: frozenset[str]
    guarded: set[str]

    def read(self, tree: nodes.Template) -> Iterator[TemplateProblem]:
        """Yield each variable and field in *tree* that does not exist."""
        given = template_variables.given(self.name)
        scope = {name: () if name in self.known else kinds for name, kinds in given.items()}
        yield from self._read(tree, scope)

    def _read(self, node: nodes.Node, scope: _Scope) -> Iterator[TemplateProblem]:
        match node:
            case nodes.For():
                yield from self._loop(node, scope)
                return
            case nodes.Name(ctx="load"):
                yield from self._variable(node, scope)
            case nodes.Getattr():
                yield from self._field(node, scope)
            case _:
                pass
        for child in node.iter_child_nodes():
            yield from self._read(child, scope)

    def _loop(self, loop: nodes.For, scope: _Scope) -> Iterator[TemplateProblem]:
        yield from self._read(loop.iter, scope)
        targets = [loop.target] if isinstance(loop.target, nodes.Name) else []
        found: dict[str, Kinds] = {
            name.name: () for name in (*targets, *loop.target.find_all(nodes.Name))
        }
        if targets:
            found[targets[0].name] = _items(loop.iter, scope)
        inside = {**scope, **{n: () if n in self.known else kinds for n, kinds in found.items()}}
        for child in (*([loop.test] if loop.test else []), *loop.body):
            yield from self._read(child, inside)
        for child in loop.else_:
            yield from self._read(child, scope)

    def _variable(self, node: nodes.Name, scope: _Scope) -> Iterator[TemplateProblem]:
        if node.name in scope or node.name in self.known or node.name in self.guarded:
            return
        message = f'unknown variable "{node.name}" in {self.name}'
        remedy = suggestion(node.name, list(scope), _UPSTREAM)
        yield TemplateProblem(
            code=FAILS, name=self.name, line=node.lineno, message=message, remedy=remedy
        )

    def _field(self, node: nodes.Getattr, scope: _Scope) -> Iterator[TemplateProblem]:
        kinds = _kinds(node.node, scope)
        words = _words(node)
        if (
            not kinds
            or words in self.guarded
            or template_variables.attribute(kinds, node.attr) is not None
        ):
            return
        names = template_variables.names(kinds)
        remedy = suggestion(node.attr, names, _UPSTREAM)
        message = f'unknown field "{words}" in {self.name}'
        yield TemplateProblem(
            code=FAILS, name=self.name, line=node.lineno, message=message, remedy=remedy
        )


_UPSTREAM: Final = "`ci-gen templates diff` shows what has changed since a template was copied"


def _kinds(node: nodes.Node, scope: _Scope) -> Kinds:
    """Return what the expression *node* may be, or nothing if that is not known."""
    match node:
        case nodes.Name():
            return scope.get(node.name, ())
        case nodes.Getattr():
            return template_variables.attribute(_kinds(node.node, scope), node.attr) or ()
        case _:
            return ()


def _items(node: nodes.Node, scope: _Scope) -> Kinds:
    if isinstance(node, nodes.Getattr):
        return template_variables.items(_kinds(node.node, scope), node.attr)
    return ()
