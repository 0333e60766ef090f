#!/bin/bash -e
# summary: Write names in lower case.
# needs: NAMES
count=0
while IFS= read -r name; do
  [ -n "$name" ] || continue
  count=$((count + 1))
  echo "name-$count=${name,,}" >> "$GITHUB_OUTPUT"
done <<< "$NAMES"
