"""Run the command line and exit with its code."""

import os
import sys
from typing import NoReturn

from ci_gen.cli import run


def main() -> NoReturn:
    """Run `ci-gen` and exit with a code of `ExitCode`."""
    sys.exit(run(sys.argv[1:], debug=bool(os.environ.get("CI_GEN_DEBUG"))))


if __name__ == "__main__":
    main()
