#!/usr/bin/env bash
# Holds the adviser against machines that are slow on purpose: a slow disk, one core, an expensive evaluation, a small memory. Prints for each
# what slows it, what the adviser names, and the gain that it predicts and measures. Ends with 1 if a name is wrong, or if a predicted gain is
# off by more than a fifth of the measured one.
#
#   scripts/slow-machines.sh [--keep DIR]      DIR receives advice.json and the page of each
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
keep=""
if [ $# -eq 2 ] && [ "$1" = --keep ]; then keep=$2; elif [ $# -gt 0 ]; then echo "usage: $0 [--keep DIR]" >&2; exit 2; fi
dotnet build "$root/bench" -c Release -nologo -v quiet
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
out="${keep:-$work/out}"

# The adviser on one of them: NAME, the names that are right (separated by |), then its options; CORES chooses cores.
bad=0
machine() {
    local name=$1 right=$2 code=0
    shift 2
    mkdir -p "$out/$name"
    taskset -c "${CORES:-$(taskset -cp $$ | sed 's/.*: //')}" dotnet "$root/bench/bin/Release/net10.0/Benchmarks.dll" advise --device cpu --model n --keep-batch --nosave \
        --json "$out/$name/advice.json" --out "$out/$name" "$@" >"$out/$name/text" 2>"$out/$name/progress" || code=$?
    if [ $code -gt 1 ]; then
        cat "$out/$name/progress" >&2
        exit $code
    fi
    local named predicted measured verdict=right
    named=$(sed -n 's/^  "bottleneck": "\(.*\)",*$/\1/p' "$out/$name/advice.json")
    predicted=$(sed -n 's/^    "predicted_gain": \([-0-9.eE]*\),*$/\1/p' "$out/$name/advice.json")
    measured=$(sed -n 's/^    "gain": \([-0-9.eE]*\),*$/\1/p' "$out/$name/advice.json" | tail -1)
    [[ "|$right|" == *"|$named|"* ]] || verdict="named wrongly"
    [ -n "$predicted" ] || { predicted=0 measured=0 verdict="nothing advised"; }
    awk -v p="$predicted" -v m="$measured" 'BEGIN {exit !(p - m <= 0.2 * m && m - p <= 0.2 * m)}' || verdict="predicted wrongly"
    [ "$verdict" = right ] || bad=1
    printf '%-20s %-12s %-42s %9.1f%% %9.1f%%  %s\n' "$name" "$named" "$(sed -n 's/^  "advice": "\(.*\)",*$/\1/p' "$out/$name/advice.json")" \
        "$(awk -v x="$predicted" 'BEGIN {print x * 100}')" "$(awk -v x="$measured" 'BEGIN {print x * 100}')" "$verdict"
}

printf '%-20s %-12s %-42s %10s %10s\n' slow named advice predicted measured
machine disk loading --imgsz 96 --batch-size 8 --hyp no-augmentation --schemes none --read-mib-per-s 0.25
CORES=0 machine one-core cores --imgsz 64 --batch-size 8 --hyp no-augmentation --schemes none

# Few images to train on, six times as many to evaluate, of the data set that the first one drew.
images="$root/datasets/synthetic/images"
find "$images/train" -name '*.jpg' | sort | head -32 >"$work/train.txt"
find "$images" -name '*.jpg' | sort >"$work/val.txt"
sed -e '/^\(path\|train\|val\|test\):/d' "$root/datasets/synthetic/synthetic.yaml" >"$work/many.yaml"
printf 'train: %s\nval: %s\n' "$work/train.txt" "$work/val.txt" >>"$work/many.yaml"
machine evaluation evaluation --data "$work/many.yaml" --imgsz 160 --batch-size 8 --schemes none
machine memory memory --imgsz 160 --batch-size 16 --memory-budget 120MiB --schemes amp_fused_channels_last,gradient_checkpoint
exit $bad
