#!/bin/bash -e
# summary: Write names in lower case.
# needs: NAMES
awk 'NF { print "name-" ++count "=" tolower($0) }' <<< "$NAMES" >> "$GITHUB_OUTPUT"
