#!/bin/bash -e
# summary: Tag what was checked, and compare what the tags stand for.
# needs: IMAGE, DIGEST, TAGS, PLATFORMS
ask() { # a registry may need a moment to know what was pushed
  for pause in 5 15 0; do docker buildx imagetools "$@" 2> "$RUNNER_TEMP/said" && return; grep -qE "denied|unauthorized" "$RUNNER_TEMP/said" && break; sleep "$pause"; done
  said=$(< "$RUNNER_TEMP/said") && echo "::error::${said//$'\n'/%0A}" >&2 && return 1
}
mapfile -t tags <<< "${TAGS:?no tag}"; : "${DIGEST:?no digest}"
ask create --prefer-index=false "${tags[@]/#/--tag=}" "$IMAGE@$DIGEST"
for tag in "${tags[@]}"; do # another run may have moved a tag such as latest by now
  found=$(ask inspect --raw "$tag")
  found=sha256:$(printf %s "$found" | sha256sum | cut -d " " -f 1)
  [ "$found" = "$DIGEST" ] || { echo "::warning::$tag stands for $found"; continue; }
  published=$DIGEST && echo "- \`$tag\`: \`$DIGEST\` for $PLATFORMS" >> "$GITHUB_STEP_SUMMARY"
done
echo "${published:?no tag stands for it}" #? no digest
echo "digest=${published:?no tag stands for it}" >> "$GITHUB_OUTPUT" #? digest
