#!/bin/bash -e
# summary: Write a digest where other jobs can read it.
# needs: NAME, DIGEST
echo "$NAME=$DIGEST" >> "$GITHUB_OUTPUT"
