<%#
summary: Take the program out of the image, and read from it what machine it is made for.
needs: IMAGE, PLATFORM
%>
# Docker wants some command for an image that has none.
container=$(docker create --platform "$PLATFORM" "$IMAGE" 2> /dev/null) \
  || container=$(docker create --platform "$PLATFORM" "$IMAGE" no-command)
trap 'docker rm --force "$container" > /dev/null' EXIT
config=$(docker inspect --format '{{json .Config}}' "$container")
entry=$(jq -r '(.Entrypoint // []) + (.Cmd // []) | first // ""' <<< "$config")
search=$(jq -r '(.Env // [])[] | select(startswith("PATH=")) | ltrimstr("PATH=")' <<< "$config")
file="$RUNNER_TEMP/entrypoint"

# Copies the program called $1 out of the image: from its path, or from wherever PATH leads.
copy_out() {
  case "$1" in
    /*) docker cp --follow-link "$container:$1" "$file" > /dev/null 2>&1 ;;
    *)
      IFS=: read -ra folders <<< "${search:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"
      for folder in "${folders[@]}"; do
        docker cp --follow-link "$container:$folder/$1" "$file" > /dev/null 2>&1 && return 0
      done
      return 1
      ;;
  esac
}

program=$entry
for _ in 1 2 3; do
  if [ -z "$program" ] || ! copy_out "$program"; then
    echo "::notice::no program to look at in the image for $PLATFORM (entrypoint: ${entry:-none})"
    exit 0
  fi
  # A script is as good as the program that runs it.
  [ "$(head -c 2 "$file")" = '#!' ] || break
  read -r interpreter argument _ <<< "$(head -n 1 "$file" | cut -c 3-)"
  program=$interpreter
  [ "${interpreter##*/}" != env ] || program=$argument
done

[ "$(od -An -tx1 -N4 "$file" | tr -d ' \n')" = 7f454c46 ] || {
  echo "::notice::the entrypoint of the image for $PLATFORM is no ELF program: $program"
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
