#!/bin/bash -e
# summary: Put the folder that the build wrote in the place of the one that it read.
# needs: RUNNER_TEMP
rm -rf "$RUNNER_TEMP/buildx-cache"
mv "$RUNNER_TEMP/buildx-cache-new" "$RUNNER_TEMP/buildx-cache"
