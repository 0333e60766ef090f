<%#
summary: Sign the image under each of its names.
needs: NAMES, DIGEST
%>
while IFS= read -r name; do
  [ -n "$name" ] || continue
  # Names of images are in lower case, whatever the owner is called.
  cosign sign --yes "${name,,}@$DIGEST"
done <<< "$NAMES"
