#!/usr/bin/env bash
# Runs the suite; everything after the script's name goes to it. Try: ./bench.sh --filter '*Amp*'
exec dotnet run --project "$(dirname "${BASH_SOURCE[0]}")/bench" -c Release -- "$@"
