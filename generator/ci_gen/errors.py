"""The exit codes, and the one exception for "cannot continue"."""

from enum import IntEnum


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


def reason(error: OSError) -> str:
    """Return why the system refused something, as part of a sentence."""
    return (error.strerror or str(error)).lower()
