#!/usr/bin/env bash
# Builds with warnings as errors, checks prose, runs every test, and checks the format beside them. Arguments go to `dotnet test`.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"
echo "== build"
dotnet build Benchmarks.slnx -c Release -nologo -v quiet -p:RunAnalyzers=true

echo "== prose"
scripts/check-prose.sh

echo "== test"
# Tests start processes side by side on the same cores: libtorch's threads do not wait for each other by spinning.
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-1000}"
results="$(mktemp -d)"
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$results"' EXIT
options=("$@")
run() {
    local project name
    for project in "$@"; do
        name="$(basename "$project")"
        dotnet test "$project" -c Release --no-build -nologo --logger "trx;LogFileName=$name.trx" --results-directory "$results" "${options[@]}" || {
            touch "$results/failed"
            # No failed test in the results: the process itself ended.
            grep -qs ' failed="[1-9]' "$results/$name.trx" || printf ' %s' "$name" >>"$results/crashed"
        }
    done
}

# Projects that compute run one after the other: each has its threads for libtorch to itself. The others run beside them.
computing=()
others=()
for project in tests/*.Tests; do
    if grep -q TorchSharp "$project"/bin/Release/*/"$(basename "$project")".deps.json; then computing+=("$project"); else others+=("$project"); fi
done
{
    run "${others[@]}"
    echo "== format"
    # The build has checked the style; spaces and line ends are left.
    dotnet format whitespace . --folder --verify-no-changes || touch "$results/failed"
} >"$results/others.log" 2>&1 &
beside=$!
run "${computing[@]}"
wait "$beside" || touch "$results/failed"
cat "$results/others.log"

count() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{n += $1} END {print n + 0}'; }
total=$(count total)
passed=$(count passed)
failed=$(count failed)
skipped=$((total - passed - failed))
if [ "$skipped" -gt 0 ]; then
    echo "skipped:"
    grep -ho 'testName="[^"]*"[^>]*outcome="NotExecuted"' "$results"/*.trx | sed 's/testName="\([^"]*\)".*/  \1/' | sort
fi
if [ -e "$results/crashed" ]; then
    echo "ended before all tests were run:$(cat "$results/crashed")"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ ! -e "$results/failed" ]
