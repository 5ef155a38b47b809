#!/usr/bin/env bash
# Holds the documents to what they point at: every relative link in a tracked *.md names a file that is there, and
# every heading a link names is in that file.
set -euo pipefail
source "$(dirname "$0")/stage.sh"
cd "$(dirname "$0")/.."

broken=0
links=0

# The anchors GitHub makes of a file's headings, one a line.
anchors() {
  sed '/^```/,/^```/d' "$1" | sed -n 's/^##* *//p' | tr '[:upper:]' '[:lower:]' |
    sed -e 's/[^a-z0-9 _-]//g' -e 's/ /-/g'
}

# Link targets of a file outside code blocks and code spans: "line target" a line.
targets() {
  awk '/^ *```/ { code = !code } { print code ? "" : $0 }' "$1" | sed 's/`[^`]*`//g' |
    grep -noE '\]\([^)[:space:]]+\)' | sed -E 's/^([0-9]+):\]\((.*)\)$/\1 \2/' || true
}

while IFS= read -r document; do
  while read -r line target; do
    case $target in http://* | https://* | mailto:*) continue ;; esac
    links=$((links + 1))
    path=${target%%#*}
    file=$document
    [[ -z $path ]] || file=$(dirname "$document")/$path
    if [[ ! -e $file ]]; then
      echo "$document:$line: no such file: $target"
      broken=$((broken + 1))
    elif [[ $target == *'#'* && $file == *.md ]] && ! anchors "$file" | grep -qxF -- "${target#*#}"; then
      echo "$document:$line: no such heading: $target"
      broken=$((broken + 1))
    fi
  done < <(targets "$document")
done < <(git ls-files '*.md')

echo "$links links in $(git ls-files '*.md' | wc -l) documents, $broken broken"
((broken == 0))
