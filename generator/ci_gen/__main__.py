"""Run the command line and turn what goes wrong into a message and an exit code."""

import os
import sys


def main() -> None:
    """Run `ci-gen` and exit with a code of `ExitCode`."""
    # click is imported here so that a broken installation is reported like any other failure.
    from ci_gen.cli import run  # noqa: PLC0415

    sys.exit(run(sys.argv[1:], debug=bool(os.environ.get("CI_GEN_DEBUG"))))


if __name__ == "__main__":
    main()
