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
dotnet build "$root/bench" -c Release -nologo -v quiet
coproc OURS { exec dotnet "$root/bench/bin/Release/net10.0/Benchmarks.dll" step --scheme "${SCHEME:-baseline}" "${options[@]}"; }
read -r -u "${OURS[0]}" ready && echo "ours:    libtorch ${ready#ready }"
exec 7<&"${OURS[0]}" 8>&"${OURS[1]}"
coproc THEIRS { exec "$python" "$root/scripts/pytorch_step.py" "${options[@]}"; } 2>/dev/null
read -r -u "${THEIRS[0]}" ready && echo "pytorch: libtorch ${ready#ready }"
exec 5<&"${THEIRS[0]}" 6>&"${THEIRS[1]}"

ratios=()
for ((round = -1; round < rounds; round++)); do
    echo >&8 && read -r -u 7 ours
    echo >&6 && read -r -u 5 theirs
    # The first round warms both up.
    [ $round -lt 0 ] && continue
    ratio=$(awk -v a="$ours" -v b="$theirs" 'BEGIN {printf "%.4f", a / b}')
    ratios+=("$ratio")
    printf 'round %2d: ours %.3f s, pytorch %.3f s, ratio %s\n' $((round + 1)) "$ours" "$theirs" "$ratio"
done
printf 'median ratio: %s\n' "$(printf '%s\n' "${ratios[@]}" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}')"
exec 6>&- 8>&-
wait
