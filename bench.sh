#!/usr/bin/env bash
# Sets up, then runs the suite; everything after the script's name goes to it. Try: ./bench.sh --filter '*Amp*'
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
"$root/setup.sh"
exec dotnet run --project "$root/bench" -c Release -- "$@"
