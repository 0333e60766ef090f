#!/bin/bash -e
# summary: Sign the image under each of its names.
# needs: NAMES, DIGEST
while IFS= read -r name; do # more than once: the services that take part may be busy
  for pause in 5 15 0; do cosign sign --yes "$name@${DIGEST:?no digest}" < /dev/null && continue 2; sleep "$pause"; done; echo "::error::$name is not signed"; exit 1
done <<< "${NAMES%$'\n'}"
