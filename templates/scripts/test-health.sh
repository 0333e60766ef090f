#!/bin/bash -e
# summary: Start the image, and wait until Docker finds it healthy.
# needs: SECONDS_TO_WAIT, IMAGE, PLATFORM, CPU
name=$(< /proc/sys/kernel/random/uuid)
trap 'docker rm --force "$name" > /dev/null' EXIT
options=(--name "$name" --init --platform "$PLATFORM")
options+=(--env QEMU_CPU) CPU=${QEMU_CPU:-$CPU} #? cpu
docker run --detach "${options[@]}" "$IMAGE" > /dev/null || { echo "::error::on $PLATFORM the image does not start"; exit 1; }
status='{{with .State.Health}}{{.Status}}{{else}}without HEALTHCHECK{{end}}' SECONDS=0
while health=$(docker inspect --format "$status" "$name") && [ "$health" = starting ] && [ "$SECONDS" -lt "$SECONDS_TO_WAIT" ]; do sleep 1; done
echo "::stop-commands::$name" # until the end of what the image and its health check print
docker logs "$name" 2>&1 && docker inspect --format '{{with .State.Health}}{{range .Log}}{{println .ExitCode .Output}}{{end}}{{end}}' "$name"
printf "\n::%s::\n" "$name"
echo "- \`$PLATFORM\`: health check on $CPU" >> "$GITHUB_STEP_SUMMARY"
[[ ! $health =~ ^(unhealthy|starting)$ || -z ${QEMU_CPU:-} ]] || echo "::notice::this was on QEMU's $QEMU_CPU: if QEMU is at fault, \`test: {cpu: runner}\` tests without it" #? cpu
state=$(docker inspect --format '{{.State.Status}}{{if not .State.Running}} with {{.State.ExitCode}}{{end}}' "$name")
[ "$health" = healthy ] || { echo "::error::on $PLATFORM the image is $health after $SECONDS seconds ($state)"; exit 1; }
