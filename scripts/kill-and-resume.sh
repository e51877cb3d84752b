#!/usr/bin/env bash
# Kills trainings at random moments (SIGKILL), goes on with them, and compares the tensors of their last.pt (weights, moving
# average, optimizer, random states) and their results.csv with those of a training that was left alone. Exits 1 if any differs.
#
#   scripts/kill-and-resume.sh [KILLS [SCHEME ...]]      by default 20 kills for each of baseline and mixed_precision
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/noise-pictures.sh
kills=${1:-20}
shift || true
schemes=("${@:-baseline}")
[ $# -gt 0 ] || schemes=(baseline mixed_precision)
program=${YOLO5_DLL:-$PWD/src/Yolov5.Cli/bin/Release/net10.0/yolo5.dll}
[ -e "$program" ] || dotnet build -c Release src/Yolov5.Cli -v q -nologo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
noise_pictures 12

train() { dotnet "$program" train "$@" >> log.txt 2>&1; }
begin() { train --data data.yaml --cfg yolov5n --imgsz 64 --batch-size 2 --epochs 6 --noplots --scheme "$scheme" --device cpu --name "$1" --exist-ok; }
go_on() { if [ -e "runs/train/$1/weights/last.pt" ]; then train --resume "runs/train/$1/weights/last.pt"; else begin "$1"; fi; }
hash_of() { unzip -p "runs/train/$1/weights/last.pt" 'archive/data/*' | sha256sum | cut -d ' ' -f 1; }

failed=0
for scheme in "${schemes[@]}"; do
    from=$(date +%s%N)
    begin "whole-$scheme" || { tail -3 log.txt; exit 1; }
    took=$((($(date +%s%N) - from) / 1000000))
    expected=$(hash_of "whole-$scheme")
    results=$(sha256sum < "runs/train/whole-$scheme/results.csv")
    echo "$scheme: left alone $took ms, $expected"
    done_kills=0
    for run in $(seq 1 "$kills"); do
        [ $done_kills -lt "$kills" ] || break
        name=$scheme-$run
        while true; do
            (go_on "$name") 2> /dev/null &
            job=$!
            if [ $done_kills -lt "$kills" ]; then
                wait_ms=$(((RANDOM * 32768 + RANDOM) % took + took / 10))
                sleep "$((wait_ms / 1000)).$(printf %03d $((wait_ms % 1000)))"
                if child=$(pgrep -P "$job" -x dotnet) && kill -9 "$child" 2> /dev/null; then
                    done_kills=$((done_kills + 1))
                    wait "$job" 2> /dev/null || true
                    echo "  $name: killed after $wait_ms ms, $(cat "runs/train/$name/results.csv" 2> /dev/null | grep -c '^[0-9]' || true) epochs done"
                    continue
                fi
            fi
            wait "$job" && break

            # Killed after its last file was written: there is nothing to go on with, and the files are compared.
            tail -1 log.txt | grep -q 'the run has ended' && break
            tail -3 log.txt
            exit 1
        done
        if [ "$(hash_of "$name")" = "$expected" ] && [ "$(sha256sum < "runs/train/$name/results.csv")" = "$results" ]; then
            echo "  $name: the same"
        else
            echo "  $name: DIFFERENT"
            failed=1
        fi
    done
    echo "$scheme: $done_kills kills"
done
exit $failed
