#!/bin/bash -e
# summary: Say which jobs did not succeed.
# needs: RESULTS
echo "::error::not all jobs succeeded: $RESULTS" && exit 1
