#!/bin/bash -e
# summary: Sign the image under each of its names.
# needs: NAMES, DIGEST
while IFS= read -r name; do
  [ -n "$name" ] || continue
  # Signing asks services that may be busy.
  for pause in 5 15 0; do
    # Names of images are in lower case, whatever the owner is called.
    cosign sign --yes "${name,,}@$DIGEST" && break
    [ "$pause" -gt 0 ] || exit 1
    sleep "$pause"
  done
done <<< "$NAMES"
