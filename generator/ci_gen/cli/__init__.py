"""The command line: parse, call, print, exit. Nothing else prints or exits."""

import importlib
import io
import sys
from typing import Any, Final, cast

import click

from ci_gen import __version__
from ci_gen.errors import BugError, ExitCode, explained

# In the order of a first use. Modules are imported when their command runs, so `--help` is instant.
COMMANDS: Final = {
    "init": "Look at the repository and write a spec.",
    "render": "Write the workflow that the spec asks for.",
    "check": "Tell whether the workflow is what the spec says.",
    "diff": "Show what rendering would change.",
    "lint": "Look for mistakes in the spec, and in what it would render.",
    "pins": "List the actions of the workflow, and update them.",
    "migrate": "Rewrite a spec that is written for an older ci-gen.",
    "platforms": "List boards and the platforms they need.",
    "templates": "List, print and copy the templates that write the workflow.",
    "explain": "Explain a board, a platform or the code of a finding.",
    "schema": "Print the JSON Schema of the spec, of reports or of changes.",
}


class _Commands(click.Group):
    """Imports a command only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"ci_gen.cli.{cmd_name}_command")
        return cast("click.Command", module.command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 findings or drift, 2 wrong usage, 3 could not do it.",
)
@click.version_option(__version__, prog_name="ci-gen", message="%(prog)s %(version)s")
def commands() -> None:
    """Write the GitHub Actions workflow that builds one image for every machine it must run on."""


def run(arguments: list[str], *, debug: bool) -> int:
    """Run the command in *arguments* and return the exit code. With *debug* a bug is raised.

    Commands return their exit code; click's own errors keep click's.
    """
    _print_any_name()
    try:
        return _run(arguments)
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; there is nobody to tell.
        sys.stderr.close()
        return ExitCode.OK
    except Exception as error:
        found = explained(error)
        if debug and isinstance(found, BugError):
            raise
        _complain(f"error: {found.message}\n  help: {found.remedy}")
        return ExitCode.FAILURE


def _print_any_name() -> None:
    """Have names that are not UTF-8, or not in the letters of the terminal, printed escaped."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    try:
        code: Any = commands.main(arguments, prog_name="ci-gen", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    sys.stdout.flush()
    return int(code or ExitCode.OK)


def _complain(message: str) -> None:
    click.echo(message, err=True)
