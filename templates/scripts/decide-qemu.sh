#!/bin/bash -e
# summary: Compare what the builder runs natively with what it is to build.
# needs: NATIVE, PLATFORMS
emulate=false
for platform in ${PLATFORMS//,/ }; do
  [[ ",$NATIVE," == *",$platform,"* ]] || emulate=true
done
echo "The builder runs natively: $NATIVE"
echo "emulate=$emulate" >> "$GITHUB_OUTPUT"
