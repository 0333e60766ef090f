sources=()
found=()
while IFS= read -r platform; do
  [ -n "$platform" ] || continue
  record="$DIGESTS/${platform//\//-}.json"
  if [ -f "$record" ]; then
    sources+=("$IMAGE@$(jq -er .digest "$record")")
    found+=("$platform")
  elif grep -qxF -- "$platform" <<< "$OPTIONAL"; then
    echo "::warning::$platform is missing, and the spec allows that"
  else
    echo "::error::there is no digest for $platform"
    exit 1
  fi
done <<< "$PLATFORMS"

shopt -s nullglob
records=("$DIGESTS"/*)
if [ "${#records[@]}" -ne "${#sources[@]}" ]; then
  echo "::error::expected ${#sources[@]} digests (${found[*]}), but found ${#records[@]}: ${records[*]##*/}"
  exit 1
fi

arguments=()
while IFS= read -r tag; do
  [ -z "$tag" ] || arguments+=(--tag "$tag")
done <<< "$TAGS"
if [ "${#arguments[@]}" -eq 0 ]; then
  echo "::error::there is no tag to publish under"
  exit 1
fi
while IFS= read -r annotation; do
  [ -z "$annotation" ] || arguments+=(--annotation "$annotation")
done <<< "$ANNOTATIONS"

# Registries may take a moment to know what was pushed to them.
for pause in 5 15 0; do
  docker buildx imagetools create "${arguments[@]}" "${sources[@]}" && break
  [ "$pause" -gt 0 ] || exit 1
  sleep "$pause"
done
echo "platforms=${found[*]}" >> "$GITHUB_OUTPUT"
