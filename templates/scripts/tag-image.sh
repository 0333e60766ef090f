<%#
summary: Tag an image that one job built for all platforms.
needs: IMAGE, DIGEST, TAGS
%>
sources=("$IMAGE@$DIGEST")
annotations=()
<% include "scripts/create-tags.sh" %>
