"""Run the command line and turn what goes wrong into a message and an exit code."""

import contextlib
import gc
import os
import sys
from typing import NoReturn

# A run makes few cycles and ends soon: looking for them takes a fifth of its time.
_GARBAGE_THRESHOLD = 50_000


def main() -> None:
    """Run `ci-gen` and exit with a code of `ExitCode`."""
    gc.set_threshold(_GARBAGE_THRESHOLD)
    # click is imported here so that the setting above holds for its import too.
    from ci_gen.cli import run  # noqa: PLC0415

    code = run(sys.argv[1:], debug=bool(os.environ.get("CI_GEN_DEBUG")))
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process at once: what is alive goes with it, and need not be taken apart before."""
    for stream in (sys.stdout, sys.stderr):
        # Whoever read them may be gone, and a closed stream is none at all.
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
