#!/bin/bash -e
# summary: Take away the exported files that the check of programs leaves out.
# needs: EXCEPT, RUNNER_TEMP
cd "$RUNNER_TEMP/root" || exit
chmod -R u+rwX .
while IFS= read -r glob; do
  [ -n "$glob" ] || continue
  found=$(for root in ./*; do find "$root" ! -type d -path "$root$glob" -delete -printf .; done)
  echo "${#found} files left out: $glob"
  [ -n "$found" ] || echo "::warning::the image holds no file that is called $glob"
done <<< "$EXCEPT"
