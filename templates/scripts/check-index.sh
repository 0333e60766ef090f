<%#
summary: Compare what was published under each tag with what was built, and say so in the summary.
needs: TAGS, PLATFORMS, DIGESTS
%>
wanted=$(tr ' ' '\n' <<< "$PLATFORMS" | sort)
digest=""
while IFS= read -r tag; do
  [ -n "$tag" ] || continue
  # Attestations are entries of their own, for no platform.
  there=$(docker buildx imagetools inspect --raw "$tag" | jq -r '
    .manifests[]?
    | select(.annotations["vnd.docker.reference.type"] != "attestation-manifest")
    | .platform
    | [.os, .architecture, .variant]
    | map(select(. != null and . != ""))
    | join("/")
    | sub("^linux/arm64/v8$"; "linux/arm64")' | sort)
  if [ "$there" != "$wanted" ]; then
    missing=$(comm -23 <(echo "$wanted") <(echo "$there") | tr '\n' ' ')
    surplus=$(comm -13 <(echo "$wanted") <(echo "$there") | tr '\n' ' ')
    echo "::error::$tag is not what was built: missing: ${missing:-none }too many: ${surplus:-none}"
    exit 1
  fi
  digest=$(docker buildx imagetools inspect "$tag" --format '{{json .Manifest}}' | jq -er .digest)
done <<< "$TAGS"
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
