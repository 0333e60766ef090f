#!/bin/bash -e
# summary: Tag the platforms as one image, if exactly the declared ones are there, and read it back.
# needs: IMAGE, DIGESTS, NAMES, OPTIONAL, PLATFORMS, TAGS, ANNOTATIONS
ask() { # a registry may need a moment to know what was pushed
  for pause in 5 15 0; do docker buildx imagetools "$@" 2> "$RUNNER_TEMP/said" && return; grep -qE "denied|unauthorized" "$RUNNER_TEMP/said" && break; sleep "$pause"; done
  said=$(< "$RUNNER_TEMP/said") && echo "::error::${said//$'\n'/%0A}" >&2 && return 1
}
mapfile -t tags <<< "${TAGS:?no tag}"
[ -z "$ANNOTATIONS" ] || mapfile -t notes <<< "${ANNOTATIONS%$'\n'}"
sources=$(jq -r '(env.NAMES/" ")[] as $n | .[$n] | select(. > "") // ("::error::\($n) is missing" | halt_error)' <<< "$DIGESTS") #? no optional
sources=$(jq -r '(env.NAMES/" ")[] as $n | .[$n] | select(. > "") // if env.OPTIONAL/" " | index($n) then empty else "::error::\($n) is missing" | halt_error end' <<< "$DIGESTS") #? optional
mapfile -t sources <<< "${sources:?no platform was built}"
index=$(ask create --dry-run "${sources[@]/#/$IMAGE@}")
there=$(jq -r '[.manifests[].platform | [.os, .architecture, .variant // empty] | join("/") | sub("64/v8$"; "64")] | sort - ["unknown/unknown"] | join(" ")' <<< "$index")
for platform in $there; do [[ " $PLATFORMS " == *" $platform "* ]] || { echo "::error::there is $there, and nobody asked for $platform"; exit 1; }; done #? optional
for platform in $PLATFORMS; do [[ " $there " == *" $platform "* ]] || echo "::warning::published without $platform"; done #? optional
[ "$there" = "$PLATFORMS" ] || { echo "::error::there is $there, not $PLATFORMS"; exit 1; } #? no optional
ask create "${tags[@]/#/--tag=}" "${notes[@]/#/--annotation=}" "${sources[@]/#/$IMAGE@}"
for tag in "${tags[@]}"; do # another run may have moved a tag such as latest by now
  found=$(ask inspect --raw "$tag")
  [ "$(jq -c "[.manifests[]?.digest]" <<< "$found")" = "$(jq -c "[.manifests[].digest]" <<< "$index")" ] || { echo "::warning::$tag stands for another image"; continue; }
  published=$found && echo "- \`$tag\`" >> "$GITHUB_STEP_SUMMARY"
done; : "${published:?no tag stands for it}"
jq -r '.manifests[] | .digest as $of | .platform | select(.os != "unknown") | [.os, .architecture, .variant // empty] | "- \(join("/")): \($of)"' <<< "$published" >> "$GITHUB_STEP_SUMMARY"
echo "digest=sha256:$(printf %s "$published" | sha256sum | cut -d " " -f 1)" >> "$GITHUB_OUTPUT" #? digest
