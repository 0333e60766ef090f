#!/bin/bash -e
# summary: Compare what was published under each tag with what was built, and say so in the summary.
# needs: IMAGE, TAGS, PLATFORMS, DIGESTS
inspect() {
  # Registries may take a moment to know what was pushed to them.
  for pause in 5 15 0; do
    docker buildx imagetools inspect --raw "$1" && return
    [ "$pause" -gt 0 ] || return 1
    sleep "$pause"
  done
}

wanted=$(tr ' ' '\n' <<< "$PLATFORMS" | sort)
# The manifests behind what was tested: a digest with attestations is an index itself.
tested=$(for digest in $(jq -r .digest "$DIGESTS"/*.json | sort -u); do
  inspect "$IMAGE@$digest" | jq -r --arg self "$digest" '(.manifests // [{digest: $self}])[].digest'
done | sort)
digest=""
while IFS= read -r tag; do
  [ -n "$tag" ] || continue
  index=$(inspect "$tag")
  # Attestations are entries of their own, for no platform.
  there=$(jq -r '
    .manifests[]?
    | select(.annotations["vnd.docker.reference.type"] != "attestation-manifest")
    | .platform
    | [.os, .architecture, .variant]
    | map(select(. != null and . != ""))
    | join("/")
    | sub("^linux/arm64/v8$"; "linux/arm64")' <<< "$index" | sort)
  if [ "$there" != "$wanted" ]; then
    missing=$(comm -23 <(echo "$wanted") <(echo "$there") | tr '\n' ' ')
    surplus=$(comm -13 <(echo "$wanted") <(echo "$there") | tr '\n' ' ')
    echo "::error::$tag is not what was built: missing: ${missing:-none }too many: ${surplus:-none}"
    exit 1
  fi
  if [ "$(jq -r '.manifests[].digest' <<< "$index" | sort)" != "$tested" ]; then
    # Another run may have moved latest; what it points at is none of this run's business.
    echo "::warning::$tag stands for another image by now"
    continue
  fi
  digest=sha256:$(printf %s "$index" | sha256sum | cut -d ' ' -f 1)
done <<< "$TAGS"
if [ -z "$digest" ]; then
  echo "::error::no tag stands for what was tested"
  exit 1
fi
echo "digest=$digest" >> "$GITHUB_OUTPUT"

{
  echo "### ${TAGS%%$'\n'*}"
  echo
  echo "| Platform | Digest | Built | Size | Test |"
  echo "|---|---|---|---|---|"
  for platform in $PLATFORMS; do
    jq -r '"| \(.platform) | `\(.digest)` | \(.built) | \(.size) | \(.test) |"' \
      "$DIGESTS/${platform//\//-}.json"
  done
  echo
  echo "Index: \`$digest\`"
} >> "$GITHUB_STEP_SUMMARY"
