#!/bin/bash -e
# summary: Run a test script that stands in the spec; the first command that fails ends it.
# needs: SCRIPT, IMAGE, PLATFORM
bash -eo pipefail -c "$SCRIPT"
