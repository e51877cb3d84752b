#!/usr/bin/env bash
# Builds with warnings as errors, checks prose and format, runs every test. Arguments go to `dotnet test`.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"
echo "== build"
dotnet build Benchmarks.slnx -c Release -nologo -v quiet

echo "== format"
dotnet format Benchmarks.slnx --no-restore --verify-no-changes

echo "== prose"
scripts/check-prose.sh

echo "== test"
# Tests start processes side by side on the same cores: libtorch's threads do not wait for each other by spinning.
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-1000}"
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
status=0
crashed=""
# One project after the other: each has its threads for libtorch to itself.
for project in tests/*.Tests; do
    name="$(basename "$project")"
    if ! dotnet test "$project" -c Release --no-build -nologo --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@"; then
        status=1
        # No failed test in the results: the process itself ended.
        grep -qs ' failed="[1-9]' "$results/$name.trx" || crashed="$crashed $name"
    fi
done

count() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{n += $1} END {print n + 0}'; }
total=$(count total)
passed=$(count passed)
failed=$(count failed)
skipped=$((total - passed - failed))
if [ "$skipped" -gt 0 ]; then
    echo "skipped:"
    grep -ho 'testName="[^"]*"[^>]*outcome="NotExecuted"' "$results"/*.trx | sed 's/testName="\([^"]*\)".*/  \1/' | sort
fi
if [ -n "$crashed" ]; then
    echo "ended before all tests were run:$crashed"
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
