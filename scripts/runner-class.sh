#!/usr/bin/env bash
# Prints the name of this machine's class: the CPU's model and its cores. Runs of one class can be compared with each
# other, so a baseline for CI carries this name: artifacts/baselines/<class>.json.
set -euo pipefail
model="$(sed -n '/^model name/{s/^[^:]*: *//p;q}' /proc/cpuinfo)"
printf '%s %s' "${model:-$(uname -m)}" "$(nproc)" | tr -cs 'A-Za-z0-9' '-' | tr 'A-Z' 'a-z'
echo
