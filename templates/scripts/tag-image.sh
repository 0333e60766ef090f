#!/bin/bash -e
# summary: Tag an image that one job built for all platforms.
# needs: IMAGE, DIGEST, TAGS, ANNOTATIONS
# shellcheck disable=SC2153 # the step sets what is in capitals
sources=("$IMAGE@$DIGEST")
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
