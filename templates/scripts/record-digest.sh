mkdir -p "$RUNNER_TEMP/digests"
size=$(docker image inspect --format '{{.Size}}' "$IMAGE" | numfmt --to=si)
jq -n --arg platform "$PLATFORM" --arg digest "$DIGEST" --arg built "$BUILT" --arg size "$size" \
  --arg test "$TESTED" '$ARGS.named' > "$RUNNER_TEMP/digests/$SLUG.json"
