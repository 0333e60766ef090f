#!/bin/bash -e
# summary: Run the test command in the image, and look at what it prints and returns.
# needs: COMMAND, EXIT_CODE, OUTPUT, IMAGE, PLATFORM
words=()
[ -z "$COMMAND" ] || mapfile -t words <<< "${COMMAND%$'\n'}"
container="test-${PLATFORM//\//-}-$RANDOM"
trap 'docker rm --force "$container" > /dev/null' EXIT
SECONDS=0
code=0
# A program that is the first of its container may not listen to the signal to end.
said=$(timeout --kill-after=10 300 \
  docker run --name "$container" --platform "$PLATFORM" "$IMAGE" "${words[@]}" 2>&1) || code=$?
echo "$said"
if [ "$SECONDS" -ge 300 ]; then
  echo "::error::on $PLATFORM the test command did not end within 5 minutes"
  exit 1
fi
if [ "$code" -ne "$EXIT_CODE" ]; then
  echo "::error::on $PLATFORM the test command exited with $code, not $EXIT_CODE"
  exit 1
fi
if [[ "$said" != *"$OUTPUT"* ]]; then
  echo "::error::on $PLATFORM the test command did not print: $OUTPUT"
  exit 1
fi
