sources=("$IMAGE@$DIGEST")
annotations=()
<% include "scripts/create-tags.sh" %>
