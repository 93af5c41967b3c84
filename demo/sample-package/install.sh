#!/bin/sh
# Installs the sample: checks what it was given, copies it below the agent's data folder, verifies the copies.
# Nothing outside of that folder is touched.
set -eu

: "${REVEILLE_AGENT_DATA:?is not set: this procedure is meant to be run by an agent}"
target="$REVEILLE_AGENT_DATA/sample"

say() { echo "$*"; sleep 0.35; }
note() { echo "note: $*" >&2; sleep 0.35; }
check() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum -c "$1"; else shasum -a 256 -c "$1"; fi
}

say "Sample package on $(uname -n), $(uname -s) $(uname -m)"
[ -d payload ] || { echo "payload is missing: was the archive unpacked?" >&2; exit 2; }

say "Checking what was delivered"
(cd payload && check SHA256SUMS) || { echo "the payload is damaged" >&2; exit 3; }

if [ -d "$target" ]; then
  note "an earlier installation is replaced: $(cat "$target/VERSION" 2>/dev/null || echo 'unknown version')"
else
  note "no earlier installation found, nothing to take over"
fi
mkdir -p "$target/notes"

total=$(wc -l < payload/SHA256SUMS | tr -d ' ')
number=0
while read -r _ file; do
  number=$((number + 1))
  cp "payload/$file" "$target/$file"
  say "[$number/$total] $file ($(wc -c < "payload/$file" | tr -d ' ') bytes)"
done < payload/SHA256SUMS

say "Writing settings for this computer"
{
  echo "computer = $(uname -n)"
  echo "installed = $(date -u +%Y-%m-%dT%H:%M:%SZ)"
} > "$target/computer.ini"
note "settings.ini was left as delivered; computer.ini holds what differs here"

say "Verifying what was written"
cp payload/SHA256SUMS "$target/SHA256SUMS"
(cd "$target" && check SHA256SUMS) || { echo "what was written differs from what was delivered" >&2; exit 4; }

say "Free space left: $(df -k "$target" | awk 'NR == 2 { printf "%d MiB", $4 / 1024 }')"
echo "Installed: $(cat "$target/VERSION") in $target"
