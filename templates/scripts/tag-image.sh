sources=("$IMAGE@$DIGEST")
annotations=()
<% if step.annotations %>
while IFS= read -r annotation; do
  [ -z "$annotation" ] || annotations+=(--annotation "$annotation")
done <<< "$ANNOTATIONS"
<% endif %>
<% include "scripts/create-tags.sh" %>
