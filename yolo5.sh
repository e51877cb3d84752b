#!/usr/bin/env bash
# Sets up, then runs the training program; everything after the script's name goes to it. Try: ./yolo5.sh --help
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
"$root/setup.sh"
exec dotnet run --project "$root/src/Yolov5.Cli" -c Release -- "$@"
