<%#
summary: Tag an image that one job built for all platforms.
needs: IMAGE, DIGEST, TAGS, ANNOTATIONS
%>
sources=("$IMAGE@$DIGEST")
annotations=()
while IFS= read -r annotation; do
  [ -z "$annotation" ] || annotations+=(--annotation "$annotation")
done <<< "$ANNOTATIONS"
<% include "scripts/create-tags.sh" %>
