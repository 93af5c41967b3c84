#!/bin/sh
# Removes what install.sh wrote, and only that.
set -eu

: "${REVEILLE_AGENT_DATA:?is not set: this procedure is meant to be run by an agent}"
target="$REVEILLE_AGENT_DATA/sample"

if [ ! -d "$target" ]; then
  echo "note: nothing to remove: $target does not exist" >&2
  exit 0
fi
while read -r _ file; do
  rm -f "$target/$file"
  echo "removed $file"
  sleep 0.2
done < "$target/SHA256SUMS"
rm -f "$target/computer.ini" "$target/SHA256SUMS"
# Not recursive: whatever somebody else has put there stays, and is reported.
rmdir "$target/notes" "$target" || { echo "files of others are left in $target" >&2; exit 3; }
echo "Removed: $target"
