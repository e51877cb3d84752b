#!/usr/bin/env bash
# Runs the training program; everything after the script's name goes to it. Try: ./yolo5.sh --help
exec dotnet run --project "$(dirname "${BASH_SOURCE[0]}")/src/Yolov5.Cli" -c Release -- "$@"
