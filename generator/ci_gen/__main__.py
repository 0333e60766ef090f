"""Run the command line and turn what goes wrong into a message and an exit code."""

import gc
import os
import sys

# A run makes few cycles and ends soon: looking for them takes a fifth of its time.
_GARBAGE_THRESHOLD = 50_000


def main() -> None:
    """Run `ci-gen` and exit with a code of `ExitCode`."""
    gc.set_threshold(_GARBAGE_THRESHOLD)
    # click is imported here so that the setting above holds for its import too.
    from ci_gen.cli import run  # noqa: PLC0415

    code = run(sys.argv[1:], debug=bool(os.environ.get("CI_GEN_DEBUG")))
    # What is alive goes with the process; the interpreter need not look through it first.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
