#!/usr/bin/env bash
# Checks each spec: annotations and words go to the log, the rest to the job summary.
set -euo pipefail

# Where a job looks for modules of its own, the pull request may have put others.
unset PYTHONPATH PYTHONHOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# Runs the ci-gen that was asked for, or the one of this action's own commit.
ci_gen() {
  if [ -n "$CI_GEN" ]; then
    "$CI_GEN" "$@"
  else
    "$RUNNER_TEMP/ci-gen/bin/python" -I -c \
      'import sys; sys.path.insert(0, sys.argv.pop(1)); from ci_gen.__main__ import main; main()' \
      "$GITHUB_ACTION_PATH/../../../generator" "$@"
  fi
}

# Runs ci-gen with its arguments, and keeps the worst exit code for the end.
run() {
  local code=0
  ci_gen "$@" || code=$?
  [ "$code" -le "$status" ] || status=$code
}

# Runs git without the programs that the configuration of a checkout may name.
git() {
  command git -c core.fsmonitor=false -c core.hooksPath=/dev/null -c protocol.ext.allow=never "$@"
}

# The checkout of a pull request usually lacks the commit that it is compared with.
find_base() {
  if [ -z "$AGAINST" ] || git rev-parse --quiet --verify --end-of-options "$AGAINST^{commit}" > /dev/null; then
    return
  fi
  if git fetch --quiet --no-tags --no-recurse-submodules --depth=1 \
    --upload-pack=git-upload-pack -- origin "$AGAINST"; then
    AGAINST=$(git rev-parse FETCH_HEAD)
  else
    echo "::notice::$AGAINST cannot be fetched, so nothing is compared: check out with fetch-depth: 0"
    AGAINST=""
  fi
}

# Prints what the spec in $1 changes, as a list.
compare() {
  local code=0
  ci_gen diff --semantic --against="$AGAINST" ${1:+-- "$1"} > "$work/words" 2> "$work/problems" || code=$?
  # 1 means changes. What is wrong with the spec itself is said by the check.
  [ "$code" -le 1 ] || cat "$work/problems" >&2
  sed 's/^/- /' "$work/words"
}

# Prints what the check of the spec in $1 says, behind a line to click on.
fold() {
  echo
  echo "<details><summary>ci-gen check</summary>"
  echo
  ci_gen check ${1:+-- "$1"} 2>&1 | sed 's/^/    /' || true
  echo
  echo "</details>"
  echo
}

specs=()
while IFS= read -r spec; do
  [ -z "$spec" ] || specs+=("$spec")
done <<< "${SPECS:-}"
[ "${#specs[@]}" -gt 0 ] || specs=("")

find_base
for spec in "${specs[@]}"; do
  run check --format github ${spec:+-- "$spec"} >> "$work/found"
  if [ "$LINT" = true ]; then
    run lint --format github --fail-on "$FAIL_ON" ${spec:+-- "$spec"} >> "$work/found"
  fi
  if [ "$SARIF" = true ]; then
    ci_gen check --format sarif ${spec:+-- "$spec"} >> "$work/sarif" || true
  fi
  echo "### ${spec:-ci-gen}" >> "$GITHUB_STEP_SUMMARY"
  [ -z "$AGAINST" ] || compare "$spec" | tee -a "$GITHUB_STEP_SUMMARY"
  fold "$spec" >> "$GITHUB_STEP_SUMMARY"
done
# Both commands tell of the spec; one annotation is enough.
awk '!seen[$0]++' "$work/found"
if [ "$SARIF" = true ]; then
  # Code scanning takes one run of a program for each category.
  jq --slurp '.[0] + {runs: [.[0].runs[0] * {
      tool: {driver: {rules: [.[].runs[].tool.driver.rules[]] | unique_by(.id)}},
      results: [.[].runs[].results[]]
    }]}' "$work/sarif" > "$RUNNER_TEMP/ci-gen.sarif"
fi

exit "$status"
