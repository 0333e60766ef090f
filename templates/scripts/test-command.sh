#!/bin/bash -e
# summary: Run the test command in the image, and compare what it returns and prints.
# needs: COMMAND, EXIT_CODE, OUTPUT, IMAGE, PLATFORM, CPU
name=$(< /proc/sys/kernel/random/uuid); trap 'docker rm --force "$name" > /dev/null' EXIT
options=(--name "$name" --init --platform "$PLATFORM")
options+=(--env QEMU_CPU) CPU=${QEMU_CPU:-$CPU} #? cpu
[ -z "$COMMAND" ] || mapfile -t words <<< "${COMMAND%$'\n'}"
docker run --detach "${options[@]}" "$IMAGE" "${words[@]}" > /dev/null || { echo "::error::on $PLATFORM the image does not start"; exit 1; }
code=$(timeout 300 docker wait "$name") || code=$?; said=$(docker logs "$name" 2>&1) # and not what a pull printed
printf "::stop-commands::%s\n%s\n\n::%s::\n" "$name" "$said" "$name" # what the image prints is no command to the runner
echo "- \`$PLATFORM\`: test command on $CPU" >> "$GITHUB_STEP_SUMMARY"
[ "$code" -lt 128 ] || [ -z "${QEMU_CPU:-}" ] || echo "::notice::this was on QEMU's $QEMU_CPU: if QEMU is at fault, \`test: {cpu: runner}\` tests without it" #? cpu
[ "$code" -ne 124 ] || { echo "::error::on $PLATFORM the test command did not end within 5 minutes"; exit 1; }
[ "$code" -eq 0 ] || { echo "::error::on $PLATFORM the test command ended with $code"; exit 1; } #? no exit-code
[ "$code" -eq "$EXIT_CODE" ] || { echo "::error::on $PLATFORM the test command ended with $code, not $EXIT_CODE"; exit 1; } #? exit-code
[[ $said == *"${OUTPUT%$'\n'}"* ]] || { echo "::error::on $PLATFORM the test command did not print: $OUTPUT"; exit 1; } #? output
