<%#
summary: Run the test command in the image, and look at what it prints and returns.
needs: COMMAND, EXIT_CODE, OUTPUT, IMAGE, PLATFORM
%>
words=()
[ -z "$COMMAND" ] || mapfile -t words <<< "${COMMAND%$'\n'}"
code=0
said=$(timeout 300 docker run --rm --platform "$PLATFORM" "$IMAGE" "${words[@]}" 2>&1) || code=$?
echo "$said"
if [ "$code" -ne "$EXIT_CODE" ]; then
  echo "::error::on $PLATFORM the test command exited with $code, not $EXIT_CODE"
  exit 1
fi
if [[ "$said" != *"$OUTPUT"* ]]; then
  echo "::error::on $PLATFORM the test command did not print: $OUTPUT"
  exit 1
fi
