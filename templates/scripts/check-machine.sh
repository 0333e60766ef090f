#!/bin/bash -e
# summary: Take the program out of the image, and read from it what machine it is made for.
# needs: IMAGE, PLATFORM
# Docker wants some command for an image that has none.
container=$(docker create --platform "$PLATFORM" "$IMAGE" 2> /dev/null) \
  || container=$(docker create --platform "$PLATFORM" "$IMAGE" no-command)
trap 'docker rm --force "$container" > /dev/null' EXIT
config=$(docker inspect --format '{{json .Config}}' "$container")
mapfile -t words < <(jq -r '((.Entrypoint // []) + (.Cmd // []))[]' <<< "$config")
folder=$(jq -r '.WorkingDir // "" | if . == "" then "/" else . end' <<< "$config")
search=$(jq -r '(.Env // [])[] | select(startswith("PATH=")) | ltrimstr("PATH=")' <<< "$config")
file="$RUNNER_TEMP/entrypoint"

# Copies the program called $1 out of the image: from its path, or from wherever PATH leads.
copy_out() {
  case "$1" in
    /*) docker cp --follow-link "$container:$1" "$file" > /dev/null 2>&1 ;;
    */*) docker cp --follow-link "$container:$folder/$1" "$file" > /dev/null 2>&1 ;;
    *)
      IFS=: read -ra folders <<< "${search:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"
      for place in "${folders[@]}"; do
        docker cp --follow-link "$container:$place/$1" "$file" > /dev/null 2>&1 && return 0
      done
      return 1
      ;;
  esac
}

# What only starts another program says nothing about it.
while [ "${#words[@]}" -gt 1 ]; do
  case "${words[0]##*/}" in
    tini | tini-static | dumb-init | catatonit | env | exec | --) ;;
    su-exec | gosu) words=("${words[@]:1}") ;;
    sh | bash | ash | dash)
      [ "${words[1]}" = -c ] || break
      read -ra words <<< "- ${words[2]:-}"
      ;;
    *) break ;;
  esac
  words=("${words[@]:1}")
  while [[ "${words[0]:-}" == -* || "${words[0]:-}" == *=* ]]; do words=("${words[@]:1}"); done
done

program=${words[0]:-}
for _ in 1 2 3; do
  if [ -z "$program" ] || ! copy_out "$program"; then
    echo "::warning::no program to look at in the image for $PLATFORM: ${program:-no entrypoint}"
    exit 0
  fi
  # A script is as good as the program that runs it.
  [ "$(head -c 2 "$file")" = '#!' ] || break
  read -ra line <<< "$(head -n 1 "$file" | cut -c 3- | tr -d '\r')"
  [ "${line[0]##*/}" != env ] || line=("${line[@]:1}")
  [ "${line[0]:-}" != -S ] || line=("${line[@]:1}")
  program=${line[0]:-}
done

[ "$(od -An -tx1 -N4 "$file" | tr -d ' \n')" = 7f454c46 ] || {
  echo "::warning::what the image for $PLATFORM starts is no ELF program: $program"
  exit 0
}
# Bytes 18 and 19 of an ELF file name the processor that it is made for.
case "$(od -An -tx1 -j18 -N2 "$file" | tr -d ' \n')" in
  3e00) machine=amd64 ;;
  b700) machine=arm64 ;;
  2800) machine=arm ;;
  0300) machine=386 ;;
  1500) machine=ppc64le ;;
  0015) machine=ppc64 ;;
  0016) machine=s390x ;;
  f300) machine=riscv64 ;;
  0800) machine=mips64le ;;
  0008) machine=mips64 ;;
  0201) machine=loong64 ;;
  *) machine=unknown ;;
esac
wanted=$(cut -d / -f 2 <<< "$PLATFORM")
if [ "$machine" != "$wanted" ]; then
  echo "::error::the image for $PLATFORM holds a program for $machine: $program"
  exit 1
fi
echo "$program is made for $machine"
