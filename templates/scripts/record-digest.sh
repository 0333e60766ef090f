#!/bin/bash -e
# summary: Note the digest of a platform, its size, and how it was built and tested.
# needs: DIGEST, NATIVE, TESTED, IMAGE, PLATFORM
mkdir -p "$RUNNER_TEMP/digests"
size=$(docker image inspect --format '{{.Size}}' "$IMAGE" | numfmt --to=si)
built=emulated
[[ ",$NATIVE," != *",$PLATFORM,"* ]] || built=natively
test=none
[[ ",$TESTED," != *",$PLATFORM,"* ]] || test=passed
jq -n --arg platform "$PLATFORM" --arg digest "$DIGEST" --arg built "$built" --arg size "$size" \
  --arg test "$test" '$ARGS.named' > "$RUNNER_TEMP/digests/${PLATFORM//\//-}.json"
