#!/bin/bash -e
# summary: Pull what was pushed, from a registry that may need a moment.
# needs: SOURCE, IMAGE, PLATFORM
# Registries may take a moment to know what was pushed to them.
for pause in 5 15 0; do
  docker pull --quiet --platform "$PLATFORM" "$SOURCE" && break
  [ "$pause" -gt 0 ] || exit 1
  sleep "$pause"
done
docker tag "$SOURCE" "$IMAGE"
# Under one digest Docker holds one platform only; the tag stays.
docker image rm "$SOURCE" > /dev/null
