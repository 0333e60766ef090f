while IFS= read -r name; do
  [ -n "$name" ] || continue
  # Names of images are in lower case, whatever the owner is called.
  # Signing asks services that may be busy.
  for pause in 5 15 0; do
    cosign sign --yes "${name,,}@$DIGEST" && break
    [ "$pause" -gt 0 ] || exit 1
    sleep "$pause"
  done
done <<< "$NAMES"
