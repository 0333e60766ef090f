#!/bin/bash -e
# summary: Compare the machine that each program of an image is made for with its platform.
# needs: RUNNER_TEMP
# shellcheck disable=SC2221,SC2222 # only one of two lines alike is printed
cd "$RUNNER_TEMP/root" # with a folder for each platform, which is called like it
chmod -R u+rX . # sudo, for one, may be run and not read
find ./*/ -maxdepth 0 -empty -exec false {} + || { echo "::error::the build exported no files to look at"; exit 1; }
readelf --version > /dev/null # or fail here #? arm-v6
find . -type f -size +51c '(' -perm /111 -o -name '*.so' -o -name '*.so.*' -o -name '*.node' ')' -print0 > ../files
xargs -r0a ../files head -qc20 > ../bytes; od -An -vtx1 -w20 ../bytes > ../heads # which name the machine of a program
declare -A machines=(["3e 00"]=amd64 ["b7 00"]=arm64 ["28 00"]=arm ["03 00"]=386 ["f3 00"]=riscv64
  ["15 00"]=ppc64le ["00 15"]=ppc64 ["00 16"]=s390x ["08 00"]=mips64le ["00 08"]=mips64 ["02 01"]=loong64)
bad=0 others=()
while read -r head && IFS= read -rd "" file <&3; do
  folder=${file#./} wanted=${folder%%/*} wanted=${wanted##*linux[-_]} wanted=${wanted%%[-_]*} made=${machines[${head: -5}]:-another machine} name=${file//\%/%25}
  [[ $made/${folder%%/*} != arm/*arm?v6 ]] || ! { readelf -A "$file"; cat "$file"; } | grep -qaE $'Tag_CPU_arch: v(6T2|[7-9])|build\tGOARM=[7-9]' || made="ARMv7, not v6" #? arm-v6
  [[ $head == "7f 45 4c 46"* && $made != "$wanted" ]] || continue
  case "${file##*/}/$wanted/$made" in
    *.so/* | *.so.*/* | *.node/* | */amd64/386 | */arm64/arm) others+=("${name@Q} ($made)") ;;
    *) echo "::error::${name@Q} is made for $made" && bad=1 ;; #? no warn
    *) echo "::warning::${name@Q} is made for $made" ;; #? warn
  esac
done < ../heads 3< ../files
[ "${#others[@]}" -eq 0 ] || echo "::warning::${#others[@]} shared objects or 32-bit programs of another machine: ${others[*]:0:5}"
echo "$(grep -c "^ 7f 45 4c 46" ../heads) programs and shared objects looked at" && exit "$bad"
