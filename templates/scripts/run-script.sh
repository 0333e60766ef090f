#!/bin/bash -e
# summary: Run a test script of the repository.
# needs: SCRIPT, IMAGE, PLATFORM
bash -- "$SCRIPT"
