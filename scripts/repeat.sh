#!/usr/bin/env bash
# Runs the suite several times, one run after the other, and prints what each recommends and its run-off:
#   scripts/repeat.sh 10 --filter '*Amp*' --no-accuracy
set -euo pipefail
[ $# -ge 2 ] && [ "$1" -ge 1 ] 2>/dev/null || { echo "usage: scripts/repeat.sh RUNS OPTIONS-OF-THE-SUITE..." >&2; exit 2; }
runs=$1
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
for run in $(seq "$runs"); do
    start=$SECONDS
    ./bench.sh "$@" > "$log" 2>&1 || { tail -20 "$log" >&2; exit 1; }
    echo "$run: $((SECONDS - start)) s: $(grep '^On this device' "$log" || echo 'no recommendation')"
    grep -E '^  (Against it|Against AMP|Against Base|Equal within|Too close)' "$log" || true
done
