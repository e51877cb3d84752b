#!/usr/bin/env bash
# Checks the sweep against measurements on the CPU: for every scheme and memory budget, the predicted peak against the
# measured one, and the chosen batch against the largest that really fits (found by trying the next ones).
# Ends with 1 if a prediction is off by more than 3%, or a choice is not the largest batch or the one below it.
#
#   scripts/check-sweep.sh [--model n] [--imgsz 320] [--scheme all] [--budgets 1GiB,2GiB,4GiB] [--fraction 0.8] [--csv FILE]
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
model=n imgsz=320 scheme=all budgets=1GiB,2GiB,4GiB fraction=0.8 csv=""
while [ $# -gt 0 ]; do
    case "$1" in
        --model | --imgsz | --scheme | --budgets | --fraction | --csv)
            [ $# -ge 2 ] || { echo "$1: a value is expected" >&2; exit 2; }
            printf -v "${1#--}" '%s' "$2" && shift 2 ;;
        *) echo "$1: unknown; see the head of $0" >&2; exit 2 ;;
    esac
done

dotnet build "$root/bench" -c Release -nologo -v quiet
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
sweep() { # sweep BUDGET SCHEMES CSV [MORE ...]
    dotnet "$root/bench/bin/Release/net10.0/Benchmarks.dll" sweep --device cpu --model "$model" --imgsz "$imgsz" \
        --fraction "$fraction" --memory-budget "$1" --scheme "$2" --csv "$3" "${@:4}" >/dev/null
}

# Columns of the sweep's CSV: 4 scheme, 5 batch_size, 6 status, 7 message; the message is empty if status is ok, and
# then 10 is peak_allocated_bytes, 11 predicted_peak_bytes, 15 recommended, 16 verdicts.
bad=0
{
    echo "budget,scheme,batch,predicted_bytes,measured_bytes,off_percent,largest_that_fits"
    for budget in ${budgets//,/ }; do
        sweep "$budget" "$scheme" "$work/sweep.csv"
        while IFS=, read -r id batch peak predicted; do
            largest=$batch
            if ! awk -F, -v id="$id" -v next_one=$((batch + 1)) '$4 == id && $5 == next_one {found = 1} END {exit !found}' "$work/sweep.csv"; then
                sweep "$budget" "$id" "$work/next.csv" --batch $((batch + 1)),$((batch + 2))
                largest=$(awk -F, -v best="$batch" '$6 == "ok" && $16 !~ /over the limit/ && $5 > best {best = $5} END {print best}' "$work/next.csv")
            fi
            off=$(awk -v p="${predicted:-0}" -v m="$peak" 'BEGIN {printf "%+.2f", (p > 0 ? (p / m - 1) * 100 : 0)}')
            echo "$budget,$id,$batch,$predicted,$peak,$off,$largest"
        done < <(awk -F, 'NR > 1 && $6 == "ok" && tolower($15) == "true" {print $4 "," $5 "," $10 "," $11}' "$work/sweep.csv")
    done
} >"$work/table.csv"

awk -F, 'NR == 1 {printf "%-7s %-20s %6s %15s %14s %8s %13s\n", "budget", "scheme", "batch", "predicted MiB", "measured MiB", "off %", "largest fits"; next}
    {printf "%-7s %-20s %6d %15.1f %14.1f %8s %13d\n", $1, $2, $3, $4 / 1048576, $5 / 1048576, $6, $7}' "$work/table.csv"
awk -F, 'NR > 1 && ($6 > 3 || $6 < -3 || $7 > $3 + 1) {bad = 1} END {exit bad}' "$work/table.csv" || bad=1
[ -z "$csv" ] || cp "$work/table.csv" "$csv"
if [ $bad = 0 ]; then
    echo "every prediction is within 3% of the measured peak, every choice the largest batch or one below it"
else
    echo "a prediction is off by more than 3%, or a choice by more than one image"
fi
exit $bad
