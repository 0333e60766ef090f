"""The exit codes, and the one exception for "cannot continue"."""

from enum import IntEnum
from typing import Final

from ci_gen import __version__

_REPORT: Final = "please report it, with the output of the same command under CI_GEN_DEBUG=1"


class ExitCode(IntEnum):
    """What the exit code of every command means."""

    OK = 0
    FINDINGS = 1  # findings at or above --fail-on, or drift
    USAGE = 2  # click's own
    FAILURE = 3  # could not do it: an unreadable file, a bug
    INTERRUPTED = 130


class CiGenError(Exception):
    """Something that stops a command and is no finding in the spec.

    *message* says what is, *remedy* what can be done about it.
    """

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class BugError(CiGenError):
    """What nobody expected: a mistake in ci-gen itself."""


def reason(error: OSError) -> str:
    """Return why the system refused something, as part of a sentence."""
    return (error.strerror or str(error)).lower()


def explained(error: Exception) -> CiGenError:
    """Return *error* as what stops a command, with a remedy, whatever it was."""
    match error:
        case CiGenError():
            return error
        case OSError():
            name = error.filename
            shown = f"cannot use {name if isinstance(name, str) else 'a file'}: {reason(error)}"
            return CiGenError(shown, "look at the file, its folder, and who may use them")
        case _:
            message = f"a bug in ci-gen {__version__}: {type(error).__name__}: {error}"
            return BugError(message, _REPORT)
