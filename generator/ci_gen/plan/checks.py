"""The steps that look at what was built, before anything gets a tag."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from ci_gen.config.model import Test
from ci_gen.expressions import (
    Condition,
    Context,
    Value,
    concat,
    when,
)
from ci_gen.plan import conditions, tables
from ci_gen.plan.emulated_cpu import cpu_of
from ci_gen.plan.emulated_cpu import steps as emulated_cpu
from ci_gen.plan.group import Group, formula, lines, reference
from ci_gen.plan.matrix import Table
from ci_gen.plan.parts import Given, Variable
from ci_gen.plan.row_conditions import rows_condition
from ci_gen.plan.rows import ARM_V6, Row
from ci_gen.plan.steps import (
    CheckPrograms,
    ExceptPrograms,
    LoadPlatforms,
    Step,
    TestCommand,
    TestHealth,
    TestScript,
)

_TEMP = Context(path="runner.temp")
_LAYOUT = concat("type=oci,tar=false,dest=", _TEMP, "/image")
_LOCAL = "test"
_Test: TypeAlias = TestCommand | TestScript | TestHealth
_Kind: TypeAlias = tuple[Callable[[Test], bool], str, Callable[[Table, list[Row]], _Test]]


def exports(group: Group) -> Iterator[Value]:
    """Yield where the build leaves the files of the image, for the check of programs."""
    if group.image.check.level == "off":
        return
    folder = concat("type=local,dest=", _TEMP, "/root")
    if not group.is_many:
        # Only what is built for several platforms gets a folder for each of them.
        slug = group.built.value("slug")
        yield concat(folder, "/", slug)
    elif group.is_matrix:
        of_row = formula(group.built, "folder", "")
        yield concat(
            folder, Context(path="matrix.folder") if any(map(_left, group.rows)) else of_row
        )
    else:
        (left,) = map(_left, group.rows)
        yield concat(folder, when(conditions.ON_PULL_REQUEST, left)) if left else folder


def _left(row: Row) -> str:
    """Return the folder of the one platform that pull requests leave of several, else nothing."""
    is_one = len(row.on_pull_requests) == 1 < len(row.platforms)
    return tables.folder(row.on_pull_requests) if is_one else ""


def loads_in(group: Group) -> Condition | bool:
    """Return in which runs the image is loaded into the runner's Docker."""
    if not _is_tested(group):
        return group.image.build.load
    if not group.events.publishes:
        return True
    return conditions.unmerged(group.events) or False


def loaded(group: Group) -> Value:
    """Return where the image goes in runs that publish nothing; empty if nobody asks for it."""
    if not _is_tested(group):
        return ""
    return _LAYOUT if group.is_many else f"type=docker,name={_LOCAL}"


def reads_layout(group: Group) -> bool:
    """Return whether a step loads several platforms out of what the build left on the runner."""
    return _is_tested(group) and group.is_many and loads_in(group) is not False


def _is_tested(group: Group) -> bool:
    return any(image.test for image in group.images)


def steps(group: Group) -> Iterator[Step]:
    """Yield the steps that check the programs of the image, and those that run it."""
    yield from _programs(group)
    if not _is_tested(group):
        return
    if reads_layout(group):
        yield LoadPlatforms(
            title="Load what was built",
            condition=conditions.unmerged(group.events) if group.events.publishes else None,
            variables=(
                Variable(name="DIGEST", value=Context(path="steps.build.outputs.digest")),
                Variable(name="PLATFORMS", value=_platforms(group)),
            ),
        )
    yield from emulated_cpu(group, _under_test(group))
    yield from _tests(group)


def _programs(group: Group) -> Iterator[Step]:
    check = group.image.check
    if check.level == "off":
        return
    if check.excepted:
        yield ExceptPrograms(
            title="Leave out what the check of programs is not for",
            variables=(Variable(name="EXCEPT", value=check.excepted),),
        )
    has_arm_v6 = any(ARM_V6 in row.platforms for row in group.rows)
    features = {"warn": check.level == "warn", "arm-v6": has_arm_v6}
    yield CheckPrograms(
        title="Check that all programs are made for their platform",
        features=tuple(name for name, is_used in features.items() if is_used),
    )


def _under_test(group: Group) -> Value:
    """Return the image of a row as Docker finds it: what was pushed, or what was loaded."""
    loads = loads_in(group)
    if loads is True:
        return _LOCAL
    digest = Context(path="steps.build.outputs.digest")
    pushed = concat(reference(group, group.built), "@", digest)
    return pushed if loads is False else when(loads, _LOCAL, pushed)


def _tests(group: Group) -> Iterator[Step]:
    kinds: tuple[_Kind, ...] = (
        (_has_command, "Run the test command", _command),
        (_has_script, "Run the test script", _script),
        (_has_health, "Wait for a healthy container", _health),
    )
    for kind, title, make in kinds:
        images = [image for image in group.images if image.test and kind(image.test)]
        if not images:
            continue
        meant = [row for row in group.rows if row.image in images and row.tested]
        boards = tuple(dict.fromkeys(p for row in meant for p in row.platforms if cpu_of(row, p)))
        features = ("cpu", *boards) if boards else ()
        step = make(group.built.only([row in meant for row in group.rows]), meant)
        yield step.replace(
            title=title,
            condition=rows_condition(group, meant.__contains__),
            features=(*step.features, *features),
            is_loop=group.is_many,
            variables=(*step.variables, *_target(group)),
        )


def _target(group: Group) -> Iterator[Variable]:
    yield Variable(name="IMAGE", value=_under_test(group))
    if group.is_many:
        yield Variable(name="PLATFORMS", value=_platforms(group))
    else:
        yield Variable(name="PLATFORM", value=group.built.value("platform"))
    yield Variable(name="CPU", value="the runner")


def _platforms(group: Group) -> Value:
    """Return the platforms of a row that are tested, in runs of pull requests those there are."""
    table = group.built
    if group.is_matrix:
        return formula(table, "tested", Context(path=f"matrix.{group.key}"))
    row = group.rows[0]
    every = row.tested
    fewer = tuple(name for name in every if name in row.on_pull_requests)
    if fewer == every:
        return ",".join(every)
    return when(conditions.ON_PULL_REQUEST, ",".join(fewer), ",".join(every))


def _has_command(test: Test) -> bool:
    return test.command is not None


def _has_script(test: Test) -> bool:
    return test.script is not None or test.inline_script is not None


def _has_health(test: Test) -> bool:
    return test.healthcheck is not None


def _command(table: Table, _rows: list[Row]) -> TestCommand:
    variables, features = [Variable(name="COMMAND", value=_lines(table, "command"))], []
    for name, variable, usual in (("exit-code", "EXIT_CODE", "0"), ("output", "OUTPUT", "")):
        value = table.value(name)
        if value != usual:
            variables.append(Variable(name=variable, value=value))
            features.append(name)
    return TestCommand(title="", variables=tuple(variables), features=tuple(features))


def _script(table: Table, rows: list[Row]) -> TestScript:
    is_inline = any(row.image.test and row.image.test.inline_script for row in rows)
    value = _lines(table, "inline-script") if is_inline else table.value("script")
    return TestScript(
        title="",
        variables=(Variable(name="SCRIPT", value=value),),
        features=("inline",) if is_inline else (),
    )


def _health(table: Table, _rows: list[Row]) -> TestHealth:
    seconds = Variable(name="SECONDS_TO_WAIT", value=table.value("healthcheck"))
    return TestHealth(title="", variables=(seconds,))


def _lines(table: Table, name: str) -> Given:
    return lines(table.value(name))
