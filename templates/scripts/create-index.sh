#!/bin/bash -e
# summary: Find the digest of each platform, and tag them as one image.
# needs: DIGESTS, IMAGE, TAGS, ANNOTATIONS, PLATFORMS, OPTIONAL
# shellcheck disable=SC2153 # the step sets what is in capitals
sources=()
found=()
while IFS= read -r platform; do
  [ -n "$platform" ] || continue
  record="$DIGESTS/${platform//\//-}.json"
  if [ -f "$record" ]; then
    source=$IMAGE@$(jq -er .digest "$record")
    # Platforms that were built in one job have their digest in common.
    [[ " ${sources[*]} " == *" $source "* ]] || sources+=("$source")
    found+=("$platform")
  elif grep -qxF -- "$platform" <<< "$OPTIONAL"; then
    echo "::warning::$platform is missing, and the spec allows that"
    echo "$platform is missing, and the spec allows that." >> "$GITHUB_STEP_SUMMARY"
  else
    echo "::error::there is no digest for $platform"
    exit 1
  fi
done <<< "$PLATFORMS"

if [ "${#sources[@]}" -eq 0 ]; then
  echo "::error::no platform arrived: ${PLATFORMS//$'\n'/ }"
  exit 1
fi
shopt -s nullglob
records=("$DIGESTS"/*)
if [ "${#records[@]}" -ne "${#found[@]}" ]; then
  echo "::error::expected ${#found[@]} digests (${found[*]}), but found ${#records[@]}: ${records[*]##*/}"
  exit 1
fi

annotations=()
while IFS= read -r annotation; do
  [ -z "$annotation" ] || annotations+=(--annotation "$annotation")
done <<< "$ANNOTATIONS"
tags=()
while IFS= read -r tag; do
  [ -z "$tag" ] || tags+=(--tag "$tag")
done <<< "$TAGS"
if [ "${#tags[@]}" -eq 0 ]; then
  echo "::error::there is no tag to publish under"
  exit 1
fi

# Registries may take a moment to know what was pushed to them.
for pause in 5 15 0; do
  docker buildx imagetools create "${annotations[@]}" "${tags[@]}" "${sources[@]}" && break
  [ "$pause" -gt 0 ] || exit 1
  sleep "$pause"
done
echo "platforms=${found[*]}" >> "$GITHUB_OUTPUT"
