#!/bin/bash -e
# summary: End a run that has no tag to publish under.
# needs: GITHUB_REF
echo "::error::$GITHUB_REF makes no tag to publish under" && exit 1
