#!/usr/bin/env bash
# Holds this project's FP32 training step against the same step in plain PyTorch: both in turn, on the same machine,
# with the same libtorch and threads. Needs Debian's python3-torch (and the libtorch-dev that the bridge is built with).
#
#   scripts/compare-with-pytorch.sh [ROUNDS] [-- --model s --imgsz 640 --batch 8 --threads 2]
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
rounds=7
if [ $# -gt 0 ] && [ "$1" != "--" ]; then rounds=$1 && shift; fi
[ "${1:-}" = "--" ] && shift
options=("$@")
[ ${#options[@]} -gt 0 ] || options=(--model s --imgsz 640 --batch 8 --threads 2)
python=${PYTHON:-/usr/bin/python3}

"$root/setup.sh"
dotnet build "$root/bench" -c Release -nologo -v quiet >/dev/null
pipes="$(mktemp -d)"
trap 'rm -rf "$pipes"' EXIT
mkfifo "$pipes"/{ours,theirs}.{in,out}
dotnet "$root/bench/bin/Release/net10.0/Benchmarks.dll" step --device cpu --scheme "${SCHEME:-baseline}" "${options[@]}" \
    <"$pipes/ours.in" >"$pipes/ours.out" &
"$python" "$root/scripts/pytorch_step.py" "${options[@]}" <"$pipes/theirs.in" >"$pipes/theirs.out" &
exec 5>"$pipes/ours.in" 6<"$pipes/ours.out" 7>"$pipes/theirs.in" 8<"$pipes/theirs.out"
read -r -u 6 ready && echo "ours:    libtorch ${ready#ready }"
read -r -u 8 ready && echo "pytorch: libtorch ${ready#ready }"

ratios=()
warmup=2
for ((round = 1 - warmup; round <= rounds; round++)); do
    echo >&5 && read -r -u 6 ours _
    echo >&7 && read -r -u 8 theirs
    [ $round -lt 1 ] && continue
    ratio=$(awk -v a="$ours" -v b="$theirs" 'BEGIN {printf "%.4f", a / b}')
    ratios+=("$ratio")
    printf 'round %2d: ours %.3f s, pytorch %.3f s, ratio %s\n' $round "$ours" "$theirs" "$ratio"
done
printf 'median ratio: %s\n' "$(printf '%s\n' "${ratios[@]}" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}')"
exec 5>&- 7>&-
wait
