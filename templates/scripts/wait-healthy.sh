#!/bin/bash -e
# summary: Wait until Docker finds the container healthy.
# needs: IMAGE, PLATFORM, SECONDS_TO_WAIT
container=$(docker run --detach --platform "$PLATFORM" "$IMAGE")
trap 'docker logs "$container"; docker rm --force "$container" > /dev/null' EXIT
for (( second = 0; second < SECONDS_TO_WAIT; second++ )); do
  health=$(docker inspect --format '{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}' "$container")
  case "$health" in
    healthy) echo "healthy after $second seconds"; exit 0 ;;
    none) echo "::error::the image for $PLATFORM has no HEALTHCHECK"; exit 1 ;;
    unhealthy) break ;;
  esac
  sleep 1
done
echo "::error::on $PLATFORM the image was $health after $second seconds"
exit 1
