"""Options that several commands have."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from ci_gen.cli import output
from ci_gen.diagnostics import Severity
from ci_gen.report import FORMATS
from ci_gen.yaml.document import NAMES

_F = TypeVar("_F", bound=Callable[..., Any])


def spec_argument(function: _F) -> _F:
    """Add the argument SPEC."""
    return click.argument("spec", required=False, metavar="[SPEC]")(function)


def specs_argument(function: _F) -> _F:
    """Add the argument SPEC, any number of times, and the option --recursive."""
    function = click.option(
        "-r", "--recursive", is_flag=True, help="Look for specs below folders too."
    )(function)
    return click.argument("specs", nargs=-1, metavar="[SPEC]...")(function)


def directory_option(function: _F) -> _F:
    """Add the option -C."""
    return click.option(
        "-C",
        "--directory",
        type=click.Path(path_type=Path),
        default=Path(),
        metavar="DIR",
        help="Work in DIR instead of the current folder.",
    )(function)


def format_option(function: Callable[..., int]) -> Callable[..., int]:
    """Add the option --format; a report is printed also when the command fails."""

    @wraps(function)
    def reported(specs: tuple[str, ...], form: str, **others: Any) -> int:
        try:
            return function(specs=specs, form=form, **others)
        except (click.ClickException, BrokenPipeError):
            raise
        except Exception as error:
            output.show_failure(error, form, specs[0] if len(specs) == 1 else NAMES[0])
            raise

    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="How findings are printed.",
    )(reported)


def fail_on_option(function: _F) -> _F:
    """Add the option --fail-on."""
    return click.option(
        "--fail-on",
        type=click.Choice([severity.word for severity in reversed(Severity)]),
        default="error",
        show_default=True,
        callback=lambda _context, _option, word: Severity[word.upper()],
        help="The least severe finding that gives exit code 1.",
    )(function)
