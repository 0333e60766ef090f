#!/bin/bash -e
# summary: Run a test script, which reads IMAGE and PLATFORM.
# needs: SCRIPT, IMAGE, PLATFORM, CPU
CPU=${QEMU_CPU:-$CPU} #? cpu
code=0
bash -- "$SCRIPT" || code=$? #? no inline
bash -eo pipefail -c "$SCRIPT" || code=$? #? inline
echo "- \`$PLATFORM\`: test script on $CPU" >> "$GITHUB_STEP_SUMMARY"
[ "$code" -eq 0 ] || [ -z "${QEMU_CPU:-}" ] || echo "::notice::this was on QEMU's $QEMU_CPU: if QEMU is at fault, \`test: {cpu: runner}\` tests without it" #? cpu
[ "$code" -eq 0 ] || { echo "::error::on $PLATFORM the test script ended with $code"; exit 1; }
